"""Servers that want a client certificate: by page, by alert, for one path, or by hanging up."""

import ssl
from dataclasses import replace

from lab import Lab, Reply, Scene
from wwwhy.causes.tls.lab import apache, ask, caddy, haproxy, nginx

_NGINX = "ssl_client_certificate {ca}; ssl_verify_client {mode};"
_OWN_PAGE = ' error_page 496 =403 /denied; location = /denied { return 403 "Members only."; }'
_ONE_PATH = """SSLCACertificateFile {ca}
<Location "/private">
    SSLVerifyClient require
    SSLVerifyDepth 3
</Location>
"""
_GUNICORN = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


def broken(lab: Lab) -> Scene:
    """Let nginx demand a certificate: it answers with a page of its own."""
    return ask(lab, nginx(lab, lab.pki.good, _nginx(lab)))


def broken_http2(lab: Lab) -> Scene:
    """Do the same over HTTP/2."""
    return ask(lab, nginx(lab, lab.pki.good, _nginx(lab), listen="ssl http2"))


def broken_logged(lab: Lab) -> Scene:
    """Do the same behind an error page of one's own, with the log at hand."""
    server = nginx(lab, lab.pki.good, _nginx(lab) + _OWN_PAGE)
    scene = ask(lab, server, path="/report")
    return replace(scene, argv=("--error-log", server.error_log, *scene.argv))


def broken_silent_page(lab: Lab) -> Scene:
    """Do the same without the log: the page does not say why."""
    return replace(ask(lab, nginx(lab, lab.pki.good, _nginx(lab) + _OWN_PAGE)), verdict="likely")


def broken_apache(lab: Lab) -> Scene:
    """Let Apache demand it in the handshake."""
    demand = "SSLCACertificateFile {ca}\nSSLVerifyClient require\nSSLVerifyDepth 3\n"
    return ask(lab, apache(lab, lab.pki.good, demand))


def broken_apache_one_path(lab: Lab) -> Scene:
    """Let Apache demand it for one path, after the handshake of TLS 1.3."""
    return _private(lab)


def broken_apache_renegotiation(lab: Lab) -> Scene:
    """Let Apache demand it for one path, by a second handshake of TLS 1.2."""
    return _private(lab, "--tls-max", "1.2")


def broken_haproxy(lab: Lab) -> Scene:
    """Let HAProxy demand it in the handshake."""
    return ask(lab, haproxy(lab, lab.pki.good, f"ca-file {lab.pki.bundle} verify required"))


def broken_haproxy_rule(lab: Lab) -> Scene:
    """Let a rule of HAProxy refuse who showed none, in words that do not say why."""
    bind = f"ca-file {lab.pki.bundle} verify optional"
    rule = "http-request deny unless { ssl_c_used }"
    return replace(ask(lab, haproxy(lab, lab.pki.good, bind, rule)), verdict="likely")


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy demand it: Go says bad_certificate where others say certificate_required."""
    more = "{\n client_auth {\n mode require_and_verify\n trusted_ca_cert_file %s\n }\n }"
    return ask(lab, caddy(lab, lab.pki.good, more % lab.pki.ca_file))


def broken_gunicorn(lab: Lab) -> Scene:
    """Let gunicorn demand it with Python's own TLS."""
    good = lab.pki.good
    files = ("--certfile", str(good.chain_file), "--keyfile", str(good.key_file))
    demand = ("--ca-certs", str(lab.pki.bundle), "--cert-reqs", "2")
    return ask(lab, lab.gunicorn(_GUNICORN, args=(*files, *demand)))


def broken_application(lab: Lab) -> Scene:
    """Let the application refuse who showed none, in its own JSON and for every path."""
    kind = {"Content-Type": "application/json"}
    refused = Reply(403, kind, '{"error": "client_certificate_missing"}')
    server = lab.python_http(lambda _: refused, tls=_optional(lab))
    return replace(ask(lab, server, path="/api/orders"), verdict="likely")


def broken_asyncio(lab: Lab) -> Scene:
    """Let a server on asyncio demand it, which hangs up without a word."""
    context = lab.pki.good.server_context(client_ca=lab.pki.bundle)
    return ask(lab, lab.origin("fine", tls=context))


def broken_asyncio_tls12(lab: Lab) -> Scene:
    """Do the same with TLS 1.2, where it hangs up in the handshake."""
    context = lab.pki.good.server_context(client_ca=lab.pki.bundle)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return ask(lab, lab.origin("fine", tls=context))


def broken_gateway(lab: Lab) -> Scene:
    """Let nginx demand it of a gateway that has none to show."""
    inner = nginx(lab, lab.pki.good, _nginx(lab))
    front = lab.nginx("location / { proxy_pass https://127.0.0.1:{inner}; }", inner=inner.port())
    return Scene(("curl", front.url), verdict="likely")


def broken_gateway_logged(lab: Lab) -> Scene:
    """Do the same with the log of the server behind at hand."""
    inner = nginx(lab, lab.pki.good, _nginx(lab))
    front = lab.nginx(
        "location / { proxy_pass https://127.0.0.1:{inner}; proxy_set_header Host $http_host; }",
        inner=inner.port(),
    )
    return Scene(("--error-log", inner.error_log, "curl", front.at("/report")))


