"""A token for Apache's Basic, Bearer where Django wants Token, Basic where Apache wants Digest."""

from base64 import b64encode
from hashlib import md5

from lab import Lab, Scene, Server

DJANGO = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="lab", MIDDLEWARE=[])

def me(request):
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Token":
        said, status = "Authentication credentials were not provided.", 401
    elif key != "0123456789abcdef0123456789abcdef01234567":
        said, status = "Invalid token.", 401
    else:
        said, status = "Ann", 200
    answer = JsonResponse({"detail": said}, status=status)
    answer["WWW-Authenticate"] = "Token"
    return answer

urlpatterns = [path("api/me/", me)]
app = get_wsgi_application()
"""
BOTH = """
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def index():
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if (scheme, secret) == ("Bearer", "tok-good"):
        return "welcome"
    said = "Bad credentials" if secret else "Requires authentication"
    return said, 401, {"WWW-Authenticate": 'Basic realm="lab"'}
"""
STRICT = """
from flask import Flask, request

app = Flask(__name__)

@app.get("/me")
def me():
    sent = request.headers.get("Authorization", "")
    return "Ann" if sent == "Bearer 4f9a8c27d1e35b60" else ("nein", 400 if sent else 401)

@app.get("/jwt")
def jwt():
    good = request.headers.get("Authorization") == "Token 4f9a8c27d1e35b60"
    return ("Ann", 200) if good else ("", 401)

@app.get("/open")
def open_to_all():
    is_token = request.headers.get("Authorization", "").startswith("Bearer ")
    return ("bad token", 401) if is_token else ("welcome", 200)
