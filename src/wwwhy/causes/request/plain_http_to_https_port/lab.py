"""Clear text sent to TLS ports: some answer 400, some hang up, one answers in TLS."""

import itertools
from dataclasses import replace

from lab import Lab, Received, Reply, Scene, Server, Visit
from lab.origin import Behaviour
from wwwhy.causes.tls.lab import apache, ask, caddy, haproxy, nginx

_BOTH = """
frontend front
    mode tcp
    bind 127.0.0.1:{port}
    tcp-request inspect-delay 2s
    tcp-request content accept if { req.ssl_hello_type 1 } or HTTP
    use_backend secret if { req.ssl_hello_type 1 }
    default_backend clear
backend secret
    mode tcp
    server one 127.0.0.1:{secret}
backend clear
    mode tcp
    server one 127.0.0.1:{clear}
"""
_GUNICORN = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
_UVICORN = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
"""


def broken(lab: Lab) -> Scene:
    """Ask nginx: a 400 that is 497 inside."""
    return _plain(nginx(lab, lab.pki.good))


def broken_apache(lab: Lab) -> Scene:
    """Ask Apache: a 400 too."""
    return _plain(apache(lab, lab.pki.good))


def broken_caddy(lab: Lab) -> Scene:
    """Ask Caddy: a 400 without a single field, as every server in Go sends it."""
    return _plain(caddy(lab, lab.pki.good, name="127.0.0.1"))


def broken_haproxy(lab: Lab) -> Scene:
    """Ask HAProxy, which hangs up."""
    return _plain(haproxy(lab, lab.pki.good))


def broken_gunicorn(lab: Lab) -> Scene:
    """Ask gunicorn, which hangs up."""
    files = _files(lab, "--certfile", "--keyfile")
    return _plain(lab.gunicorn(_GUNICORN, args=files))


def broken_uvicorn(lab: Lab) -> Scene:
    """Ask uvicorn, which hangs up."""
    files = _files(lab, "--ssl-certfile", "--ssl-keyfile")
    return _plain(lab.uvicorn(_UVICORN, args=files))


def broken_untrusted(lab: Lab) -> Scene:
    """Ask a port whose certificate nobody trusts: that is the next fault, not this one."""
    return _plain(nginx(lab, lab.pki.self_signed))


def broken_client_certificate(lab: Lab) -> Scene:
    """Ask a port that answers 400 over https as well, for want of a client certificate."""
    demand = f"ssl_client_certificate {lab.pki.bundle}; ssl_verify_client on;"
    return _plain(nginx(lab, lab.pki.good, demand))


def broken_alert(lab: Lab) -> Scene:
    """Ask a port that answers in TLS: an alert."""
    return _plain(lab.origin("tls-alert"))


def broken_gateway(lab: Lab) -> Scene:
    """Let nginx send clear text to a TLS port: its fault, not the client's."""
    inner = nginx(lab, lab.pki.good)
    front = lab.nginx("location / { proxy_pass http://127.0.0.1:{inner}; }", inner=inner.port())
    return Scene(("curl", front.url), verdict="likely")


def broken_gateway_apache(lab: Lab) -> Scene:
    """Let HAProxy do so with Apache, although the client came over TLS."""
    inner = apache(lab, lab.pki.good)
    scene = ask(lab, haproxy(lab, lab.pki.good, app=inner.port()))
    return replace(scene, verdict="likely")


def broken_gateway_caddy(lab: Lab) -> Scene:
    """Let HAProxy do so with Caddy over HTTP/2, which tells of it in Go's words."""
    inner = caddy(lab, lab.pki.good, name="127.0.0.1")
    front = haproxy(lab, lab.pki.good, "alpn h2,http/1.1", app=inner.port())
    return replace(ask(lab, front), verdict="likely")


