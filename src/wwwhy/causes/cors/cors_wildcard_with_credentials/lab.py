"""An API that allows everybody: nginx, Starlette, and an application of its own."""

from lab import Lab, Received, Reply, Scene

PAGE = "https://app.test"
NGINX = """
location / {
    default_type application/json;
    add_header Access-Control-Allow-Origin %s always;
    add_header Access-Control-Allow-Credentials true always;
    return 200 "[]";
}
"""
STARLETTE = """
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(
    routes=[Route("/items", lambda request: JSONResponse([]))],
    middleware=[Middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)],
)
"""
BROWSER = ("-H", "Sec-Fetch-Mode: cors", "-H", "Sec-Fetch-Site: cross-site")
COOKIE = ("-b", "sid=k3Jh9zQw8Lm")


def _asked(url: str, *more: str) -> tuple[str, ...]:
    return ("curl", "-H", f"Origin: {PAGE}", *more, url)


def broken(lab: Lab) -> Scene:
    """Allow everybody, and be asked with cookies, as a browser sends them."""
    return Scene(_asked(lab.nginx(NGINX % '"*"').at("/items"), *BROWSER, *COOKIE))


def repaired(lab: Lab) -> Scene:
    """Allow the page by its name."""
    return Scene(_asked(lab.nginx(NGINX % PAGE).at("/items"), *BROWSER, *COOKIE))


def broken_by_hand(lab: Lab) -> Scene:
    """Get the cookie from a person, whose page may send none."""
    return Scene(_asked(lab.nginx(NGINX % '"*"').at("/items"), *COOKIE), verdict="likely")


def broken_question(lab: Lab) -> Scene:
    """Allow everybody in the answer to the question only."""

    def answer(asked: Received) -> Reply:
        fields = {"Access-Control-Allow-Credentials": "true"}
        if asked.method == "OPTIONS":
            lists = {"Access-Control-Allow-Headers": "x-api-version"}
            return Reply(204, {**fields, **lists, "Access-Control-Allow-Origin": "*"})
        return Reply(200, {**fields, "Access-Control-Allow-Origin": PAGE}, "[]")

    url = lab.python_http(answer).at("/items")
    return Scene(_asked(url, *BROWSER, *COOKIE, "-H", "X-Api-Version: 2"))


def repaired_starlette(lab: Lab) -> Scene:
    """Leave it to Starlette, which names the origin where cookies come."""
    lab.requires("starlette")
    return Scene(_asked(lab.uvicorn(STARLETTE).at("/items"), *BROWSER, *COOKIE))


def repaired_without_cookies(lab: Lab) -> Scene:
    """Allow everybody, and be asked without cookies."""
    return Scene(_asked(lab.nginx(NGINX % '"*"').at("/items"), *BROWSER))


def lookalike_no_permission(lab: Lab) -> Scene:
    """Allow nobody."""
    server = lab.nginx('location / { default_type application/json; return 200 "[]"; }')
    return Scene(_asked(server.at("/items"), *BROWSER, *COOKIE))
