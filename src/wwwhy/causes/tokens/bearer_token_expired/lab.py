"""An API behind a gateway that checks the token's times, as PyJWT and its kin do."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping

from lab import Lab, Scene

KEY = b"lab-only-key"

APP = """
import base64, hashlib, hmac, json, time

KEY = b"lab-only-key"

def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))

def app(environ, start_response):
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    head, _, signature = token.rpartition(".")
    digest = hmac.new(KEY, head.encode(), hashlib.sha256).digest()
    good = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == signature
    if scheme == "Bearer" and good and decoded(head.split(".")[1])["exp"] > time.time():
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"ok": true}']
    challenge = 'Bearer realm="api"' + (', error="invalid_token"' if token else "")
    start_response("401 Unauthorized", [("WWW-Authenticate", challenge)])
    return [b"no"]
"""


STARLETTE = """
import base64, json, time
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

def me(request):
    token = request.headers.get("authorization", "").partition(" ")[2]
    if not token:
        return JSONResponse({"message": "%(nothing)s"}, status_code=401)
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) %% 4)))
    if claims["exp"] <= time.time():
        return JSONResponse(%(expired)s, status_code=401)
    return JSONResponse({"id": claims["sub"]})

app = Starlette(routes=[Route("/v1/me", me)])
"""
DJANGO = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="lab", MIDDLEWARE=[])

def me(request):
    key = request.headers.get("Authorization", "").partition(" ")[2]
    said = {"tok-4f9a8c27d1e35b60": "token_expired", "tok-fresh-8c27d1e35b60": ""}
    code = said.get(key, "%s")
    if code:
        return JsonResponse({"errors": [{"code": code, "status": "401"}]}, status=401)
    return JsonResponse({"name": "Ann"})

urlpatterns = [path("me", me)]
app = get_wsgi_application()
"""


PAGES = """
import base64, json, time
from flask import Flask, jsonify, request

app = Flask(__name__)

def is_over(token):
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims["exp"] <= time.time(), claims.get("nbf", 0) > time.time()

@app.get("/cookie")
def cookie():
    token = request.cookies.get("access_token")
    if not token or is_over(token)[0]:
        return jsonify(code="TOKEN_EXPIRED" if token else "NO_TOKEN"), 401
    return jsonify(ok=True)

@app.get("/forbidden")
def forbidden():
    token = request.headers.get("Authorization", "").partition(" ")[2]
    if not token:
        return jsonify(fehler="Bitte anmelden"), 401
    over, early = is_over(token)
    if early:
        return jsonify(fehler="Token noch nicht g\u00fcltig"), 403
    return (jsonify(fehler="Das Token ist abgelaufen"), 403) if over else jsonify(ok=True)

@app.get("/milliseconds")
def milliseconds():
    token = request.headers.get("Authorization", "").partition(" ")[2]
    try:
        over, _ = is_over(token)
    except (ValueError, IndexError):
        return jsonify(error="bad token"), 401
    part = token.split(".")[1]
    exp = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["exp"]
    return (jsonify(error="token expired"), 401) if exp < time.time() * 1000 else jsonify(ok=True)

@app.get("/sealed")
def sealed():
    token = request.headers.get("Authorization", "").partition(" ")[2]
    if not token:
        return jsonify(fehler="Bitte anmelden"), 401
    known = token.count(".") == 4
    return jsonify(fehler="Token abgelaufen" if known else "Token unlesbar"), 401

@app.get("/thrown")
def thrown():
    token = request.headers.get("Authorization", "").partition(" ")[2]
    if not token or not is_over(token)[0]:
        return ("ok", 200) if token else ("log in", 401)
    return "<h1>Error</h1><pre>TokenExpiredError: jwt expired</pre>", 500
"""


KNOWING = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/me")
def me():
    if request.headers.get("Authorization") == "Bearer tok-4f9a8c27d1e35b60":
        return jsonify(%(said)r), %(status)d
    return jsonify(m="invalid token"), 401
