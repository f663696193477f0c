"""An API that a page of another origin asks: Starlette's middleware, plain nginx, a refusal."""

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


def repaired_navigation(lab: Lab) -> Scene:
    """Let a form of another page go there: nobody reads the answer by script."""
    server = lab.nginx('location / { return 200 "thank you"; }')
    return _asked(server.url, "-H", "Sec-Fetch-Mode: navigate", "-d", "a=1")
