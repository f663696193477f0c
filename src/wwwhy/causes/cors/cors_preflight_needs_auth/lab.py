"""An API behind a login that also guards OPTIONS: nginx, Apache, an application of its own."""

from pathlib import Path

from lab import Lab, Received, Reply, Scene
from lab.server import Server

PAGE = "https://app.test"
NGINX = """
location / {
    %s
    add_header Access-Control-Allow-Origin https://app.test always;
    add_header Access-Control-Allow-Headers authorization always;
    auth_basic "api";
    auth_basic_user_file {users};
    root {root};
}
"""
STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/items", lambda request: JSONResponse({}), methods=["POST"])])
"""
ANSWER = "if ($request_method = OPTIONS) { return 204; }"


def _asked(url: str) -> Scene:
    return Scene(("curl", "-u", "ada:secret", "-H", f"Origin: {PAGE}", url))


def _nginx(lab: Lab, extra: str) -> Scene:
    server: Server = lab.nginx(NGINX % extra, users=lab.htpasswd(ada="secret"))
    (Path(server.root) / "items.json").write_text("[]", encoding="utf-8")
    return _asked(f"{server.url}/items.json")


def broken(lab: Lab) -> Scene:
    """Let nginx ask for a password on every method."""
    return _nginx(lab, "")


def repaired(lab: Lab) -> Scene:
    """Answer OPTIONS before the password is asked for."""
    return _nginx(lab, ANSWER)


def broken_question(lab: Lab) -> Scene:
    """Show the preflight itself, as a developer copies it from the browser."""
    url = _nginx(lab, "").arguments[-1]
    asks = (
        "-H",
        "Access-Control-Request-Method: GET",
        "-H",
        "Access-Control-Request-Headers: authorization",
    )
    return Scene(("curl", "-X", "OPTIONS", "-H", f"Origin: {PAGE}", *asks, url))


def broken_application(lab: Lab) -> Scene:
    """Let an application check its token before it looks at the method."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        if asked.get("authorization") != "Bearer good-token-1":
            return Reply(403, fields, "no")
        return Reply(200, fields, "[]")

    url = lab.python_http(answer).url
    token = "Authorization: Bearer good-token-1"
    return Scene(("curl", "-X", "DELETE", "-H", token, "-H", f"Origin: {PAGE}", f"{url}/items/7"))


def broken_crash(lab: Lab) -> Scene:
    """Let an application break on OPTIONS: it may pass, and until then no browser goes on."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        return Reply(500, fields, "oops") if asked.method == "OPTIONS" else Reply(200, fields, "[]")

    asks = ("-H", f"Origin: {PAGE}", "-H", "X-Api-Version: 2")
    return Scene(("curl", *asks, lab.python_http(answer).at("/items")), verdict="likely")


def broken_json(lab: Lab) -> Scene:
    """Post JSON from a page: the media type alone makes the browser ask."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        return Reply(201, fields, "{}") if asked.method == "POST" else Reply(404, (), "no route")

    page = ("-H", f"Origin: {PAGE}", "-H", "Sec-Fetch-Mode: cors")
    return Scene(("curl", *page, "--json", '{"a": 1}', lab.python_http(answer).at("/items")))


def broken_unanswered(lab: Lab) -> Scene:
    """Let nginx serve files to pages of other origins, and answer OPTIONS with 405."""
    server = lab.nginx(
        "location / { root {root}; add_header Access-Control-Allow-Origin https://app.test; }"
    )
    server.write("items.json", "[]")
    return Scene(
        ("curl", "-H", f"Origin: {PAGE}", "-H", "X-Api-Version: 2", server.at("/items.json"))
    )


