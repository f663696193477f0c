"""A wrong password, and an unknown user: with nginx, Apache, Caddy, HAProxy and an application."""

from base64 import b64encode

from lab import Lab, Scene, Server
from wwwhy.causes.credentials.auth_scheme_mismatch import lab as scheme
from wwwhy.causes.credentials.auth_scheme_mismatch.lab import DJANGO
from wwwhy.causes.credentials.lab import HAPROXY

FLASK = """
from flask import Flask, request

app = Flask(__name__)

@app.get("/")
def index():
    pair = request.authorization
    if pair and (pair.username, pair.password) == ("ann", "secret"):
        return "welcome"
    said = "Falscher Benutzer oder falsches Kennwort" if pair else "Bitte anmelden"
    return said, 401, {"WWW-Authenticate": 'Basic realm="lab"'}
"""
NO_CHALLENGE = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/")
def index():
    pair = request.authorization
    if pair and (pair.username, pair.password) == ("ann", "secret"):
        return jsonify(ok=True)
    said = "Falscher Benutzer oder falsches Kennwort" if pair else "Bitte anmelden"
    return jsonify(detail=said), 403

@app.get("/admin")
def admin():
    if not request.authorization:
        return jsonify(detail="Bitte anmelden"), 403
    known = request.authorization.username == "ann"
    return jsonify(detail="Nur f\u00fcr Verwalter" if known else "Wer ist das?"), 403
"""
TAKES_OFF = 'location / { proxy_pass {app}; proxy_set_header Authorization ""; }'
BCRYPT_OF_SECRET = "$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"


def broken(lab: Lab) -> Scene:
    """Send nginx a wrong password; its log is not at hand."""
    return Scene(("curl", "-u", "ann:wrong-one", _nginx(lab).at("/")), verdict="likely")


def repaired(lab: Lab) -> Scene:
    """Send the right one."""
    return Scene(("curl", "-u", "ann:secret", _nginx(lab).at("/")))


def broken_log(lab: Lab) -> Scene:
    """Send nginx a wrong password, with its log at hand."""
    server = _nginx(lab)
    return Scene(("--error-log", server.error_log, "curl", "-u", "ann:wrong-one", server.at("/")))


def broken_unknown_user(lab: Lab) -> Scene:
    """Name a user that nginx does not know."""
    server = _nginx(lab)
    return Scene(("--error-log", server.error_log, "curl", "-u", "bob:secret", server.at("/")))


def broken_apache(lab: Lab) -> Scene:
    """Send Apache a wrong password (AH01617)."""
    server = _apache(lab)
    return Scene(("--error-log", server.error_log, "curl", "-u", "ann:wrong-one", server.at("/")))


def broken_apache_unknown_user(lab: Lab) -> Scene:
    """Name a user that Apache does not know (AH01618)."""
    server = _apache(lab)
    return Scene(("--error-log", server.error_log, "curl", "-u", "bob:secret", server.at("/")))


def broken_flask(lab: Lab) -> Scene:
    """Send an application a wrong password, behind nginx."""
    lab.requires("flask")
    front = lab.nginx("location / { proxy_pass {app}; }", app=lab.gunicorn(FLASK).url)
    return Scene(("curl", "-u", "ann:wrong-one", front.at("/")), verdict="likely")


def broken_forbidden(lab: Lab) -> Scene:
    """Send an application a wrong password that it refuses with 403, as it does nobody."""
    lab.requires("flask")
    app = lab.gunicorn(NO_CHALLENGE)
    return Scene(("curl", "-u", "ann:wrong-one", app.at("/")), verdict="likely")


def lookalike_right(lab: Lab) -> Scene:
    """Send the right password of somebody who may not go there."""
    lab.requires("flask")
    return Scene(("curl", "-u", "ann:secret", lab.gunicorn(NO_CHALLENGE).at("/admin")))


def broken_haproxy(lab: Lab) -> Scene:
    """Send HAProxy a wrong password."""
    server = lab.haproxy(HAPROXY, address=lab.origin("fine").address)
    return Scene(("curl", "-u", "ann:wrong-one", server.at("/")), verdict="likely")


def broken_caddy(lab: Lab) -> Scene:
    """Send Caddy a wrong password."""
    site = "http://127.0.0.1:{port} {\n basicauth {\n ann {hash}\n }\n respond welcome\n}\n"
    server = lab.caddy(site, hash=BCRYPT_OF_SECRET)
    return Scene(("curl", "-u", "ann:wrong-one", server.at("/")), verdict="likely")


def lookalike_line_break(lab: Lab) -> Scene:
    """Encode the right password together with the line break behind it."""
    server = _nginx(lab)
    value = b64encode(b"ann:secret\n").decode()
    asked = ("curl", "-H", f"Authorization: Basic {value}", server.at("/"))
    return Scene(("--error-log", server.error_log, *asked))


def lookalike_not_admitted(lab: Lab) -> Scene:
    """Send Apache the right password of a user that it does not admit here (AH01631)."""
    server = _apache(lab, "user bob")
    return Scene(("--error-log", server.error_log, "curl", "-u", "ann:secret", server.at("/")))


def lookalike_other_scheme(lab: Lab) -> Scene:
    """Send a password where a token is wanted."""
    lab.requires("django")
    return Scene(("curl", "-u", "ann:secret", lab.gunicorn(DJANGO).at("/api/me/")))


def lookalike_token(lab: Lab) -> Scene:
    """Send a token where a password is wanted."""
    return scheme.broken(lab)


def broken_in_front(lab: Lab) -> Scene:
    """Send HAProxy a wrong password; the nginx behind it takes it off, and did not see it."""
    inner = lab.nginx(TAKES_OFF, app=lab.origin("fine").url)
    server = lab.haproxy(HAPROXY, address=inner.address)
    asked = ("curl", "-u", "ann:wrong-one", server.at("/"))
    return Scene(("--server-config", inner.config, *asked), verdict="likely")


def lookalike_taken_off(lab: Lab) -> Scene:
    """Send the right password past an nginx that takes it off."""
    lab.requires("flask")
    front = lab.nginx(TAKES_OFF, app=lab.gunicorn(FLASK).url)
    return Scene(("--server-config", front.config, "curl", "-u", "ann:secret", front.at("/")))


def _nginx(lab: Lab) -> Server:
    users = lab.htpasswd(ann="secret")
    server = lab.nginx("auth_basic lab; auth_basic_user_file {users};", users=users)
    server.write("index.html", "welcome")
    return server


def _apache(lab: Lab, admitted: str = "valid-user") -> Server:
    server = lab.apache(
        "<Location />\nAuthType Basic\nAuthName lab\nAuthUserFile {users}\n"
        "Require {admitted}\n</Location>",
        modules=["auth_basic"],
        users=lab.htpasswd(ann="secret"),
        admitted=admitted,
    )
    server.write("index.html", "welcome")
    return server
