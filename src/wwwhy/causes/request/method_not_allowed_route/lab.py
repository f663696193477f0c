"""A route without the method: in Flask (with Allow), and a static file of nginx (without)."""

from lab import Lab, Received, Reply, Scene

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


def broken_get(lab: Lab) -> Scene:
    """Open with GET what takes POST only, in Django behind nginx."""
    app = lab.gunicorn(DJANGO)
    front = lab.nginx("location / { proxy_pass {app}; }", app=app.url)
    return Scene((front.at("/session"),))


def broken_hidden(lab: Lab) -> Scene:
    """PUT to an API that calls it 404, as Express does, and lists the methods when asked."""
    return Scene(("curl", "-X", "PUT", "-d", "a=1", lab.python_http(_like_express).at("/items")))


def broken_implemented_nowhere(lab: Lab) -> Scene:
    """DELETE a page of a server that answers 501 to every method it does not know."""
    app = lab.origin({"/page": lambda visit: visit.respond("ok")})
    front = lab.haproxy(
        "frontend f\n bind 127.0.0.1:{port}\n"
        " http-request deny deny_status 501 unless METH_GET\n default_backend b\n"
        "backend b\n server s {address}\n",
        address=app.address,
    )
    return Scene(("curl", "-X", "DELETE", front.at("/page")), verdict="likely")


def broken_not_now(lab: Lab) -> Scene:
    """POST to an order that is closed; the route itself takes POST, and says so."""

    def answer(request: Received) -> Reply:
        if request.method == "OPTIONS":
            return Reply(204, {"Allow": "GET, POST, OPTIONS"})
        return Reply(405 if request.method == "POST" else 200, (), "order 7")

    app = lab.python_http(answer)
    return Scene(("curl", "-d", "note=hi", app.at("/orders/7")), verdict="possible")


def lookalike_redirect(lab: Lab) -> Scene:
    """POST to an address without its slash; Django redirects, and curl asks again with GET."""
    return Scene(("curl", "-L", "-d", "a=1", lab.gunicorn(DJANGO).at("/old")))


def lookalike_missing_thing(lab: Lab) -> Scene:
    """POST to a route that takes it and answers 404 because there is no such customer."""

    def answer(request: Received) -> Reply:
        if request.path == "/orders" and request.method == "POST":
            body = (
                '{"error": "no such customer", "customer": 7, "hint": "create the customer first"}'
            )
            return Reply(404, {"Content-Type": "application/json"}, body)
        return Reply(200 if request.path == "/orders" else 404, (), "orders")

    return Scene(("curl", "-d", "customer=7", lab.python_http(answer).at("/orders")))


def _like_express(request: Received) -> Reply:
    """Answer as Express 4 does where only GET has a route."""
    known = request.path == "/items"
    if known and request.method == "OPTIONS":
        return Reply(200, {"Allow": "GET,HEAD"}, "GET,HEAD")
    if known and request.method in {"GET", "HEAD"}:
        return Reply(200, {"Content-Type": "application/json"}, "[]")
    return Reply(404, {"Content-Type": "text/html"}, f"Cannot {request.method} {request.path}")


DJANGO = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="lab-only")


@csrf_exempt
@require_POST
def session(request):
    return HttpResponse("signed in")


@csrf_exempt
def old(request):
    return HttpResponseRedirect("/session")


urlpatterns = [path("session", session), path("old", old)]
app = get_wsgi_application()
"""
STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/items", lambda request: JSONResponse([]), methods=["GET"])])
"""