def broken_redirected(lab: Lab) -> Scene:
    """Send whoever has no token to the login page, the browser's question too."""

    def answer(asked: Received) -> Reply:
        if asked.get("authorization"):
            return Reply(200, {"Access-Control-Allow-Origin": PAGE}, "[]")
        return Reply(302, {"Location": "/login"})

    token = "Authorization: Bearer good-token-1"
    url = lab.python_http(answer).at("/items")
    return Scene(("curl", "-H", token, "-H", f"Origin: {PAGE}", url))


def broken_silent(lab: Lab) -> Scene:
    """Let Apache answer OPTIONS by itself, in front of an application that knows CORS."""
    server = lab.apache(
        """<If "%{REQUEST_METHOD} == 'GET'">
        Header always set Access-Control-Allow-Origin https://app.test
        </If>""",
        modules=["headers"],
    )
    server.write("items.json", "[]")
    return Scene(
        ("curl", "-H", f"Origin: {PAGE}", "-H", "X-Api-Version: 2", server.at("/items.json"))
    )


def broken_question_unanswered(lab: Lab) -> Scene:
    """Show the preflight to a route of Starlette that knows POST only."""
    asks = ("-H", "Access-Control-Request-Method: POST", "-H", f"Origin: {PAGE}")
    return Scene(("curl", "-X", "OPTIONS", *asks, lab.uvicorn(STARLETTE).at("/items")))


def lookalike_field(lab: Lab) -> Scene:
    """Allow the question, but not a field it asks for, as Spring does with 403."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        if asked.method == "OPTIONS" and asked.get("access-control-request-headers"):
            return Reply(403, (), "Invalid CORS request")
        return Reply(200, fields, "[]")

    url = lab.python_http(answer).at("/items")
    return Scene(("curl", "-H", "X-Trace-Id: 7", "-H", f"Origin: {PAGE}", url))


def lookalike_no_cors(lab: Lab) -> Scene:
    """Allow nobody anything: then the question is not the fault."""
    server = lab.nginx("location / { root {root}; }")
    server.write("items.json", "[]")
    return Scene(
        ("curl", "-H", f"Origin: {PAGE}", "-H", "X-Api-Version: 2", server.at("/items.json"))
    )


def lookalike_missing(lab: Lab) -> Scene:
    """Show the preflight to an address that does not exist."""
    asks = ("-H", "Access-Control-Request-Method: POST", "-H", f"Origin: {PAGE}")
    server = lab.python_http(lambda _: Reply(404, (), "no such thing"))
    return Scene(("curl", "-X", "OPTIONS", *asks, server.at("/itmes")))


def repaired_cached(lab: Lab) -> Scene:
    """Come with what the browser's own cache added, for which nobody has to ask."""
    server = lab.nginx(
        "location / { root {root}; add_header Access-Control-Allow-Origin https://app.test; }"
    )
    server.write("items.json", "[]")
    fields = ("-H", 'If-None-Match: "5f-1"', "-H", "Alt-Used: api.test")
    return Scene(("curl", "-H", f"Origin: {PAGE}", *fields, server.at("/items.json")))


def broken_cookies(lab: Lab) -> Scene:
    """Allow the question, but not for requests with cookies."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        if asked.method == "OPTIONS":
            return Reply(204, {**fields, "Access-Control-Allow-Headers": "x-api-version"})
        return Reply(200, {**fields, "Access-Control-Allow-Credentials": "true"}, "[]")

    url = lab.python_http(answer).at("/items")
    page = ("-H", f"Origin: {PAGE}", "-H", "Sec-Fetch-Mode: cors", "-b", "sid=k3Jh9zQw8Lm")
    return Scene(("curl", *page, "-H", "X-Api-Version: 2", url))


def lookalike_moved(lab: Lab) -> Scene:
    """Show the preflight to an address from which everybody is sent on."""
    server = lab.nginx("return 301 https://api.test$request_uri;")
    asks = ("-H", "Access-Control-Request-Method: POST", "-H", f"Origin: {PAGE}")
    return Scene(("curl", "-X", "OPTIONS", *asks, server.at("/items")))
