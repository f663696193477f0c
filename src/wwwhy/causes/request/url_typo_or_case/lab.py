"""A path in the wrong case, with a stray bracket, and without its slash, on three servers."""

from lab import Lab, Reply, Scene, Server

STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/users/", lambda request: JSONResponse([{"id": 1}]))])
app.router.redirect_slashes = False
"""


def broken(lab: Lab) -> Scene:
    """Ask nginx for a page in the case that Windows would have accepted."""
    return Scene((_pages(lab).at("/Docs/Guide.html"),))


def repaired(lab: Lab) -> Scene:
    """Ask for it as it is spelled."""
    return Scene((_pages(lab).at("/docs/guide.html"),))


def broken_stray_bracket(lab: Lab) -> Scene:
    """Ask Apache for an address that was copied out of a sentence, with its bracket."""
    server = lab.apache()
    server.write("prices.html", "all prices")
    return Scene(("curl", server.at("/prices.html).")))


def broken_capitals(lab: Lab) -> Scene:
    """Ask nginx for small letters where every folder has a capital."""
    server = lab.nginx("location / { }")
    server.write("Docs/Guide", "how to")
    return Scene((server.at("/docs/guide"),))


def broken_pasted(lab: Lab) -> Scene:
    """Ask Caddy for an address in quotation marks whose space was encoded twice."""
    server = lab.caddy("http://127.0.0.1:{port} {\n root * {root}\n file_server\n}\n")
    server.write("price list.txt", "all prices")
    return Scene(("curl", server.at("/%E2%80%9Cprice%2520list.txt%E2%80%9D,")))


def broken_plural(lab: Lab) -> Scene:
    """Ask for many where the API has one: near, and yet it may be another thing."""
    known = {"/api/account": Reply(200, (), "an account")}
    app = lab.python_http(lambda asked: known.get(asked.path, Reply(404, (), "not found")))
    return Scene(("curl", app.at("/api/accounts")), verdict="likely")


def broken_slash(lab: Lab) -> Scene:
    """Ask an API that wants a slash at the end without one, through HAProxy."""
    app = lab.uvicorn(STARLETTE)
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n default_backend b\nbackend b\n server s {address}\n",
        address=app.address,
    )
    return Scene(("curl", "-H", "Accept: application/json", front.at("/users")))


def repaired_slash(lab: Lab) -> Scene:
    """Give the slash."""
    return Scene(("curl", lab.uvicorn(STARLETTE).at("/users/")))


def broken_post(lab: Lab) -> Scene:
    """Post to a route of Flask in the wrong case; its right spelling takes no GET."""
    app = lab.gunicorn(
        """
        from flask import Flask

        app = Flask(__name__)


        @app.post("/api/orders")
        def order():
            return {"id": 7}, 201
        """
    )
    return Scene(("curl", "--json", '{"item": 1}', app.at("/api/Orders")))


def lookalike_anything_goes(lab: Lab) -> Scene:
    """Ask a server that calls nothing missing once it ends in .html or a slash."""
    server = lab.nginx(
        "location / { try_files $uri =404; }"
        ' location ~ (\\.html|/)$ { try_files $uri @app; } location @app { return 200 "an app"; }'
    )
    return Scene((server.at("/missing"),))


def _pages(lab: Lab) -> Server:
    server = lab.nginx("location / { }")
    server.write("docs/guide.html", "how to")
    return server