"""
KEY = "0123456789abcdef0123456789abcdef01234567"
BEARER = ("-H", "Authorization: Bearer tok-4f9a8c27d1e35b60")


def broken(lab: Lab) -> Scene:
    """Send Apache a token where it wants a password (AH01614)."""
    server = _apache(lab, "Basic")
    return Scene(("--error-log", server.error_log, "curl", *BEARER, server.at("/")))


def repaired(lab: Lab) -> Scene:
    """Send the password."""
    return Scene(("curl", "-u", "ann:secret", _apache(lab, "Basic").at("/")))


def broken_nginx(lab: Lab) -> Scene:
    """Send nginx a token where it wants a password; its log says that it saw none."""
    server = _nginx(lab)
    return Scene(("--error-log", server.error_log, "curl", *BEARER, server.at("/")))


def broken_silent(lab: Lab) -> Scene:
    """Send nginx a token where it wants a password; no log is at hand."""
    return Scene(("curl", *BEARER, _nginx(lab).at("/")), verdict="likely")


def broken_django(lab: Lab) -> Scene:
    """Send a good key as Bearer where it is called Token, as in Django REST framework."""
    lab.requires("django")
    app = lab.gunicorn(DJANGO)
    return Scene(("curl", "-H", f"Authorization: Bearer {KEY}", app.at("/api/me/")))


def repaired_django(lab: Lab) -> Scene:
    """Call it Token."""
    lab.requires("django")
    app = lab.gunicorn(DJANGO)
    return Scene(("curl", "-H", f"Authorization: Token {KEY}", app.at("/api/me/")))


def broken_digest(lab: Lab) -> Scene:
    """Send the right password as Basic where Apache wants Digest."""
    return Scene(("curl", "-u", "ann:secret", _apache(lab, "Digest").at("/")))


def broken_encoded(lab: Lab) -> Scene:
    """Send what belongs to Basic under the name of Bearer."""
    pair = b64encode(b"ann:secret").decode()
    return Scene(("curl", "-H", f"Authorization: Bearer {pair}", _nginx(lab).at("/")))


def broken_digest_only(lab: Lab) -> Scene:
    """Insist on Digest where nginx offers Basic only."""
    command = ("curl", "--digest", "-u", "ann:secret", _nginx(lab).at("/"))
    return Scene(command, verdict="likely")


def broken_lower_case(lab: Lab) -> Scene:
    """Write the scheme in lower case to an application that compares it letter by letter."""
    return _strict(lab, "/me", "bearer", verdict="likely")


def broken_two_blanks(lab: Lab) -> Scene:
    """Write two blanks behind it."""
    return _strict(lab, "/me", "Bearer ", verdict="likely")


def broken_colon(lab: Lab) -> Scene:
    """Write a colon behind it."""
    return _strict(lab, "/me", "Bearer:", verdict="likely")


def broken_twice(lab: Lab) -> Scene:
    """Write it twice, as a program does that adds the word by itself."""
    return _strict(lab, "/me", "Bearer Bearer", verdict="likely")


def broken_quoted(lab: Lab) -> Scene:
    """Put the token into quotes, as it stands in a JSON file."""
    return _strict(lab, "/me", "Bearer", '"4f9a8c27d1e35b60"', verdict="likely")


def broken_other_word(lab: Lab) -> Scene:
    """Call a token JWT where it is called Bearer, and no challenge says so."""
    return _strict(lab, "/me", "JWT")


def broken_token_word(lab: Lab) -> Scene:
    """Call it Bearer where it is called Token, and nothing says so."""
    return _strict(lab, "/jwt", "Bearer")


def lookalike_open(lab: Lab) -> Scene:
    """Send a bad token to an address that is open to those who send none."""
    return _strict(lab, "/open", "Bearer")


def lookalike_two_layers(lab: Lab) -> Scene:
    """Content nginx with the right password; the application behind it wants a token of its own."""
    lab.requires("django")
    front = lab.nginx(
        "auth_basic lab; auth_basic_user_file {users}; location / { proxy_pass {app}; }",
        users=lab.htpasswd(ann="secret"),
        app=lab.gunicorn(DJANGO).url,
    )
    return Scene(("curl", "-u", "ann:secret", front.at("/api/me/")))


def lookalike_both_taken(lab: Lab) -> Scene:
    """Send a bad token to an application that takes tokens and speaks of Basic only."""
    lab.requires("flask")
    front = lab.nginx("location / { proxy_pass {app}; }", app=lab.gunicorn(BOTH).url)
    return Scene(("curl", *BEARER, front.at("/")))


def lookalike_bare(lab: Lab) -> Scene:
    """Send a token without any scheme."""
    lab.requires("django")
    asked = ("curl", "-H", f"Authorization: {KEY}", lab.gunicorn(DJANGO).at("/api/me/"))
    return Scene(asked)


def lookalike_wrong_password(lab: Lab) -> Scene:
    """Send a wrong password in the right scheme."""
    server = _nginx(lab)
    return Scene(("--error-log", server.error_log, "curl", "-u", "ann:wrong", server.at("/")))


def _strict(
    lab: Lab, path: str, scheme: str, token: str = "4f9a8c27d1e35b60", verdict: str = "proved"
) -> Scene:
    lab.requires("flask")
    sent = ("-H", f"Authorization: {scheme} {token}")
    return Scene(("curl", *sent, lab.gunicorn(STRICT).at(path)), verdict=verdict)


def _nginx(lab: Lab) -> Server:
    users = lab.htpasswd(ann="secret")
    server = lab.nginx("auth_basic lab; auth_basic_user_file {users};", users=users)
    server.write("index.html", "welcome")
    return server


def _apache(lab: Lab, scheme: str) -> Server:
    users = lab.htpasswd(ann="secret")
    if scheme == "Digest":
        users = lab.write("htdigest", f"ann:lab:{md5(b'ann:lab:secret').hexdigest()}\n")
    server = lab.apache(
        "<Location />\nAuthType {scheme}\nAuthName lab\nAuthUserFile {users}\n"
        "Require valid-user\n</Location>",
        modules=["auth_basic", "auth_digest"],
        scheme=scheme,
        users=users,
    )
    server.write("index.html", "welcome")
    return server
