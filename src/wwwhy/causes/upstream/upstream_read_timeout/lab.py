"""An application that takes longer than the gateway waits."""

from lab import Lab, Scene, Server

SLOW = """
import time

def app(environ, start_response):
    if environ["PATH_INFO"] != "/report":
        start_response("404 Not Found", [("Content-Type", "text/plain"), ("Allow", "GET")])
        return [b"no such page"]
    if environ["REQUEST_METHOD"] != "OPTIONS":
        time.sleep(2.5)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Allow", "GET, OPTIONS")])
    return [b"the report"]
"""
PHP = "<?php sleep(3); echo 'done';"
NGINX = "location / { proxy_pass http://127.0.0.1:{app}; proxy_read_timeout {limit}; }"
FASTCGI = """
location / {
    fastcgi_pass unix:{fpm};
    fastcgi_param SCRIPT_FILENAME {scripts}/slow.php;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_read_timeout 1s;
}
"""
HAPROXY = """
defaults
    mode http
    log global
    option httplog
    timeout connect 2s
    timeout client 10s
    timeout server 1s
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one 127.0.0.1:{app}
"""
CADDY = """
http://127.0.0.1:{port} {
    reverse_proxy 127.0.0.1:{app} {
        transport http {
            response_header_timeout 1s
        }
    }
}
"""
SQUID = """
http_port 127.0.0.1:{port} accel defaultsite=127.0.0.1:{app} no-vhost allow-direct
always_direct allow all
http_access allow all
read_timeout 1 second
"""


def broken(lab: Lab) -> Scene:
    """Let nginx lose patience with a slow report, and hand in its log."""
    server = _nginx(lab, "1s")
    return Scene(("--error-log", server.error_log, "curl", server.at("/report")))


def repaired(lab: Lab) -> Scene:
    """Give the report more time."""
    return Scene(("curl", _nginx(lab, "10s").at("/report")))


def broken_no_log(lab: Lab) -> Scene:
    """See only that nginx waits for a whole number of seconds, and not for other pages."""
    return Scene(("curl", _nginx(lab, "1s").at("/report")), verdict="likely")


def broken_config(lab: Lab) -> Scene:
    """Hand in the configuration: of all its limits only one is over after this time."""
    server = _nginx(lab, "1s")
    return Scene(("--server-config", server.config, "curl", server.at("/report")))


def broken_hangs(lab: Lab) -> Scene:
    """Let nothing behind nginx answer at all; its log knows what it waited for."""
    server = lab.nginx(NGINX, app=lab.origin("hang").port(), limit="1s")
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene((*files, "curl", "-d", "all=1", server.at("/report")))


def broken_hangs_no_log(lab: Lab) -> Scene:
    """Let nothing behind nginx answer: it could as well have waited for the connection."""
    server = lab.nginx(NGINX, app=lab.origin("hang").port(), limit="1s")
    return Scene(("curl", server.at("/report")), verdict="possible")


def broken_php(lab: Lab) -> Scene:
    """Let a script in PHP-FPM take too long."""
    fpm = lab.php_fpm({"slow.php": PHP})
    server = lab.nginx(FASTCGI, fpm=fpm.socket, scripts=fpm.root)
    return Scene(("--error-log", server.error_log, "curl", server.at("/slow.php")))


def broken_apache(lab: Lab) -> Scene:
    """Let Apache lose patience: it says 502, and its log says why."""
    server = _apache(lab, 1)
    return Scene(("--error-log", server.error_log, "curl", server.at("/report")))


def broken_apache_no_log(lab: Lab) -> Scene:
    """See Apache's 502 after a second."""
    return Scene(("curl", _apache(lab, 1).at("/report")), verdict="likely")


def repaired_apache(lab: Lab) -> Scene:
    """Give Apache more time."""
    return Scene(("curl", _apache(lab, 10).at("/report")))


def broken_haproxy(lab: Lab) -> Scene:
    """Let HAProxy lose patience; a rule of its own can wait before a 504 as well."""
    server = lab.haproxy(HAPROXY, app=lab.gunicorn(SLOW).port())
    return Scene(("curl", server.at("/report")), verdict="likely")


def broken_haproxy_log(lab: Lab) -> Scene:
    """Let HAProxy lose patience, with its log: sH."""
    server = lab.haproxy(HAPROXY, app=lab.gunicorn(SLOW).port())
    return Scene(("--access-log", server.access_log, "curl", server.at("/report")))


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy lose patience, with its log."""
    server = lab.caddy(CADDY, app=lab.gunicorn(SLOW).port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/report")))


def broken_squid(lab: Lab) -> Scene:
    """Let Squid lose patience: it says so in a field."""
    return Scene(("curl", lab.squid(SQUID, app=lab.origin("hang").port()).at("/report")))


def lookalike_connecting(lab: Lab) -> Scene:
    """Let nginx wait for the connection, not for the answer."""
    conf = "location / { proxy_pass http://127.0.0.1:{app}; proxy_connect_timeout 1s; }"
    server = lab.nginx(conf, app=lab.silent_port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/report")))


def lookalike_own_504(lab: Lab) -> Scene:
    """Let the application itself answer 504 after a second: it is a gateway of its own."""
    body = {"Content-Type": "application/json"}
    app = lab.origin("status", code=504, body='{"error": "partner is late"}', fields=body)
    slow = lab.delay_proxy(app.port(), 0.5, handshake=False)
    return Scene(("curl", lab.nginx(NGINX, app=slow.port(), limit="9s").at("/report")))


def lookalike_denied(lab: Lab) -> Scene:
    """Let a rule of HAProxy answer 504 at once: nobody was waited for."""
    rule = "frontend front\n    bind 127.0.0.1:{port}\n    http-request deny deny_status 504\n"
    return Scene(("curl", lab.haproxy(rule).at("/report")))


def lookalike_crash(lab: Lab) -> Scene:
    """Let the application end the connection after a second of work."""
    app = lab.origin("close-before-headers")
    slow = lab.delay_proxy(app.port(), 0.5, handshake=False)
    server = lab.nginx(NGINX, app=slow.port(), limit="9s")
    return Scene(("--error-log", server.error_log, "curl", server.at("/report")))


def _nginx(lab: Lab, limit: str) -> Server:
    return lab.nginx(NGINX, app=lab.gunicorn(SLOW, workers=3).port(), limit=limit)


def _apache(lab: Lab, limit: int) -> Server:
    conf = "ProxyPass / http://127.0.0.1:{app}/ timeout={limit}"
    app = lab.gunicorn(SLOW, workers=3).port()
    return lab.apache(conf, modules=("proxy_http",), app=app, limit=limit)
