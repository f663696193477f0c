"""An API behind a gateway that checks the token's times, as PyJWT and its kin do."""

import base64
import hashlib
import hmac
import json
import time

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


def token(lifetime: float) -> str:
    """Make a signed token that expires so many seconds from now."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "u1", "exp": int(time.time() + lifetime)})
    head = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    return f"{head}.{_encoded(hmac.new(KEY, head.encode(), hashlib.sha256).digest())}"


def broken(lab: Lab) -> Scene:
    """Send a token that ran out an hour ago through nginx to gunicorn."""
    return _scene(lab, token(-3600))


def repaired(lab: Lab) -> Scene:
    """Send a fresh one."""
    return _scene(lab, token(3600))


def _scene(lab: Lab, bearer: str) -> Scene:
    app = lab.gunicorn(APP)
    front = lab.nginx("location / { proxy_pass {app}; }", app=app.url)
    return Scene(("curl", "-H", f"Authorization: Bearer {bearer}", f"{front.url}/v1/me"))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
