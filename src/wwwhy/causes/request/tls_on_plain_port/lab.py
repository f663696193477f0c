"""TLS spoken to plain ports: most answer 400, some hang up, some wait for more."""

from dataclasses import replace

from lab import Lab, Scene, Server, Visit
from lab.exchange import head
from wwwhy.causes.tls.lab import nginx

MOMENT = "accepted"
_TLS_RECORD = 22
_PROXY_LINE = """
frontend front
    mode tcp
    bind 127.0.0.1:{port}
    default_backend back
backend back
    mode tcp
    server one 127.0.0.1:{inner} send-proxy
"""
_GUNICORN = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
_HTTP_SERVER = """
location / { return 200 "ok"; }
"""


def broken(lab: Lab) -> Scene:
    """Ask nginx where `listen` lacks `ssl`."""
    return _secure(lab.nginx(_HTTP_SERVER))


def broken_apache(lab: Lab) -> Scene:
    """Ask Apache where `SSLEngine on` is missing."""
    server = lab.apache()
    server.write("index.html", "ok")
    return _secure(server)


def broken_haproxy(lab: Lab) -> Scene:
    """Ask HAProxy where `bind` lacks `ssl`."""
    server = lab.haproxy(
        "frontend front\n    bind 127.0.0.1:{port}\n    default_backend back\n"
        "backend back\n    server one 127.0.0.1:{app}\n",
        app=lab.origin("fine").port(),
    )
    return _secure(server)


def broken_caddy(lab: Lab) -> Scene:
    """Ask a plain site of Caddy."""
    return _secure(lab.caddy("http://127.0.0.1:{port} {\n    respond ok\n}\n"))


def broken_gunicorn(lab: Lab) -> Scene:
    """Ask gunicorn straight, past the server that would speak TLS for it."""
    return _secure(lab.gunicorn(_GUNICORN))


def broken_not_found(lab: Lab) -> Scene:
    """Ask for a page that is not there in clear text either: the next fault, not this one."""
    return _secure(lab.nginx("location / { return 404; }"))


def broken_bad_request(lab: Lab) -> Scene:
    """Ask for what is a 400 in clear text as well: TLS ports say that to clear text, too."""
    server = lab.nginx('location / { return 400 "Which order?"; }')
    return replace(_secure(server), verdict="likely")


def broken_same_refusal(lab: Lab) -> Scene:
    """Get the same bare page in clear text, as from a TLS port behind a PROXY protocol line."""
    return replace(_secure(lab.nginx("location / { return 400; }")), verdict="possible")


def broken_hangs_up(lab: Lab) -> Scene:
    """Ask a server that hangs up on what is no HTTP."""
    return _secure(lab.origin(_hangs_up))


def broken_waits(lab: Lab) -> Scene:
    """Ask a server that waits for the end of the line."""
    return _secure(lab.origin(_waits), "--connect-timeout", "1")


def broken_http2_only(lab: Lab) -> Scene:
    """Ask a server that knows HTTP/2 in clear text only, as gRPC servers do."""
    return _secure(lab.origin("http2-only"))


def broken_through_proxy(lab: Lab) -> Scene:
    """Ask through a tunnel of Squid."""
    proxy = lab.squid()
    server = lab.nginx(_HTTP_SERVER)
    return _secure(server, "-x", proxy.url)


def repaired(lab: Lab) -> Scene:
    """Switch TLS on."""
    return _secure(nginx(lab, lab.pki.good), "--cacert", str(lab.pki.ca_file))


def repaired_scheme(lab: Lab) -> Scene:
    """Write http."""
    return Scene(("curl", lab.nginx(_HTTP_SERVER).at("/", scheme="http")))


def lookalike_mail_server(lab: Lab) -> Scene:
    """Ask a mail server, which greets in its own language."""
    return _secure(lab.origin("banner"))


def lookalike_shell_server(lab: Lab) -> Scene:
    """Ask an SSH server."""
    return _secure(lab.origin("banner", text="SSH-2.0-OpenSSH_9.2\r\n"))


def lookalike_dead_port(lab: Lab) -> Scene:
    """Ask a port that closes every connection, whatever is spoken."""
    return _secure(lab.origin("close-at-accept"))


def lookalike_refused_name(lab: Lab) -> Scene:
    """Ask a TLS port that refuses the name; in clear text it answers 400."""
    server = lab.nginx("server { listen 127.0.0.1:{port} ssl; ssl_reject_handshake on; }")
    return _secure(server)


def repaired_proxy_line(lab: Lab) -> Scene:
    """Let a TLS port read the PROXY protocol line that HAProxy puts before the handshake."""
    inner = nginx(lab, lab.pki.good, listen="ssl proxy_protocol")
    front = lab.haproxy(_PROXY_LINE, inner=inner.port())
    return _secure(front, "--cacert", str(lab.pki.ca_file))


def lookalike_dead_port_behind_proxy(lab: Lab) -> Scene:
    """Ask the same through a proxy, which says in HTTP that it got no answer."""
    dead = lab.origin("close-at-accept")
    return _secure(dead, "-x", lab.squid().url)


def lookalike_proxy_scheme(lab: Lab) -> Scene:
    """Write https before the address of a proxy that speaks clear text."""
    proxy = lab.squid()
    wrong = ("-x", proxy.url.replace("http://", "https://"))
    return _secure(nginx(lab, lab.pki.good), *wrong, "--cacert", str(lab.pki.ca_file))


def _secure(server: Server, *words: str) -> Scene:
    return Scene(("curl", *words, server.at("/", scheme="https")))


async def _hangs_up(visit: Visit) -> None:
    if (await visit.reader.read(1))[:1] != bytes([_TLS_RECORD]):
        await visit.reader.readuntil(b"\r\n\r\n")
        await visit.send(head([("Content-Length", "2")]) + b"ok")
    await visit.finish()


async def _waits(visit: Visit) -> None:
    await visit.reader.readuntil(b"\r\n\r\n")
    await visit.send(head([("Content-Length", "2")]) + b"ok")
    await visit.finish()
