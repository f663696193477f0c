"""An API that pages of another origin may read, and not change: Starlette, nginx, a refusal."""

from lab import Lab, Received, Reply, Scene

STARLETTE = """
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route


async def items(request):
    return JSONResponse([])


allowed = Middleware(
    CORSMiddleware, allow_origins=["https://app.test"], allow_methods=METHODS, allow_headers=FIELDS
)
app = Starlette(
    routes=[Route("/items", items, methods=["GET", "PUT", "DELETE"])], middleware=[allowed]
)
"""
PAGE = "https://app.test"
NGINX = """
location / {
    default_type application/json;
    add_header Access-Control-Allow-Origin https://app.test always;
    add_header Access-Control-Allow-Credentials true always;
    add_header Access-Control-Allow-Methods "%s" always;
    add_header Access-Control-Allow-Headers "%s" always;
    if ($request_method = OPTIONS) { return 204; }
    return 200 "[]";
}
"""


def _asked(url: str, *more: str) -> Scene:
    return Scene(("curl", "-H", f"Origin: {PAGE}", *more, url))


def _starlette(lab: Lab, methods: str, fields: str) -> str:
    lab.requires("starlette")
    source = STARLETTE.replace("METHODS", methods).replace("FIELDS", fields)
    return lab.uvicorn(source).at("/items")


def broken(lab: Lab) -> Scene:
    """Let nginx list the methods that read only."""
    return _asked(lab.nginx(NGINX % ("GET, POST", "x-api-version")).at("/items"), "-X", "DELETE")


def repaired(lab: Lab) -> Scene:
    """List the method."""
    url = lab.nginx(NGINX % ("GET, POST, DELETE", "x-api-version")).at("/items")
    return _asked(url, "-X", "DELETE")


def broken_field(lab: Lab) -> Scene:
    """Send a field of a library that is not on the list."""
    url = lab.nginx(NGINX % ("GET, PUT", "Authorization, X-Api-Version")).at("/items")
    return _asked(url, "-H", "X-Api-Version: 2", "-H", "X-Requested-With: XMLHttpRequest")


def broken_star(lab: Lab) -> Scene:
    """Send cookies where the lists say no more than `*`."""
    url = lab.nginx(NGINX % ("*", "*")).at("/items")
    page = ("-H", "Sec-Fetch-Mode: cors", "-b", "sid=k3Jh9zQw8Lm")
    return _asked(url, *page, "-H", "X-Api-Version: 2", "-X", "PUT")


def repaired_star(lab: Lab) -> Scene:
    """Send none."""
    url = lab.nginx(NGINX % ("*", "*")).at("/items")
    return _asked(url, "-H", "X-Api-Version: 2", "-X", "PUT")


def broken_starlette(lab: Lab) -> Scene:
    """Let Starlette refuse the question for a method it does not know."""
    return _asked(_starlette(lab, '["GET"]', "[]"), "-X", "PUT")


def broken_starlette_field(lab: Lab) -> Scene:
    """Let Starlette refuse the question for a field."""
    return _asked(_starlette(lab, '["GET", "PUT"]', "[]"), "-H", "X-Trace-Id: 7")


def repaired_starlette(lab: Lab) -> Scene:
    """Allow both."""
    url = _starlette(lab, '["GET", "PUT"]', '["X-Trace-Id"]')
    return _asked(url, "-H", "X-Trace-Id: 7", "-X", "PUT")


def broken_question(lab: Lab) -> Scene:
    """Show the question itself, as Spring refuses it, with 403 and no word of CORS."""

    def answer(asked: Received) -> Reply:
        if asked.get("access-control-request-method") == "DELETE":
            return Reply(403, (), "Invalid CORS request")
        return Reply(200, {"Access-Control-Allow-Origin": PAGE}, "[]")

    url = lab.python_http(answer).at("/items")
    return _asked(url, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: DELETE")


def lookalike_origin(lab: Lab) -> Scene:
    """Refuse the question for the page's origin."""
    lab.requires("starlette")
    source = STARLETTE.replace("METHODS", '["GET", "PUT"]').replace("FIELDS", "[]")
    url = lab.uvicorn(source.replace(PAGE, "https://other.test")).at("/items")
    return _asked(url, "-X", "OPTIONS", "-H", "Access-Control-Request-Method: PUT")


def lookalike_login(lab: Lab) -> Scene:
    """Refuse every question, because nobody logs in with it."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Origin": PAGE}
        if asked.get("authorization") != "Bearer good-token-1":
            return Reply(403, fields, "no")
        return Reply(200, fields, "[]")

    url = lab.python_http(answer).at("/items")
    return _asked(url, "-X", "DELETE", "-H", "Authorization: Bearer good-token-1")


def repaired_cached(lab: Lab) -> Scene:
    """Come with what the browser's own cache added, for which nobody has to ask."""
    url = lab.nginx(NGINX % ("GET", "x-api-version")).at("/items")
    fields = ("-H", 'If-None-Match: "5f-1"', "-H", "Upgrade-Insecure-Requests: 1")
    return _asked(url, *fields)
