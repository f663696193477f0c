"""Servers that close a connection when the next request is already on its way to them."""

import json
from datetime import UTC, datetime, timedelta

from lab import Lab, Scene, Server

APP = """
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await receive()
    fields = [(b"content-type", b"text/plain"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": b"ok"})
"""
NGINX = """
upstream app { server 127.0.0.1:{app}; {keepalive} }
server {
    listen 127.0.0.1:{port};
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
    }
}
"""
HAPROXY = """
global
    nbthread 1
listen front
    bind 127.0.0.1:{port}
    http-reuse always
    server one 127.0.0.1:{app}
"""
TWO = """
upstream app { server 127.0.0.1:{sound}; server 127.0.0.1:{sick} max_fails=0; }
server { listen 127.0.0.1:{port}; location / { proxy_pass http://app; } }
"""
FORM = ("curl", "-d", "item=1")


def broken(lab: Lab) -> Scene:
    """Let nginx reuse a connection that the application ends with the second request.

    The user allows a repeated POST, so that the pattern shows.
    """
    server = _nginx(lab, lab.origin("close-on-second").port())
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene(("--replay-unsafe", *files, *FORM, server.at("/order")))


def repaired(lab: Lab) -> Scene:
    """Let the application keep its connections."""
    server = _nginx(lab, lab.origin("fine").port())
    return Scene(("--replay-unsafe", *FORM, server.at("/order")))


def broken_once(lab: Lab) -> Scene:
    """Send the POST once only; log and configuration show a closed connection that was kept."""
    server = _nginx(lab, lab.origin("reset-on-second").port())
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene((*files, *FORM, server.at("/order")), verdict="likely")


def broken_apache(lab: Lab) -> Scene:
    """Let Apache reuse such a connection: it does not even repeat a GET."""
    server = lab.apache(
        "ProxyPass / http://127.0.0.1:{app}/",
        modules=("proxy_http",),
        app=lab.origin("close-on-second").port(),
    )
    lab.fetch(server.at("/prices"))
    return Scene(("--server-config", server.config, "curl", server.at("/prices")))


def repaired_apache(lab: Lab) -> Scene:
    """Switch reuse off."""
    server = lab.apache(
        "ProxyPass / http://127.0.0.1:{app}/ disablereuse=on",
        modules=("proxy_http",),
        app=lab.origin("close-on-second").port(),
    )
    lab.fetch(server.at("/prices"))
    return Scene(("curl", server.at("/prices")))


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy reuse such a connection for a form.

    Without the configuration it might be one broken server of two, unless few fail at once.
    """
    site = "http://127.0.0.1:{port} {\n reverse_proxy 127.0.0.1:{app}\n}\n"
    server = lab.caddy(site, app=lab.origin("close-on-second").port())
    lab.fetch(server.at("/order"))
    return Scene(("--replay-unsafe", *FORM, server.at("/order")), verdict="possible")


def broken_haproxy(lab: Lab) -> Scene:
    """Let HAProxy reuse such a connection: it repeats nothing, so a GET meets it as well.

    Proved where few fail at once; of six, those that come last may meet what the first have left.
    """
    return Scene(("curl", _haproxy(lab).at("/prices")), verdict="possible")


def broken_haproxy_form(lab: Lab) -> Scene:
    """Send a form once only: its safe twins show the pattern, and so what it most likely met."""
    return Scene((*FORM, _haproxy(lab).at("/order")), verdict="possible")


def broken_far_away(lab: Lab) -> Scene:
    """Let uvicorn close after two idle seconds, while the form is still on its long way to it.

    The form has to leave within two seconds from now to arrive too late, and to be lost.
    """
    app = lab.uvicorn(APP, args=("--timeout-keep-alive", "2"))
    server = _nginx(lab, lab.delay_proxy(app.port(), 1.0, handshake=False).port())
    log = ("--error-log", server.error_log)
    return Scene(("--replay-unsafe", *log, *FORM, server.at("/order")), verdict="likely")


def broken_direct(lab: Lab) -> Scene:
    """Record a browser whose form met a connection that uvicorn had closed for idleness."""
    app = lab.uvicorn(APP, args=("--timeout-keep-alive", "1"))
    now = datetime.now(UTC) - timedelta(minutes=5)
    page = _entry(app.at("/form"), "GET", now, {"status": 200, "httpVersion": "HTTP/1.1"})
    lost = {"status": 0, "_error": "net::ERR_EMPTY_RESPONSE"}
    form = _entry(app.at("/form"), "POST", now + timedelta(seconds=1.6), lost)
    har = lab.write("shop.har", json.dumps({"log": {"entries": [page, form]}}))
    return Scene(("--replay-unsafe", str(har)))


def lookalike_one_of_two(lab: Lab) -> Scene:
    """Let one of two applications crash on every request: every second form fails as well."""
    sick = lab.origin("close-before-headers").port()
    server = lab.nginx(TWO, sound=lab.origin("fine").port(), sick=sick)
    lab.fetch(server.at("/order"), method="POST", body=b"item=1")
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene(("--replay-unsafe", *files, *FORM, server.at("/order")))


def lookalike_crash(lab: Lab) -> Scene:
    """Let the application crash on every form."""
    app = lab.origin("close-before-headers")
    server = lab.nginx(NGINX, app=app.port(), keepalive="keepalive 8;")
    return Scene(("--replay-unsafe", "--error-log", server.error_log, *FORM, server.at("/order")))


def _nginx(lab: Lab, app: int) -> Server:
    """Run nginx, and leave one idle connection to the application."""
    server = lab.nginx(NGINX, app=app, keepalive="keepalive 8;")
    lab.fetch(server.at("/order"))
    return server


def _haproxy(lab: Lab) -> Server:
    """Run HAProxy, and leave one idle connection to the application."""
    server = lab.haproxy(HAPROXY, app=lab.origin("close-on-second").port())
    lab.fetch(server.at("/order"))
    return server


def _entry(url: str, method: str, at: datetime, response: dict[str, object]) -> dict[str, object]:
    return {
        "connection": "77",
        "startedDateTime": at.isoformat(),
        "time": 20,
        "request": {"method": method, "url": url, "httpVersion": "HTTP/1.1", "headers": []},
        "response": {"headers": [], "content": {}, **response},
    }
