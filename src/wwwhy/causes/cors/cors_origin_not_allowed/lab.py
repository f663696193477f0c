"""An API that a page of another origin asks: Starlette's middleware, plain nginx, a refusal."""

import json

from lab import Lab, Received, Reply, Scene

STARLETTE = """
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(
    routes=[Route("/items", lambda request: JSONResponse([]))],
    middleware=[Middleware(CORSMiddleware, allow_origins=["ORIGIN"])],
)
"""
PAGE = "https://app.test"
CORS = """
location / {
    default_type application/json;
    add_header Access-Control-Allow-Origin %s;
    add_header Vary Origin;
    return 200 "[]";
}
"""


def _asked(url: str, *more: str) -> Scene:
    return Scene(("curl", "-H", f"Origin: {PAGE}", *more, url))


def broken(lab: Lab) -> Scene:
    """Allow an origin with a slash at its end, which equals none."""
    return _asked(f"{lab.uvicorn(STARLETTE.replace('ORIGIN', PAGE + '/')).url}/items")


def repaired(lab: Lab) -> Scene:
    """Allow the origin as browsers write it."""
    return _asked(f"{lab.uvicorn(STARLETTE.replace('ORIGIN', PAGE)).url}/items")


def broken_nginx(lab: Lab) -> Scene:
    """Answer without any CORS field, to what a script of the page asked."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    return _asked(server.url, "-H", "Sec-Fetch-Mode: cors")


def repaired_nginx(lab: Lab) -> Scene:
    """Allow every origin."""
    server = lab.nginx(
        "location / { default_type application/json;"
        ' add_header Access-Control-Allow-Origin "*" always; return 200 "[]"; }'
    )
    return _asked(server.url, "-H", "Sec-Fetch-Mode: cors")


def broken_refused(lab: Lab) -> Scene:
    """Refuse a request that names an unknown origin, as Spring does."""

    def answer(asked: Received) -> Reply:
        known = asked.get("origin") in {"", "https://known.test"}
        return Reply(200, body="[]") if known else Reply(403, body="Invalid CORS request")

    return _asked(lab.python_http(answer).url)


def broken_throws(lab: Lab) -> Scene:
    """Let the check of the origin end in an error, as Express does after `cb(new Error(...))`."""

    def answer(asked: Received) -> Reply:
        known = asked.get("origin") in {"", "https://known.test"}
        return Reply(200, body="[]") if known else Reply(500, body="Error: Not allowed by CORS")

    return Scene(_asked(lab.python_http(answer).url).argv, verdict="likely")


def lookalike_typed(lab: Lab) -> Scene:
    """Type an origin with a slash at its end; the site allows the page that is meant."""
    conf = (
        "location / { default_type application/json; set $page '';"
        " if ($http_origin = https://app.test) { set $page $http_origin; }"
        " add_header Access-Control-Allow-Origin $page; return 200 '[]'; }"
    )
    return Scene(("curl", "-H", f"Origin: {PAGE}/", lab.nginx(conf).at("/items")))


def broken_question(lab: Lab) -> Scene:
    """Send the preflight that Starlette refuses with 400."""
    url = f"{lab.uvicorn(STARLETTE.replace('ORIGIN', 'https://other.test')).url}/items"
    return _asked(url, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: GET")


def broken_question_wordless(lab: Lab) -> Scene:
    """Send a preflight that is refused without a word about what is minded."""

    def answer(asked: Received) -> Reply:
        allowed = asked.get("origin") in {"", "https://known.test"}
        return Reply(204 if asked.method == "OPTIONS" else 200) if allowed else Reply(403)

    url = lab.python_http(answer).at("/items")
    asks = ("-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT")
    return Scene(_asked(url, *asks).argv, verdict="likely")


def broken_null(lab: Lab) -> Scene:
    """Ask from a file or a sandboxed frame, whose origin is null."""
    server = lab.nginx(CORS % "https://app.test")
    browser = ("-H", "Sec-Fetch-Mode: cors", "-H", "User-Agent: Mozilla/5.0 (X11) Firefox/140.0")
    return Scene(("curl", "-H", "Origin: null", *browser, server.at("/")))


def broken_cookies(lab: Lab) -> Scene:
    """Allow the origin, and not the cookies that came along."""
    server = lab.nginx(CORS % PAGE)
    return _asked(server.at("/"), "-b", "sid=k3Jh9zQw8Lm", "-H", "Sec-Fetch-Mode: cors")


def broken_cookies_by_hand(lab: Lab) -> Scene:
    """Get the cookies from a person, whose page may send none."""
    scene = _asked(lab.nginx(CORS % PAGE).at("/"), "-b", "sid=k3Jh9zQw8Lm")
    return Scene(scene.argv, verdict="likely")


def broken_recorded(lab: Lab) -> Scene:
    """Read the recording of a browser, which keeps the status of a hidden answer to itself."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    return _recorded(lab, server.at("/items"), {"status": 0, "headers": []})


