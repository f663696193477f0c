"""Applications that answer only to the names on their list."""

from lab import Lab, Received, Reply, Scene, Server

DJANGO = """
import os
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

line = "%(asctime)s %(levelname)s %(name)s %(message)s"
settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=NAMES,
    ROOT_URLCONF=__name__,
    SECRET_KEY="of the lab",
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    LOGGING={
        "version": 1,
        "formatters": {"line": {"format": line}},
        "handlers": {
            "file": {
                "class": "logging.FileHandler",
                "filename": os.environ["DJANGO_LOG"],
                "formatter": "line",
            }
        },
        "root": {"handlers": ["file"], "level": "WARNING"},
    },
)
urlpatterns = [path("", lambda request: HttpResponse("the shop"))]
app = get_wsgi_application()
"""
STARLETTE = """
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def home(request):
    return PlainTextResponse("the shop")


only = Middleware(TrustedHostMiddleware, allowed_hosts=NAMES)
app = Starlette(routes=[Route("/", home)], middleware=[only])
"""
FLASK = """
from flask import Flask, abort, request

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = NAMES


@app.get("/")
def home():
    return "the shop"


@app.get("/lookup")
def lookup():
    if "host" not in request.args:
        abort(400, "The parameter host is invalid or missing.")
    return "found"
"""
NODE_LIKE = """
def app(environ, start_response):
    host = environ.get("HTTP_HOST", "").partition(":")[0]
    if host not in ("localhost", "127.0.0.1"):
        start_response("403 Forbidden", [("Content-Length", "0")])
        return []
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the shop"]
"""
NGINX = "location / { proxy_pass http://127.0.0.1:{app}; {host} }"
PASS = "proxy_set_header Host $host;"
LOCAL = '["localhost", "127.0.0.1"]'
OTHER = '["api.test"]'
OURS = '["shop.test"]'


def broken(lab: Lab) -> Scene:
    """Ask Django, which knows its own machine only, for a name of the outside world."""
    return _through(lab, _django(lab, LOCAL))


def repaired(lab: Lab) -> Scene:
    """Put the name on Django's list."""
    return _through(lab, _django(lab, OURS))


def broken_django_log(lab: Lab) -> Scene:
    """Ask Django in production, which refuses localhost as well; its log says why."""
    app = _django(lab, OTHER)
    scene = _through(lab, app)
    return Scene(("--error-log", app.error_log, *scene.argv))


def broken_django_silent(lab: Lab) -> Scene:
    """Ask Django in production and see its bare 400 only."""
    return Scene(_through(lab, _django(lab, OTHER)).argv, verdict="likely")


def broken_lost_on_the_way(lab: Lab) -> Scene:
    """Let nginx put the name of its upstream in the place of ours: Django's log shows it."""
    app = _django(lab, OURS)
    scene = _through(lab, app, host="proxy_set_header Host backend;")
    return Scene(("--error-log", app.error_log, *scene.argv))


def broken_starlette(lab: Lab) -> Scene:
    """Ask Starlette, which trusts localhost only."""
    lab.requires("starlette")
    return _through(lab, lab.uvicorn(STARLETTE.replace("NAMES", LOCAL)))


def repaired_starlette(lab: Lab) -> Scene:
    """Put the name on Starlette's list."""
    lab.requires("starlette")
    return _through(lab, lab.uvicorn(STARLETTE.replace("NAMES", OURS)))


def broken_flask(lab: Lab) -> Scene:
    """Ask Flask, which trusts another name only, and says which one it got."""
    lab.requires("flask")
    return _through(lab, lab.gunicorn(FLASK.replace("NAMES", OTHER)))


def broken_wordless(lab: Lab) -> Scene:
    """Ask an application that refuses without a word, as Rails does in production."""
    app = lab.gunicorn(NODE_LIKE)
    words = ("curl", *app.resolve("shop.test"), app.at("/", host="shop.test"))
    return Scene(words, verdict="likely")


def broken_another_language(lab: Lab) -> Scene:
    """Be told in Russian."""

    def answer(asked: Received) -> Reply:
        name = asked.get("host").partition(":")[0]
        if name in {"localhost", "127.0.0.1"}:
            return Reply(200, body="магазин")
        return Reply(400, {"Content-Type": "text/plain"}, f"Имя «{name}» нам неизвестно.")

    app = lab.python_http(answer)
    return Scene(("curl", *app.resolve("shop.test"), app.at("/", host="shop.test")))


def broken_named_only(lab: Lab) -> Scene:
    """Be told in Chinese, by an application that refuses localhost as well."""

    def answer(asked: Received) -> Reply:
        name = asked.get("host").partition(":")[0]
        return Reply(200 if name == "api.test" else 403, body=f"域名 {name} 不在允许列表中")

    app = lab.python_http(answer)
    words = ("curl", *app.resolve("shop.test"), app.at("/", host="shop.test"))
    return Scene(words, verdict="possible")


def lookalike_another_host(lab: Lab) -> Scene:
    """Hand an address to an application that calls only hosts it knows."""
    body = '{"error": "Host not allowed", "detail": "callback host evil.test is not on the list"}'
    app = lab.python_http(lambda _: Reply(400, {"Content-Type": "application/json"}, body))
    return Scene(("curl", *app.resolve("shop.test"), app.at("/hooks", host="shop.test")))


def lookalike_parameter(lab: Lab) -> Scene:
    """Leave out a parameter that happens to be called host."""
    lab.requires("flask")
    app = lab.gunicorn(FLASK.replace("NAMES", "None"))
    return Scene(("curl", *app.resolve("shop.test"), app.at("/lookup", host="shop.test")))


def lookalike_forbidden(lab: Lab) -> Scene:
    """Ask an application that forbids the page to everybody."""
    app = lab.origin("status", code=403)
    return Scene(("curl", *app.resolve("shop.test"), app.at("/", host="shop.test")))


def lookalike_address(lab: Lab) -> Scene:
    """Ask an application that minds the address of who asks, and says so."""

    def answer(asked: Received) -> Reply:
        if asked.get("host").partition(":")[0] in {"localhost", "127.0.0.1"}:
            return Reply(200, body="the shop")
        return Reply(403, body="Requests from your host are not allowed (list of addresses).")

    app = lab.python_http(answer)
    return Scene(("curl", *app.resolve("shop.test"), app.at("/", host="shop.test")))


def lookalike_default_site(lab: Lab) -> Scene:
    """Let nginx refuse names it does not know, and serve localhost."""
    conf = """
    server { listen 127.0.0.1:{port} default_server; return 403; }
    server { listen 127.0.0.1:{port}; server_name localhost; return 200 "ok"; }
    """
    server = lab.nginx(conf)
    return Scene(("curl", *server.resolve("shop.test"), server.at("/", host="shop.test")))


def _django(lab: Lab, names: str) -> Server:
    lab.requires("django")
    source = DJANGO.replace("NAMES", names)
    log = lab.folder / "django.log"
    server = lab.gunicorn(source, env={"DJANGO_LOG": str(log)})
    server.error_log = log
    return server


def _through(lab: Lab, app: Server, *, host: str = PASS) -> Scene:
    server = lab.nginx(NGINX, app=app.port(), host=host)
    return Scene(("curl", *server.resolve("shop.test"), server.at("/", host="shop.test")))