"""


def token(lifetime: float, **claims: float) -> str:
    """Make a signed token that expires so many seconds from now."""
    said = {"sub": "u1", "exp": int(time.time() + lifetime), **claims}
    parts = ({"alg": "HS256", "typ": "JWT"}, said)
    head = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    return f"{head}.{_encoded(hmac.new(KEY, head.encode(), hashlib.sha256).digest())}"


def broken(lab: Lab) -> Scene:
    """Send a token that ran out an hour ago through nginx to gunicorn."""
    return _scene(lab, token(-3600))


def repaired(lab: Lab) -> Scene:
    """Send a fresh one."""
    return _scene(lab, token(3600))


def broken_code(lab: Lab) -> Scene:
    """Send it to an application that has an error code for it, as Express with jsonwebtoken."""
    said = {"error": {"name": "TokenExpiredError", "message": "jwt"}}
    return _starlette(lab, "No token", said, token(-3600))


def broken_language(lab: Lab) -> Scene:
    """Send it to an application that says so in Portuguese, without a challenge or a code."""
    return _starlette(lab, "Acesso negado", {"mensagem": "O token expirou."}, token(-3600))


def broken_vague(lab: Lab) -> Scene:
    """Send it to one that does not say what it has against it; without a token it says more."""
    said = {"message": "Kimlik do\u011frulanamad\u0131"}
    return _starlette(lab, "Oturum a\u00e7\u0131n", said, token(-3600))


def broken_alike(lab: Lab) -> Scene:
    """Send it to one that refuses everybody in the same words: the clock alone speaks."""
    scene = _starlette(lab, "Unauthorized", {"message": "Unauthorized"}, token(-3600))
    return Scene(scene.argv, verdict="likely")


def broken_opaque(lab: Lab) -> Scene:
    """Send a token that says nothing by itself; only the application knows its time is over."""
    return _django(lab, "token_unknown", "tok-4f9a8c27d1e35b60")


def repaired_opaque(lab: Lab) -> Scene:
    """Send the next one."""
    return _django(lab, "token_unknown", "tok-fresh-8c27d1e35b60")


def broken_word_for_all(lab: Lab) -> Scene:
    """Send one to an application that says the same of every token: the question stays open."""
    scene = _django(lab, "token_expired", "tok-4f9a8c27d1e35b60")
    return Scene(scene.argv, verdict="possible")


def broken_cookie(lab: Lab) -> Scene:
    """Send the token in a cookie."""
    return _pages(lab, "/cookie", "-b", f"access_token={token(-3600)}")


def repaired_cookie(lab: Lab) -> Scene:
    """Send a fresh one in it."""
    return _pages(lab, "/cookie", "-b", f"access_token={token(3600)}")


def broken_forbidden(lab: Lab) -> Scene:
    """Send it to an application that says so in German, with 403."""
    return _pages(lab, "/forbidden", "-H", f"Authorization: Bearer {token(-3600)}")


def broken_thrown(lab: Lab) -> Scene:
    """Send it to one whose verifier throws: a page of its framework, with 500."""
    return _pages(lab, "/thrown", "-H", f"Authorization: Bearer {token(-3600)}")


def broken_milliseconds(lab: Lab) -> Scene:
    """Count in milliseconds, on both sides."""
    late = token(0, exp=int((time.time() - 3600) * 1000))
    return _pages(lab, "/milliseconds", "-H", f"Authorization: Bearer {late}")


def repaired_milliseconds(lab: Lab) -> Scene:
    """Get a fresh one."""
    fresh = token(0, exp=int((time.time() + 3600) * 1000))
    return _pages(lab, "/milliseconds", "-H", f"Authorization: Bearer {fresh}")


def broken_sealed(lab: Lab) -> Scene:
    """Send an encrypted token (RFC 7516), whose times only the server can read."""
    parts = (
        '{"alg":"dir","enc":"A256GCM"}',
        "",
        "initvector12",
        "ciphertext of claims",
        "the tag!",
    )
    sealed = ".".join(_encoded(part.encode()) for part in parts)
    return _pages(lab, "/sealed", "-H", f"Authorization: Bearer {sealed}")


def lookalike_not_yet(lab: Lab) -> Scene:
    """Send a token that counts from tomorrow only."""
    early = token(2 * 86_400, nbf=int(time.time() + 86_400))
    return _pages(lab, "/forbidden", "-H", f"Authorization: Bearer {early}")


def lookalike_licence(lab: Lab) -> Scene:
    """Send a good token of a firm whose licence key ran out; a stranger is told something else."""
    said = {"сообщение": "Срок действия лицензионного ключа организации истёк"}
    return _knowing(lab, said, 403)


def lookalike_link(lab: Lab) -> Scene:
    """Send a good token of somebody who never confirmed the address."""
    said = {"m": "email not verified; verification link expired for this login"}
    return _knowing(lab, said, 401)


def lookalike_bad_signature(lab: Lab) -> Scene:
    """Send a token that is still valid and was signed with another key."""
    return _scene(lab, token(3600)[:-6] + "AAAAAA")


def lookalike_role(lab: Lab) -> Scene:
    """Send a good token where its owner may not go."""
    fields = {"Content-Type": "application/json"}
    app = lab.origin("status", code=403, body='{"code": "forbidden"}', fields=fields)
    return Scene(("curl", "-H", f"Authorization: Bearer {token(3600)}", app.at("/admin")))


def _starlette(lab: Lab, nothing: str, expired: Mapping[str, object], bearer: str) -> Scene:
    lab.requires("starlette")
    app = lab.uvicorn(STARLETTE % {"nothing": nothing, "expired": expired})
    return Scene(("curl", "-H", f"Authorization: Bearer {bearer}", app.at("/v1/me")))


def _pages(lab: Lab, path: str, *words: str) -> Scene:
    lab.requires("flask")
    return Scene(("curl", *words, lab.gunicorn(PAGES).at(path)))


def _knowing(lab: Lab, said: Mapping[str, object], status: int) -> Scene:
    lab.requires("flask")
    app = lab.gunicorn(KNOWING % {"said": dict(said), "status": status})
    return Scene(("curl", "-H", "Authorization: Bearer tok-4f9a8c27d1e35b60", app.at("/me")))


def _django(lab: Lab, other: str, bearer: str) -> Scene:
    lab.requires("django")
    app = lab.gunicorn(DJANGO % other)
    return Scene(("curl", "-H", f"Authorization: Bearer {bearer}", app.at("/me")))


def _scene(lab: Lab, bearer: str) -> Scene:
    app = lab.gunicorn(APP)
    front = lab.nginx("location / { proxy_pass {app}; }", app=app.url)
    return Scene(("curl", "-H", f"Authorization: Bearer {bearer}", f"{front.url}/v1/me"))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
