"""A bare token: for a JWT API behind nginx, for Starlette, for Django, for one that breaks."""

from base64 import b64encode

from lab import Lab, Scene
from wwwhy.causes.credentials.lab import TRACED
from wwwhy.causes.tokens.bearer_token_expired.lab import APP, token

STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

def me(request):
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return JSONResponse({"detail": "Not authenticated"}, status_code=403)
    if key != "tok-4f9a8c27d1e35b60":
        return JSONResponse({"detail": "Invalid token"}, status_code=401)
    return JSONResponse({"name": "Ann"})

app = Starlette(routes=[Route("/me", me)])
"""
DJANGO = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="lab", MIDDLEWARE=[])

def me(request):
    good = request.headers.get("Authorization") == "Token tok-4f9a8c27d1e35b60"
    answer = JsonResponse({"detail": "Ann" if good else "-"}, status=200 if good else 401)
    answer["WWW-Authenticate"] = "Token"
    return answer

urlpatterns = [path("me", me)]
app = get_wsgi_application()
"""
CRASHING = """
from flask import Flask, request

app = Flask(__name__)

@app.get("/me")
def me():
    token = request.headers["Authorization"].split(" ")[1]
    return "Ann" if token == "tok-4f9a8c27d1e35b60" else ("no", 401)
"""
WORDLESS = """
from flask import Flask, request

app = Flask(__name__)

@app.get("/me")
def me():
    good = request.headers.get("Authorization") == "Token tok-4f9a8c27d1e35b60"
    return ("Ann", 200) if good else ("", 401)

@app.get("/open")
def open_to_all():
    sent = request.headers.get("Authorization", "Bearer")
    return ("welcome", 200) if sent.startswith("Bearer") else ("malformed", 400)
"""
RAW = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/me")
def me():
    good = request.headers.get("Authorization") == "tok-good"
    return jsonify(ok=good), 200 if good else 401
"""
KEY = "tok-4f9a8c27d1e35b60"


def broken(lab: Lab) -> Scene:
    """Send a good JWT alone."""
    return _scene(lab, token(3600))


def repaired(lab: Lab) -> Scene:
    """Put the word in front of it."""
    return _scene(lab, f"Bearer {token(3600)}")


def broken_expired(lab: Lab) -> Scene:
    """Send a JWT alone that has run out, too: the prefix changes the answer and heals nothing."""
    scene = _scene(lab, token(-3600))
    return Scene(scene.argv, verdict="likely", also=("bearer-token-expired",))


def broken_starlette(lab: Lab) -> Scene:
    """Send an opaque token alone to an application that answers 403 without a challenge."""
    lab.requires("starlette")
    app = lab.uvicorn(STARLETTE)
    return Scene(("curl", "-H", f"Authorization: {KEY}", app.at("/me")))


def broken_django(lab: Lab) -> Scene:
    """Send a token alone where the word in front must be Token."""
    lab.requires("django")
    app = lab.gunicorn(DJANGO)
    return Scene(("curl", "-H", f"Authorization: {KEY}", app.at("/me")))


def broken_crashing(lab: Lab) -> Scene:
    """Send a token alone to an application that takes the second word without looking: 500."""
    lab.requires("flask")
    app = lab.gunicorn(CRASHING)
    return Scene(("curl", "-H", f"Authorization: {KEY}", app.at("/me")))


def broken_token_word(lab: Lab) -> Scene:
    """Send a token alone where the word in front must be Token, and nothing says so."""
    lab.requires("flask")
    app = lab.gunicorn(WORDLESS)
    return Scene(("curl", "-H", f"Authorization: {KEY}", app.at("/me")))


def lookalike_open(lab: Lab) -> Scene:
    """Send one to an address that takes what has no scheme for a mistake, and is open to all."""
    lab.requires("flask")
    app = lab.gunicorn(WORDLESS)
    return Scene(("curl", "-H", f"Authorization: {KEY}", app.at("/open")))


def lookalike_raw(lab: Lab) -> Scene:
    """Send a wrong token, alone, to an application that wants it alone."""
    lab.requires("flask")
    app = lab.gunicorn(RAW)
    return Scene(("curl", "-H", f"Authorization: {KEY}", app.at("/me")))


def lookalike_placeholder(lab: Lab) -> Scene:
    """Send a variable that was never filled in."""
    return _scene(lab, "undefined")


def lookalike_basic(lab: Lab) -> Scene:
    """Send the base64 of a password alone: what is missing is another word."""
    server = lab.nginx("auth_basic lab; auth_basic_user_file {u};", u=lab.htpasswd(ann="secret"))
    pair = b64encode(b"ann:secret").decode()
    return Scene(("curl", "-H", f"Authorization: {pair}", server.at("/")))


def lookalike_expired(lab: Lab) -> Scene:
    """Send an old token with the word in front of it."""
    return _scene(lab, f"Bearer {token(-3600)}")


def _scene(lab: Lab, value: str) -> Scene:
    app = lab.gunicorn(APP)
    front = lab.nginx("location / { proxy_pass {app}; }", app=app.url)
    return Scene(("curl", "-H", f"Authorization: {value}", front.at("/v1/me")))


def lookalike_noise(lab: Lab) -> Scene:
    """Send a bare token where the answer holds another word each time, whoever asks."""
    lab.requires("flask")
    asked = ("curl", "-H", "Authorization: k9f8e7d6c5b4a3928170aabbccddeeff")
    return Scene((*asked, lab.gunicorn(TRACED).at("/items")))
