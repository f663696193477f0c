"""Requests whose Host is set by hand, to servers that compare it with the TLS handshake."""

from lab import Lab, Scene, Server

APACHE = """
Listen 127.0.0.1:{port}
<VirtualHost *:{port}>
    ServerName a.test
    SSLEngine on
    SSLCertificateFile {cert_a}
    SSLCertificateKeyFile {key_a}
    DocumentRoot {root}/a
</VirtualHost>
<VirtualHost *:{port}>
    ServerName b.test
    SSLEngine on
    SSLCertificateFile {cert_b}
    SSLCertificateKeyFile {key_b}
    DocumentRoot {root}/b
</VirtualHost>
"""
NGINX = """
server {
    listen 127.0.0.1:{port} ssl;
    server_name a.test b.test;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    if ($ssl_server_name != $host) { return 421; }
    location / { return 200 "ok"; }
}
"""
FRONT = """
server {
    listen 127.0.0.1:{port} ssl;
    server_name a.test b.test;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    if ($ssl_server_name != $host) { return 403; }
    location / { return 200 "ok"; }
}
"""
CADDY = """
https://a.test:{port} {
    tls {cert} {key}
    respond "a"
}
https://b.test:{port} {
    tls {cert} {key}
    respond "b"
}
"""
PROXY = "location / { proxy_pass https://127.0.0.1:{app}; proxy_set_header Host $host; }"


def broken(lab: Lab) -> Scene:
    """Call one site of Apache's and name the other in Host."""
    server = _apache(lab)
    url = server.at("/", host="a.test", scheme="https")
    return Scene(("curl", *_options(lab, server), "-H", "Host: b.test", url))


def repaired(lab: Lab) -> Scene:
    """Call the site by its own name."""
    server = _apache(lab)
    return Scene(("curl", *_options(lab, server), server.at("/", host="b.test", scheme="https")))


def broken_log(lab: Lab) -> Scene:
    """Hand in Apache's log: it names both."""
    server = _apache(lab)
    url = server.at("/", host="a.test", scheme="https")
    log = ("--error-log", server.error_log)
    return Scene((*log, "curl", *_options(lab, server), "-H", "Host: b.test", url))


def broken_by_address(lab: Lab) -> Scene:
    """Connect by address, which TLS cannot carry as a name, and name the site in Host."""
    server = _apache(lab)
    return Scene(("curl", "-k", "-H", "Host: b.test", server.at("/", scheme="https")))


def broken_nginx(lab: Lab) -> Scene:
    """Let nginx compare both names."""
    server = _one(lab, NGINX)
    url = server.at("/", host="a.test", scheme="https")
    return Scene(("curl", *_options(lab, server), "-H", "Host: b.test", url))


def broken_403(lab: Lab) -> Scene:
    """Let a front end refuse with 403, as CloudFront does."""
    server = _one(lab, FRONT)
    url = server.at("/", host="a.test", scheme="https")
    return Scene(("curl", *_options(lab, server), "-H", "Host: b.test", url))


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy compare both names (strict_sni_host)."""
    pair = lab.pki.leaf("pair", names=("a.test", "b.test"))
    options = "servers {\n strict_sni_host on\n}"
    server = lab.caddy(CADDY, options=options, cert=pair.chain_file, key=pair.key_file)
    host = ("-H", f"Host: b.test:{server.port()}")
    url = server.at("/", host="a.test", scheme="https")
    return Scene(("curl", *_options(lab, server), *host, url))


def lookalike_proxy(lab: Lab) -> Scene:
    """Let a proxy drop the name: the client's names agree, and Apache still says 421."""
    server = lab.nginx(PROXY, app=_apache(lab).port())
    return Scene(("curl", *server.resolve("b.test"), server.at("/", host="b.test")))


def lookalike_forbidden(lab: Lab) -> Scene:
    """Forbid the page to everybody, whatever the names."""
    server = _one(lab, NGINX.replace("return 421", "set $x 1").replace('200 "ok"', "403"))
    url = server.at("/", host="a.test", scheme="https")
    return Scene(("curl", *_options(lab, server), "-H", "Host: b.test", url))


def _apache(lab: Lab) -> Server:
    """Run two sites with a certificate each: their settings then differ for Apache."""
    names = ("a.test", "b.test")
    one, two = (lab.pki.leaf(label, names=names) for label in ("one", "two"))
    server = lab.apache(
        APACHE,
        modules=("ssl",),
        level="warn",
        cert_a=one.chain_file,
        key_a=one.key_file,
        cert_b=two.chain_file,
        key_b=two.key_file,
    )
    server.write("a/index.html", "a")
    server.write("b/index.html", "b")
    return server


def _one(lab: Lab, conf: str) -> Server:
    pair = lab.pki.leaf("pair", names=("a.test", "b.test"))
    return lab.nginx(conf, cert=pair.chain_file, key=pair.key_file)


def _options(lab: Lab, server: Server) -> tuple[str, ...]:
    pins = (*server.resolve("a.test"), *server.resolve("b.test"))
    return ("--cacert", str(lab.pki.ca_file), *pins)