def broken_through_proxy(lab: Lab) -> Scene:
    """Ask through Squid, which passes the 400 on."""
    proxy, server = lab.squid(), nginx(lab, lab.pki.good)
    return Scene(("curl", "-x", proxy.url, server.at("/", scheme="http")))


def broken_http2(lab: Lab) -> Scene:
    """Begin with HTTP/2 in clear text."""
    server = nginx(lab, lab.pki.good)
    return Scene(("curl", "--http2-prior-knowledge", server.at("/", scheme="http")))


def repaired(lab: Lab) -> Scene:
    """Write https."""
    url = nginx(lab, lab.pki.good).at("/", scheme="https")
    return Scene(("curl", "--cacert", lab.pki.ca_file, url))


def repaired_gateway(lab: Lab) -> Scene:
    """Let the gateway speak TLS to the port."""
    inner = nginx(lab, lab.pki.good)
    front = lab.nginx("location / { proxy_pass https://127.0.0.1:{inner}; }", inner=inner.port())
    return Scene(("curl", front.url))


def repaired_redirect(lab: Lab) -> Scene:
    """Let nginx lead from http to https on the same port."""
    lead = "error_page 497 =301 https://127.0.0.1:$server_port$request_uri;"
    server = nginx(lab, lab.pki.good, lead)
    url = server.at("/", scheme="http")
    return Scene(("curl", "-L", "--cacert", lab.pki.ca_file, url))


def lookalike_bad_request(lab: Lab) -> Scene:
    """Get a 400 from an application on a plain port."""
    server = lab.nginx("location / { return 400 'Which order?'; }")
    return Scene(("curl", server.at("/orders")))


def lookalike_plain_port_hangs_up(lab: Lab) -> Scene:
    """Have a plain port hang up (444)."""
    return Scene(("curl", lab.nginx("return 444;").url))


def lookalike_application(lab: Lab) -> Scene:
    """Get the sentence from an application that misses X-Forwarded-Proto."""

    def answer(request: Received) -> Reply:
        secure = request.get("x-forwarded-proto") == "https"
        words = "ok" if secure else "No plain HTTP, please: use the HTTPS port."
        return Reply(200 if secure else 400, (), words)

    app = lab.python_http(answer)
    return ask(lab, haproxy(lab, lab.pki.good, app=app.port()))


def lookalike_gateway_passes_alert(lab: Lab) -> Scene:
    """Let nginx do the same with a port that answers in TLS: the alert comes through as it is."""
    inner = lab.origin("tls-alert")
    front = lab.nginx("location / { proxy_pass http://127.0.0.1:{inner}; }", inner=inner.port())
    return Scene(("curl", front.url))


def lookalike_dead_port(lab: Lab) -> Scene:
    """Ask a port that closes every connection, whatever is spoken."""
    return Scene(("curl", lab.origin("close-at-accept").url))


def lookalike_both_crash(lab: Lab) -> Scene:
    """Ask a port that takes TLS and clear text, before an application that fails over either."""
    return _both(lab, "close-before-headers")


def lookalike_both_refuse(lab: Lab) -> Scene:
    """Do the same with a 400 that has an id of its own each time."""
    ids = itertools.count(1001)

    async def refuse(visit: Visit) -> None:
        text = f"Bad parameter: no such colour. Your request has the id req-{next(ids)}-x."
        await visit.respond(text, status=400, fields={"Connection": "close"})

    return _both(lab, refuse)


def _both(lab: Lab, behaviour: str | Behaviour) -> Scene:
    secret, clear = lab.origin(behaviour, tls=lab.pki.good), lab.origin(behaviour)
    server = lab.haproxy(_BOTH, secret=secret.port(), clear=clear.port())
    return Scene(("curl", server.at("/", scheme="http")))


def _plain(server: Server) -> Scene:
    return Scene(("curl", server.at("/", scheme="http")))


def _files(lab: Lab, certificate: str, key: str) -> tuple[str, ...]:
    good = lab.pki.good
    return (certificate, str(good.chain_file), key, str(good.key_file))
