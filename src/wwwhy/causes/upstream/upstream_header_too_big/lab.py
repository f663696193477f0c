"""An application whose answers have a bigger head than the gateway takes."""

from lab import Lab, Scene, Server

SHOP = """
from flask import Flask, make_response, request

app = Flask(__name__)

@app.get("/")
@app.get("/cart")
def cart():
    answer = make_response("your cart")
    if request.cookies.get("sid"):
        for number in range(COUNT):
            answer.set_cookie(f"basket{number}", "x" * 900)
    return answer

@app.get("/policy")
def policy():
    answer = make_response("our policy")
    answer.headers["Content-Security-Policy"] = "img-src " + "https://cdn.test/a " * 300
    return answer
"""
PHP = "<?php for ($i = 0; $i < 10; $i++) header('X-Part-' . $i . ': ' . str_repeat('x', 900));"
NGINX = "location / { proxy_pass http://127.0.0.1:{app}; {more} }"
FASTCGI = """
location / {
    fastcgi_pass unix:{fpm};
    fastcgi_param SCRIPT_FILENAME {scripts}/big.php;
    fastcgi_param REQUEST_METHOD $request_method;
}
"""
HAPROXY = """
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one 127.0.0.1:{app}
"""
SQUID = """
http_port 127.0.0.1:{port} accel defaultsite=127.0.0.1:{app} no-vhost allow-direct
always_direct allow all
http_access allow all
reply_header_max_size 8 KB
"""
LOGGED_IN = ("curl", "-b", "sid=1")


def broken(lab: Lab) -> Scene:
    """Let a customer who has logged in get more cookies than nginx takes, with its log."""
    server = _nginx(lab)
    return Scene(("--error-log", server.error_log, *LOGGED_IN, server.at("/cart")))


def repaired(lab: Lab) -> Scene:
    """Give nginx a bigger buffer for the head."""
    sizes = "proxy_buffer_size 32k; proxy_buffers 8 32k; proxy_busy_buffers_size 64k;"
    return Scene((*LOGGED_IN, _nginx(lab, sizes).at("/cart")))


def broken_no_log(lab: Lab) -> Scene:
    """See only that the cart works for those who have not logged in."""
    return Scene((*LOGGED_IN, _nginx(lab).at("/cart")), verdict="likely")


def broken_config(lab: Lab) -> Scene:
    """Hand in the configuration: it says how big a head may be."""
    server = _nginx(lab)
    config = ("--server-config", server.config)
    return Scene((*config, *LOGGED_IN, server.at("/cart")), verdict="likely")


def broken_one_page(lab: Lab) -> Scene:
    """Let one page have a policy of five kilobytes: from outside it might as well crash."""
    return Scene(("curl", _nginx(lab).at("/policy")), verdict="possible")


def broken_one_page_log(lab: Lab) -> Scene:
    """Hand in the log and the configuration for the same page."""
    server = _nginx(lab)
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene((*files, "curl", server.at("/policy")))


def broken_php(lab: Lab) -> Scene:
    """Let a script of PHP-FPM send ten kilobytes of fields."""
    fpm = lab.php_fpm({"big.php": PHP})
    server = lab.nginx(FASTCGI, fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/big.php")))


def broken_apache(lab: Lab) -> Scene:
    """Let one line be longer than Apache takes."""
    app = lab.origin("big-header", size=20_000)
    conf = "ProxyPass / http://127.0.0.1:{app}/"
    server = lab.apache(conf, modules=("proxy_http",), app=app.port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/")))


def broken_haproxy(lab: Lab) -> Scene:
    """Let the head be bigger than HAProxy's buffer: its log cannot tell that from other faults."""
    app = lab.gunicorn(SHOP.replace("COUNT", "25")).port()
    server = lab.haproxy(HAPROXY, app=app)
    log = ("--access-log", server.access_log)
    return Scene((*log, *LOGGED_IN, server.at("/cart")), verdict="likely")


def broken_squid(lab: Lab) -> Scene:
    """Let the head be bigger than Squid takes: it says so in a field."""
    app = lab.origin("big-header", size=20_000)
    return Scene(("curl", lab.squid(SQUID, app=app.port()).at("/")))


def lookalike_crash(lab: Lab) -> Scene:
    """Let the application crash for everybody who has logged in."""
    app = lab.origin({"/": "fine", "/cart": "close-before-headers"})
    server = lab.nginx(NGINX, app=app.port(), more="")
    return Scene(("--error-log", server.error_log, *LOGGED_IN, server.at("/cart")))


def lookalike_refused(lab: Lab) -> Scene:
    """Let the application be down."""
    server = lab.nginx(NGINX, app=lab.closed_port(), more="")
    return Scene((*LOGGED_IN, server.at("/cart")))


def lookalike_own_502(lab: Lab) -> Scene:
    """Let the application itself say 502, with a page of its own."""
    fields = {"Content-Type": "application/json"}
    app = lab.origin("status", code=502, body='{"error": "partner"}', fields=fields)
    return Scene((*LOGGED_IN, lab.nginx(NGINX, app=app.port(), more="").at("/cart")))


def _nginx(lab: Lab, more: str = "") -> Server:
    lab.requires("flask")
    return lab.nginx(NGINX, app=lab.gunicorn(SHOP.replace("COUNT", "8")).port(), more=more)
