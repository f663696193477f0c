"""A redirect to another port, to https, to another name, and there and back again."""

from lab import Lab, Scene, Server

BEARER = """
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.get("/v1/me")
def me():
    sent = request.headers.get("Authorization")
    if sent == "Bearer tok-4f9a8c27d1e35b60":
        return jsonify(name="Ann")
    challenge = 'Bearer error="invalid_token"' if sent else "Bearer"
    said = "ung\u00fcltig" if sent else "Anmeldung fehlt"
    return jsonify(fehler=said), 401, {"WWW-Authenticate": challenge}
"""
HIDING = """
from flask import Flask, request

app = Flask(__name__)

@app.get("/<path:place>")
def file(place):
    sent = request.headers.get("Authorization")
    if sent == "Bearer tok-4f9a8c27d1e35b60":
        return "Ann"
    return {"message": "Not Found"}, 403 if place == "closed" else 404
"""
TOKEN = ("-H", "Authorization: Bearer tok-4f9a8c27d1e35b60")
PASSWORD = ("-u", "ann:secret")


def broken(lab: Lab) -> Scene:
    """Be led to another port, where nginx wants the password; its log says that none came."""
    goal = _nginx(lab)
    start = _redirecting(lab, goal)
    return Scene(("--error-log", goal.error_log, "curl", "-L", *PASSWORD, start.at("/report")))


def repaired(lab: Lab) -> Scene:
    """Ask for the final address."""
    return Scene(("curl", "-L", *PASSWORD, _nginx(lab).at("/report")))


def repaired_trusted(lab: Lab) -> Scene:
    """Let the credentials follow, by the user's own word."""
    start = _redirecting(lab, _nginx(lab))
    return Scene(("curl", "--location-trusted", *PASSWORD, start.at("/report")))


def broken_silent(lab: Lab) -> Scene:
    """Be led there without the log at hand: nginx answers everybody alike."""
    start = _redirecting(lab, _nginx(lab))
    return Scene(("curl", "-L", *PASSWORD, start.at("/report")), verdict="likely")


def broken_token(lab: Lab) -> Scene:
    """Be led to another port, to an API that answers a stranger's token otherwise than none."""
    lab.requires("flask")
    start = _redirecting(lab, lab.gunicorn(BEARER))
    return Scene(("curl", "-L", *TOKEN, start.at("/v1/me")))


def broken_hidden(lab: Lab) -> Scene:
    """Be led to another port, to a site that hides from strangers what it has."""
    return _hiding(lab, "/report")


def broken_closed(lab: Lab) -> Scene:
    """Be led to another port, where whoever is not known gets 403 and no challenge."""
    return _hiding(lab, "/closed")


def broken_https(lab: Lab) -> Scene:
    """Be led from http to https on the same name."""
    lab.requires("flask")
    server = lab.nginx(
        """
        server { listen 127.0.0.1:{port}; return 301 https://site.test:{port:tls}$request_uri; }
        server {
            listen 127.0.0.1:{port:tls} ssl;
            ssl_certificate {cert};
            ssl_certificate_key {key};
            location / { proxy_pass {app}; }
        }
        """,
        cert=lab.pki.good.chain_file,
        key=lab.pki.good.key_file,
        app=lab.gunicorn(BEARER).url,
    )
    where = (*server.resolve("site.test"), *server.resolve("site.test", "tls"))
    url = server.at("/v1/me", host="site.test")
    return Scene(("curl", "-L", "--cacert", lab.pki.ca_file, *where, *TOKEN, url))


def broken_name(lab: Lab) -> Scene:
    """Be led from the bare name to www by Apache, with a session cookie."""
    server = lab.apache(
        """
        <VirtualHost 127.0.0.1:{port}>
            ServerName shop.test
            Redirect 302 / http://www.shop.test:{port}/
        </VirtualHost>
        <VirtualHost 127.0.0.1:{port}>
            ServerName www.shop.test
            SetEnvIf Cookie "sessionid=q1w2e3r4t5" known
            <Location />
                Require env known
            </Location>
        </VirtualHost>
        """
    )
    server.write("orders", "none yet")
    where = (*server.resolve("shop.test"), *server.resolve("www.shop.test"))
    url = server.at("/orders", host="shop.test")
    cookie = ("-H", "Cookie: sessionid=q1w2e3r4t5")
    return Scene(("curl", "-L", *where, *cookie, url), verdict="possible")


def broken_and_back(lab: Lab) -> Scene:
    """Be led elsewhere and back: on the way back the password is gone."""
    server = lab.nginx(
        """
        server {
            listen 127.0.0.1:{port};
            root {root};
            location = /start { return 302 http://127.0.0.1:{port:middle}/; }
            location / { auth_basic lab; auth_basic_user_file {users}; }
        }
        server { listen 127.0.0.1:{port:middle}; return 302 http://127.0.0.1:{port}/report; }
        """,
        users=lab.htpasswd(ann="secret"),
    )
    server.write("report", "welcome")
    return Scene(("curl", "-L", *PASSWORD, server.at("/start")))


def lookalike_same_origin(lab: Lab) -> Scene:
    """Be led to another path of the same origin with a wrong password, which goes along."""
    server = lab.nginx(
        "location = /old { return 302 /report; }"
        " location / { auth_basic lab; auth_basic_user_file {users}; }",
        users=lab.htpasswd(ann="secret"),
    )
    return Scene(("curl", "-L", "-u", "ann:wrong-one", server.at("/old")))


def lookalike_nothing_sent(lab: Lab) -> Scene:
    """Be led to another port without any credentials from the start."""
    return Scene(("curl", "-L", _redirecting(lab, _nginx(lab)).at("/report")))


def lookalike_deny_rule(lab: Lab) -> Scene:
    """Be led to another port, where nobody is let in."""
    goal = lab.nginx("location / { deny all; }")
    return Scene(("curl", "-L", *PASSWORD, _redirecting(lab, goal).at("/report")))


def lookalike_not_there(lab: Lab) -> Scene:
    """Be led to another port, where there is no such page."""
    return Scene(("curl", "-L", *TOKEN, _redirecting(lab, lab.nginx("")).at("/report")))


def lookalike_trusted(lab: Lab) -> Scene:
    """Let a wrong password follow, by the user's own word."""
    start = _redirecting(lab, _nginx(lab))
    return Scene(("curl", "--location-trusted", "-u", "ann:wrong-one", start.at("/report")))


def _hiding(lab: Lab, path: str) -> Scene:
    lab.requires("flask")
    start = _redirecting(lab, lab.gunicorn(HIDING))
    return Scene(("curl", "-L", *TOKEN, start.at(path)), verdict="possible")


def _nginx(lab: Lab) -> Server:
    users = lab.htpasswd(ann="secret")
    server = lab.nginx("auth_basic lab; auth_basic_user_file {users};", users=users)
    server.write("report", "welcome")
    return server


def _redirecting(lab: Lab, goal: Server) -> Server:
    return lab.nginx("return 302 {goal}$request_uri;", goal=goal.url)
