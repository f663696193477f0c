"""Responses that break off: at the application, behind a proxy, and in the proxy itself."""

import asyncio
import gzip
import itertools

from lab import Lab, Scene, Server, Visit, make_unreadable

STREAM = """
def app(environ, start_response):
    def rows():
        yield b"id;name\\n" * 200
        raise RuntimeError("database connection lost")
    start_response("200 OK", [("Content-Type", "text/csv")])
    return rows()
"""
WHOLE = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/csv")])
    return [b"id;name\\n" * 200]
"""
ASGI = """
async def app(scope, receive, send):
    assert scope["type"] == "http"
    fields = [(b"content-type", b"text/plain"), (b"content-length", b"5000")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": "\\u043f\\u0440".encode() * 200})
"""
# To an application of HTTP/1.0 the end of the connection is the end of the content, wherever.
NGINX = "location / { proxy_pass http://127.0.0.1:{app}; proxy_http_version 1.1; }"
SPOOLING = """
location / {
    proxy_pass http://127.0.0.1:{app};
    proxy_buffers 4 4k;
    proxy_buffer_size 4k;
    proxy_busy_buffers_size 8k;
    limit_rate 300k;
}
"""
HTTP2 = """
server {
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    location / { proxy_pass http://127.0.0.1:{app}; }
}
"""
HAPROXY = """
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one 127.0.0.1:{app}
"""
CADDY = "http://127.0.0.1:{port} {\n reverse_proxy 127.0.0.1:{app}\n}\n"


def broken(lab: Lab) -> Scene:
    """Let the application fail after the first rows, behind nginx; hand in both logs."""
    app = lab.gunicorn(STREAM)
    server = lab.nginx(NGINX, app=app.port())
    logs = ("--error-log", server.error_log, "--error-log", app.error_log)
    return Scene((*logs, "curl", server.at("/export.csv")))


def repaired(lab: Lab) -> Scene:
    """Let the application send all of it."""
    server = lab.nginx(NGINX, app=lab.gunicorn(WHOLE).port())
    return Scene(("curl", server.at("/export.csv")))


def broken_no_log(lab: Lab) -> Scene:
    """Get a hundred of a thousand bytes from the application itself."""
    return Scene((lab.origin("truncated-length").at("/export.csv"),))


def broken_chunked(lab: Lab) -> Scene:
    """Get chunks without the last one, through HAProxy."""
    server = lab.haproxy(HAPROXY, app=lab.origin("truncated-chunked").port())
    return Scene(("--access-log", server.access_log, "curl", server.at("/export.csv")))


def broken_wrong_length(lab: Lab) -> Scene:
    """Announce a length that the content does not have."""
    app = lab.uvicorn(ASGI)
    return Scene(("--error-log", app.error_log, "curl", app.at("/page")))


def broken_http2(lab: Lab) -> Scene:
    """Meet a stream that nginx resets, because the application behind it broke off."""
    good = lab.pki.good
    app = lab.origin("reset-in-body", length=100_000, sent=20_000)
    server = lab.nginx(HTTP2, app=app.port(), cert=good.chain_file, key=good.key_file)
    options = ("--cacert", lab.pki.ca_file, *server.resolve("site.test"))
    url = server.at("/film", host="site.test", scheme="https")
    return Scene(("--error-log", server.error_log, "curl", *options, url))


def broken_cannot_store(lab: Lab) -> Scene:
    """Let nginx fail to write the answer to its folder for such things."""
    lab.requires("nginx")
    server = lab.nginx(SPOOLING, app=lab.origin("large", size=600_000).port())
    make_unreadable(server.folder / "proxy")
    return Scene(("--error-log", server.error_log, "curl", server.at("/film")))


def broken_apache(lab: Lab) -> Scene:
    """Let the application break off behind Apache."""
    server = lab.apache(
        "ProxyPass / http://127.0.0.1:{app}/",
        modules=("proxy_http",),
        app=lab.origin("reset-in-body").port(),
    )
    return Scene(("--error-log", server.error_log, "curl", server.at("/film")))


def broken_caddy(lab: Lab) -> Scene:
    """Let the application break off behind Caddy."""
    server = lab.caddy(CADDY, app=lab.origin("truncated-length").port())
    return Scene(("--error-log", server.error_log, "curl", server.at("/film")))


def broken_counted_first(lab: Lab) -> Scene:
    """Announce the length of the content before it was compressed."""
    page = b"many words, many of them twice, " * 40

    async def answer(visit: Visit) -> None:
        fields = {"Content-Length": str(len(page)), "Content-Encoding": "gzip"}
        await visit.respond(gzip.compress(page), fields=fields)
        visit.close()

    return Scene(("curl", "--compressed", lab.origin(answer).at("/page")))


def broken_sometimes(lab: Lab) -> Scene:
    """Break off once, and send all of it the next time."""
    return Scene(("curl", _first_cut(lab).at("/film")))


def broken_stops(lab: Lab) -> Scene:
    """Announce more than comes, and keep the connection open."""

    async def answer(visit: Visit) -> None:
        fields = {"Content-Length": "300", "Content-Type": "text/plain"}
        await visit.respond(b"x" * 200, fields=fields)
        await asyncio.sleep(30)

    return Scene(("curl", "-m", "2", lab.origin(answer).at("/film")), verdict="likely")


def lookalike_no_head(lab: Lab) -> Scene:
    """Let the connection end in the middle of the response's head."""
    return Scene((lab.origin("close-in-headers").at("/"),))


def lookalike_bad_chunk(lab: Lab) -> Scene:
    """Let a chunk's size be no number: all bytes are there, and wrong."""
    return Scene((lab.origin("bad-chunk").at("/"),))


def _first_cut(lab: Lab) -> Server:
    count = itertools.count()

    async def answer(visit: Visit) -> None:
        sent = b"x" * (300 if next(count) else 200)
        await visit.respond(sent, fields={"Content-Length": "300", "Content-Type": "text/plain"})
        visit.close()

    return lab.origin(answer)
