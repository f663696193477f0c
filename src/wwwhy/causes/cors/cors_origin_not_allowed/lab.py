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


def broken_question(lab: Lab) -> Scene:
    """Send the preflight that Starlette refuses with 400."""
    url = f"{lab.uvicorn(STARLETTE.replace('ORIGIN', 'https://other.test')).url}/items"
    return _asked(url, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: GET")


def broken_null(lab: Lab) -> Scene:
    """Ask from a file or a sandboxed frame, whose origin is null."""
    server = lab.nginx(CORS % "https://app.test")
    browser = ("-H", "Sec-Fetch-Mode: cors", "-H", "User-Agent: Mozilla/5.0 (X11) Firefox/140.0")
    return Scene(("curl", "-H", "Origin: null", *browser, server.at("/")))


def broken_cookies(lab: Lab) -> Scene:
    """Allow the origin, and not the cookies that came along."""
    server = lab.nginx(CORS % PAGE)
    cookie = ("-b", "sid=k3Jh9zQw8Lm", "-H", "Sec-Fetch-Mode: cors")
    return Scene(_asked(server.at("/"), *cookie).argv, verdict="likely")


def broken_recorded(lab: Lab) -> Scene:
    """Read the recording of a browser, which keeps the status of a hidden answer to itself."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    entry = {
        "startedDateTime": "2026-11-21T00:00:00.000Z",
        "time": 3,
        "request": {
            "method": "GET",
            "url": server.at("/items"),
            "httpVersion": "http/1.1",
            "headers": [{"name": "Origin", "value": PAGE}, {"name": "Accept", "value": "*/*"}],
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "status": 0,
            "statusText": "",
            "httpVersion": "",
            "headers": [],
            "cookies": [],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_error": "net::ERR_FAILED",
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