def broken_gateway_shown(lab: Lab) -> Scene:
    """Show ours to the gateway, which has none of its own for the server behind it."""
    inner = nginx(lab, lab.pki.good, _nginx(lab))
    front = haproxy(
        lab,
        lab.pki.good,
        f"alpn h2,http/1.1 ca-file {lab.pki.bundle} verify required",
        app=inner.port(),
        server="ssl verify none",
    )
    return replace(ask(lab, front, *_shown(lab)), verdict="likely")


def broken_gateway_apache(lab: Lab) -> Scene:
    """Let Apache demand it of a gateway for one path."""
    inner = apache(lab, lab.pki.good, _ONE_PATH)
    inner.write("private/index.html", "ok")
    front = haproxy(lab, lab.pki.good, app=inner.port(), server="ssl verify none")
    return replace(ask(lab, front, path="/private/"), verdict="likely")


def repaired_gateway(lab: Lab) -> Scene:
    """Give the gateway a certificate."""
    inner = nginx(lab, lab.pki.good, _nginx(lab))
    front = lab.nginx(
        "location / { proxy_pass https://127.0.0.1:{inner}; proxy_ssl_certificate {cert};"
        " proxy_ssl_certificate_key {key}; }",
        inner=inner.port(),
        cert=lab.pki.client.chain_file,
        key=lab.pki.client.key_file,
    )
    return Scene(("curl", front.url))


def repaired(lab: Lab) -> Scene:
    """Show the certificate."""
    return ask(lab, nginx(lab, lab.pki.good, _nginx(lab)), *_shown(lab))


def repaired_apache_one_path(lab: Lab) -> Scene:
    """Show it where it is asked for after the handshake."""
    return _private(lab, *_shown(lab))


def lookalike_wrong_certificate(lab: Lab) -> Scene:
    """Show a certificate of a strange authority: something was shown, and was refused."""
    stranger = lab.pki.client_untrusted
    files = ("--cert", stranger.chain_file, "--key", stranger.key_file)
    return ask(lab, nginx(lab, lab.pki.good, _nginx(lab)), *files)


def lookalike_optional(lab: Lab) -> Scene:
    """Fail for another reason on a server that takes certificates from whoever has one."""
    more = _nginx(lab, "optional") + " location /orders { return 400 'no such order'; }"
    return ask(lab, nginx(lab, lab.pki.good, more), path="/orders/7")


def lookalike_page_about_certificates(lab: Lab) -> Scene:
    """Refuse one page of a service about certificates, on a server that takes them."""
    more = (
        _nginx(lab, "optional")
        + """ location = /certificates/5 { return 403 "This certificate is not yours."; }
        location /certificates { return 404 "No such certificate."; }"""
    )
    return ask(lab, nginx(lab, lab.pki.good, more), path="/certificates/5")


def lookalike_tool_kept_out(lab: Lab) -> Scene:
    """Turn curl away by its name, on a server that takes certificates."""
    more = _nginx(lab, "optional") + ' if ($http_user_agent ~* "curl") { return 403; }'
    return ask(lab, nginx(lab, lab.pki.good, more))


def lookalike_document(lab: Lab) -> Scene:
    """Let an application behind a gateway miss a certificate that is a document."""
    words = "<title>400 Bad Request</title>No certificate was sent with this application."
    app = lab.python_http(lambda _: Reply(400, {"Content-Type": "text/html"}, words))
    return ask(lab, haproxy(lab, lab.pki.good, app=app.port()))


def lookalike_hangs_up(lab: Lab) -> Scene:
    """Hang up on everybody behind a handshake that takes certificates."""
    return ask(lab, lab.origin("close-before-headers", tls=_optional(lab)))


def lookalike_token_wanted(lab: Lab) -> Scene:
    """Take a certificate or a token, and ask for the token."""
    challenge = {"WWW-Authenticate": 'Bearer realm="api"'}
    refused = Reply(401, challenge, "A certificate or a token is required.")
    return ask(lab, lab.python_http(lambda _: refused, tls=_optional(lab)))


def lookalike_no_shared_cipher(lab: Lab) -> Scene:
    """Agree on no cipher: the same alert as for a missing certificate in TLS 1.2."""
    server = nginx(lab, lab.pki.good, "ssl_protocols TLSv1.2;")
    return ask(lab, server, "--tls-max", "1.2", "--ciphers", "ECDHE-RSA-AES128-GCM-SHA256")


def _nginx(lab: Lab, mode: str = "on") -> str:
    return _NGINX.replace("{ca}", str(lab.pki.bundle)).replace("{mode}", mode)


def _optional(lab: Lab) -> ssl.SSLContext:
    """Take a certificate from whoever has one."""
    context = lab.pki.good.server_context(client_ca=lab.pki.bundle)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def _private(lab: Lab, *words: object) -> Scene:
    server = apache(lab, lab.pki.good, _ONE_PATH)
    server.write("private/index.html", "ok")
    return ask(lab, server, *map(str, words), path="/private/")


def _shown(lab: Lab) -> tuple[str, ...]:
    client = lab.pki.client
    return ("--cert", str(client.chain_file), "--key", str(client.key_file))
