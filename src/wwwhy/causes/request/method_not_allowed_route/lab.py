"""A route without the method: in Flask (with Allow), and a static file of nginx (without)."""

from lab import Lab, Scene

APP = """
from flask import Flask

app = Flask(__name__)

@app.{decorator}("/items")
def items():
    return {{"items": []}}
"""
POST = ("-X", "POST", "-d", "name=a")


def broken(lab: Lab) -> Scene:
    """POST to a route that Flask knows for GET only."""
    app = lab.gunicorn(APP.format(decorator="get"))
    return Scene(("curl", *POST, f"{app.url}/items"))


def repaired(lab: Lab) -> Scene:
    """Give the route the method."""
    app = lab.gunicorn(APP.format(decorator="post"))
    return Scene(("curl", *POST, f"{app.url}/items"))


def broken_put(lab: Lab) -> Scene:
    """PUT to a static file of nginx, which sends no Allow."""
    server = lab.nginx("location / { }")
    (server.root / "items.json").write_text("[]", encoding="utf-8")
    return Scene(("curl", "-X", "PUT", "-d", "x", f"{server.url}/items.json"))


def broken_delete(lab: Lab) -> Scene:
    """DELETE on a Starlette route behind HAProxy."""
    app = lab.uvicorn(STARLETTE)
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n default_backend b\nbackend b\n server s {address}\n",
        address=app.address,
    )
    return Scene(("curl", "-X", "DELETE", f"{front.url}/items"))


STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/items", lambda request: JSONResponse([]), methods=["GET"])])
"""
