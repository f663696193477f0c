"""A proxy in front of a port on which nothing listens."""

from pathlib import Path

from lab import Lab, Scene, Server, Visit

APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
"""
NGINX = "location / { proxy_pass http://127.0.0.1:{app}; }"
HIDDEN = """
location / { proxy_pass http://127.0.0.1:{app}; error_page 502 =200 /later.html; }
location = /later.html { return 200 "we are back soon"; }
"""
PAIR = """
upstream pair { server 127.0.0.1:{dead} max_fails=0; server 127.0.0.1:{app}; }
server { listen 127.0.0.1:{port}; location / { proxy_pass http://pair; } }
"""
BOTH = """
upstream pair { server 127.0.0.1:{one}; server 127.0.0.1:{two}; }
server { listen 127.0.0.1:{port}; location / { proxy_pass http://pair; } }
"""
MIRROR = """
location / { mirror /copy; proxy_pass http://127.0.0.1:{app}; }
location = /copy { internal; proxy_pass http://127.0.0.1:{dead}; }
"""
FALLBACK = """
location / { proxy_pass http://127.0.0.1:{dead}; error_page 502 = @app; }
location @app { proxy_pass http://127.0.0.1:{app}; }
"""
JSON = {"Content-Type": "application/json"}
SPLIT = "location / { root {root}; } location /api/ { proxy_pass http://127.0.0.1:{app}; }"
HAPROXY = """
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one 127.0.0.1:{app}
"""
CADDY = "http://127.0.0.1:{port} {\n reverse_proxy 127.0.0.1:{app}\n}\n"
SQUID = """
http_port 127.0.0.1:{port} accel defaultsite=127.0.0.1:{app} no-vhost allow-direct
always_direct allow all
http_access allow all
"""


def broken(lab: Lab) -> Scene:
    """Point nginx at a closed port, and hand in its log and configuration."""
    server = lab.nginx(NGINX, app=lab.closed_port())
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene((*files, "curl", server.at("/orders")))


def repaired(lab: Lab) -> Scene:
    """Start the application."""
    return Scene(("curl", lab.nginx(NGINX, app=lab.gunicorn(APP).port()).at("/orders")))


def broken_no_log(lab: Lab) -> Scene:
    """See nothing but the 502."""
    server = lab.nginx(NGINX, app=lab.closed_port())
    return Scene(("curl", server.at("/orders")), verdict="possible")


def broken_one_location(lab: Lab) -> Scene:
    """Let nginx serve its files well while the API behind it is down."""
    server = lab.nginx(SPLIT, app=lab.closed_port())
    return Scene(("curl", server.at("/api/orders")), verdict="possible")


def broken_config_only(lab: Lab) -> Scene:
    """Hand in the configuration, which names the port."""
    server = lab.nginx(NGINX, app=lab.closed_port())
    config = ("--server-config", server.config)
    return Scene((*config, "curl", server.at("/orders")), verdict="likely")


def broken_post(lab: Lab) -> Scene:
    """Send an order to nginx."""
    server = lab.nginx(NGINX, app=lab.closed_port())
    return Scene(("curl", "-d", "item=1", server.at("/orders")), verdict="possible")


def broken_apache(lab: Lab) -> Scene:
    """Let Apache find the port closed, with its log."""
    server = _apache(lab, lab.closed_port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/orders")))


def broken_apache_no_log(lab: Lab) -> Scene:
    """See nothing but Apache's 503, which speaks of maintenance."""
    return Scene(("curl", _apache(lab, lab.closed_port()).at("/orders")), verdict="likely")


def repaired_apache(lab: Lab) -> Scene:
    """Start the application behind Apache."""
    return Scene(("curl", _apache(lab, lab.gunicorn(APP).port()).at("/orders")))


def broken_haproxy(lab: Lab) -> Scene:
    """Let HAProxy find the port closed: its log knows it as SC, as it does a TLS fault."""
    server = lab.haproxy(HAPROXY, app=lab.closed_port())
    log = ("--access-log", server.access_log)
    return Scene((*log, "curl", server.at("/orders")), verdict="likely")


def broken_both_servers(lab: Lab) -> Scene:
    """Let nginx find both of two servers down: it notes besides that it leaves them out."""
    server = lab.nginx(BOTH, one=lab.closed_port(), two=lab.closed_port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/orders")))


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy find the port closed, with its log."""
    server = lab.caddy(CADDY, app=lab.closed_port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/orders")))


def broken_squid(lab: Lab) -> Scene:
    """Let Squid as an accelerator find the port closed: it says so in a field."""
    return Scene(("curl", lab.squid(SQUID, app=lab.closed_port()).at("/orders")))


def broken_hidden(lab: Lab) -> Scene:
    """Let nginx give its own page with 200 in place of the error; log and configuration tell."""
    server = lab.nginx(HIDDEN, app=lab.closed_port())
    files = ("--error-log", server.error_log, "--server-config", server.config)
    return Scene((*files, "curl", server.at("/orders")))


def broken_forward_proxy(lab: Lab) -> Scene:
    """Ask through a forward proxy that does not say what went wrong."""
    proxy = lab.squid("reply_header_access X-Squid-Error deny all\nhttp_access allow all\n")
    target = f"http://127.0.0.1:{lab.closed_port()}/orders"
    return Scene(("curl", "-x", proxy.url, target), verdict="likely")


def broken_two_gateways(lab: Lab) -> Scene:
    """Let nginx pass on what HAProxy says of a closed port behind it."""
    inner = lab.haproxy(HAPROXY, app=lab.closed_port())
    return Scene(("curl", lab.nginx(NGINX, app=inner.port()).at("/orders")), verdict="possible")


def lookalike_second_server(lab: Lab) -> Scene:
    """Let nginx find one of two servers down and get a sound page from the other."""
    app = lab.origin({"/": "not-found", "/orders": "fine"})
    server = lab.nginx(PAIR, dead=lab.closed_port(), app=app.port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/orders")))


def lookalike_second_server_for_all(lab: Lab) -> Scene:
    """Let the second server answer to any name, as applications of one page do."""
    server = lab.nginx(PAIR, dead=lab.closed_port(), app=lab.gunicorn(APP).port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/orders")))


def lookalike_mirror(lab: Lab) -> Scene:
    """Let nginx send a copy of each request to a dead program; the site itself says 502."""
    app = lab.origin("status", code=502, body='{"error": "till is closed"}', fields=JSON)
    server = lab.nginx(MIRROR, dead=lab.closed_port(), app=app.port())
    return Scene((*_at_hand(server), "curl", server.at("/orders")))


def repaired_mirror(lab: Lab) -> Scene:
    """Let the site be fine, whatever becomes of the copies."""
    server = lab.nginx(MIRROR, dead=lab.closed_port(), app=lab.gunicorn(APP).port())
    return Scene((*_at_hand(server), "curl", server.at("/orders")))


def repaired_fallback(lab: Lab) -> Scene:
    """Let another program answer where the first is not running, as it is meant to."""
    server = lab.nginx(FALLBACK, dead=lab.closed_port(), app=lab.gunicorn(APP).port())
    return Scene((*_at_hand(server), "curl", server.at("/orders")))


def lookalike_closed(lab: Lab) -> Scene:
    """Let the application take the connection and end it without an answer."""
    server = lab.nginx(NGINX, app=lab.origin("close-before-headers").port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/orders")))


def lookalike_silent(lab: Lab) -> Scene:
    """Let the connection to the application time out, as behind a firewall."""
    patience = "proxy_connect_timeout 1s;"
    server = lab.nginx(f"{patience} {NGINX}", app=lab.silent_port())
    return Scene(("curl", server.at("/orders")))


def lookalike_no_route(lab: Lab) -> Scene:
    """Let HAProxy have no backend for the request: the same page, and its log tells."""
    server = lab.haproxy("frontend front\n    bind 127.0.0.1:{port}\n")
    return Scene(("--access-log", server.access_log, "curl", server.at("/orders")))


def lookalike_one_page(lab: Lab) -> Scene:
    """Let one page of the application crash; every other request is answered."""
    app = lab.origin({"/": "fine", "/orders": _crash_on_get})
    return Scene(("curl", lab.nginx(NGINX, app=app.port()).at("/orders")))


async def _crash_on_get(visit: Visit) -> None:
    if visit.request.method == "GET":
        visit.close()
    else:
        await visit.respond()


def _at_hand(server: Server) -> tuple[str | Path, ...]:
    return "--error-log", server.error_log, "--server-config", server.config


def _apache(lab: Lab, app: int) -> Server:
    return lab.apache("ProxyPass / http://127.0.0.1:{app}/", modules=("proxy_http",), app=app)