def broken_recorded_head(lab: Lab) -> Scene:
    """Read one that holds the head of the hidden answer."""
    kind = {"name": "Content-Type", "value": "application/json"}
    return _recorded(lab, lab.nginx("").at("/items"), {"status": 200, "headers": [kind]})


def broken_recorded_only(lab: Lab) -> Scene:
    """Read one of a site that cannot be asked any more."""
    url = f"http://127.0.0.1:{lab.closed_port()}/items"
    scene = _recorded(lab, url, {"status": 0, "headers": []})
    return Scene(scene.argv, verdict="likely")


def _recorded(lab: Lab, url: str, answer: dict[str, object]) -> Scene:
    """Write what Chrome saves of a request of the page that failed without a reason."""
    entry = {
        "startedDateTime": "2026-11-21T00:00:00.000Z",
        "time": 3,
        "request": {
            "method": "GET",
            "url": url,
            "httpVersion": "http/1.1",
            "headers": [{"name": "Origin", "value": PAGE}, {"name": "Accept", "value": "*/*"}],
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_error": "net::ERR_FAILED",
            **answer,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 2, "receive": 1},
    }
    log = {"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": [entry]}}
    return Scene((lab.write("page.har", json.dumps(log)),))


def lookalike_validation(lab: Lab) -> Scene:
    """Send from a page what the application finds faulty."""
    error = '{"errors": [{"field": "name", "code": "required"}]}'
    fields = {"Content-Type": "application/json"}
    server = lab.origin("status", code=400, body=error, fields=fields)
    return _asked(server.at("/items?page=x"))


def lookalike_method(lab: Lab) -> Scene:
    """Ask Starlette beforehand for a method that it does not allow to anybody."""
    url = f"{lab.uvicorn(STARLETTE.replace('ORIGIN', PAGE)).url}/items"
    return _asked(url, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: DELETE")


def lookalike_error(lab: Lab) -> Scene:
    """Get an error without CORS fields, as every client would."""
    return _asked(lab.origin("status", code=403, body="not for you").at("/items"))


def lookalike_two_values(lab: Lab) -> Scene:
    """Allow the origin twice: by the application and by the server in front of it."""
    conf = CORS % PAGE
    twice = conf.replace(
        "default_type", f"add_header Access-Control-Allow-Origin {PAGE};default_type"
    )
    return _asked(lab.nginx(twice).at("/"), "-H", "Sec-Fetch-Mode: cors")


def repaired_navigation(lab: Lab) -> Scene:
    """Let a form of another page go there: nobody reads the answer by script."""
    server = lab.nginx('location / { return 200 "thank you"; }')
    return _asked(server.url, "-H", "Sec-Fetch-Mode: navigate", "-d", "a=1")


def repaired_own_name(lab: Lab) -> Scene:
    """Ask a site under its public name at its private address, from a page of its own."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    names = ("-H", "Host: shop.test", "-H", "Origin: https://shop.test")
    return Scene(("curl", *names, server.at("/items")))


def repaired_own_page(lab: Lab) -> Scene:
    """Let the browser say that the page is the site's own."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    own = ("-H", "Sec-Fetch-Mode: cors", "-H", "Sec-Fetch-Site: same-origin")
    return _asked(server.at("/items"), *own)


def repaired_extension(lab: Lab) -> Scene:
    """Ask from an extension that may read every site, as Chrome says it."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    page = "Origin: chrome-extension://aapocclcgogkmnckokdopfmhonfmgoek"
    own = ("-H", "Sec-Fetch-Mode: cors", "-H", "Sec-Fetch-Site: none")
    return Scene(("curl", "-H", page, *own, server.at("/items")))


def lookalike_hotlink(lab: Lab) -> Scene:
    """Refuse a page by its Referer, which came along with its Origin."""

    def answer(asked: Received) -> Reply:
        allowed = not asked.get("referer")
        return Reply(200, body="[]") if allowed else Reply(403, body="no hot links")

    return _asked(lab.python_http(answer).at("/items"), "-e", f"{PAGE}/page")


def lookalike_list_of_methods(lab: Lab) -> Scene:
    """Refuse, as Spring does, what asks for a method other than POST; the origin is allowed."""

    def answer(asked: Received) -> Reply:
        if not asked.get("origin"):
            return Reply(200, {"Allow": "GET, POST, OPTIONS"})
        if asked.get("access-control-request-method") != "POST":
            return Reply(403, body="Invalid CORS request")
        return Reply(200, {"Access-Control-Allow-Origin": PAGE})

    url = lab.python_http(answer).at("/items")
    return _asked(url, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: DELETE")


def lookalike_turns(lab: Lab) -> Scene:
    """Let two servers take turns, of which one refuses everybody."""
    one = lab.origin("status", code=403, body="no")
    other = lab.origin("status", code=200, body="[]")
    front = lab.nginx(
        "upstream apps { server {one}; server {other}; }"
        " server { listen 127.0.0.1:{port}; location / { proxy_pass http://apps; } }",
        one=one.address,
        other=other.address,
    )
    return _asked(front.at("/items"))
