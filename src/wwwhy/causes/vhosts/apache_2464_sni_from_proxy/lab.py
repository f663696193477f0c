"""Proxies that speak TLS with Apache and forget the site's name."""

from lab import Lab, Scene, Server

APACHE = """
Listen 127.0.0.1:{port}
<VirtualHost *:{port}>
    ServerName first.test
    SSLEngine on
    SSLCertificateFile {cert_a}
    SSLCertificateKeyFile {key_a}
    DocumentRoot {root}/first
</VirtualHost>
<VirtualHost *:{port}>
    ServerName shop.test
    SSLEngine on
    SSLCertificateFile {cert_b}
    SSLCertificateKeyFile {key_b}
    DocumentRoot {root}/shop
</VirtualHost>
"""
NGINX = """
server {
    listen 127.0.0.1:{port} {listen};
    server_name shop.test;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    location / {
        proxy_pass https://127.0.0.1:{app};
        proxy_set_header Host $host;
        {more}
    }
}
"""
HAPROXY = """
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one 127.0.0.1:{app} ssl verify none {more}
"""
CADDY = """
http://shop.test:{port} {
    reverse_proxy https://127.0.0.1:{app} {
        header_up Host shop.test
        transport http {
            tls_insecure_skip_verify
        }
    }
}
"""
WITH_NAME = "proxy_ssl_server_name on; proxy_ssl_name $host;"


def broken(lab: Lab) -> Scene:
    """Let nginx forget the name, and hand in Apache's log."""
    apache = _apache(lab)
    server = _nginx(lab, apache, "", "ssl")
    return Scene(("--error-log", apache.error_log, "curl", *_at(lab, server, "https")))


def repaired(lab: Lab) -> Scene:
    """Let nginx pass the name on."""
    return Scene(("curl", *_at(lab, _nginx(lab, _apache(lab), WITH_NAME, "ssl"), "https")))


def broken_no_log(lab: Lab) -> Scene:
    """See Apache's page behind nginx's name."""
    server = _nginx(lab, _apache(lab), "", "ssl")
    return Scene(("curl", *_at(lab, server, "https")), verdict="likely")


def broken_busy(lab: Lab) -> Scene:
    """Hand in a log that tells of every connection, of which the proxy opens one a request."""
    apache = _apache(lab, "info")
    server = _nginx(lab, apache, "", "")
    return Scene(("--error-log", apache.error_log, "curl", *_at(lab, server, "http")))


def broken_config(lab: Lab) -> Scene:
    """Hand in nginx's configuration, which has no proxy_ssl_server_name."""
    server = _nginx(lab, _apache(lab), "", "")
    return Scene(("--server-config", server.config, "curl", *_at(lab, server, "http")))


def broken_haproxy(lab: Lab) -> Scene:
    """Let HAProxy forget the name; it leaves Apache's own Server field."""
    server = lab.haproxy(HAPROXY, app=_apache(lab).port(), more="")
    return Scene(("curl", *_at(lab, server, "http")), verdict="likely")


def repaired_haproxy(lab: Lab) -> Scene:
    """Let HAProxy pass the name on."""
    server = lab.haproxy(HAPROXY, app=_apache(lab).port(), more="sni req.hdr(host),field(1,:)")
    return Scene(("curl", *_at(lab, server, "http")))


def broken_caddy(lab: Lab) -> Scene:
    """Let Caddy connect by address, which TLS cannot carry as a name."""
    apache = _apache(lab)
    server = lab.caddy(CADDY, app=apache.port())
    return Scene(("--error-log", apache.error_log, "curl", *_at(lab, server, "http")))


def lookalike_client(lab: Lab) -> Scene:
    """Let the client itself name two hosts."""
    apache = _apache(lab)
    pins = (*apache.resolve("first.test"), "--cacert", str(lab.pki.ca_file))
    url = apache.at("/", host="first.test", scheme="https")
    return Scene(("curl", *pins, "-H", "Host: shop.test", url))


def _apache(lab: Lab, level: str = "warn") -> Server:
    one, two = (lab.pki.leaf(label, names=(f"{label}.test",)) for label in ("first", "shop"))
    server = lab.apache(
        APACHE,
        modules=("ssl",),
        level=level,
        cert_a=one.chain_file,
        key_a=one.key_file,
        cert_b=two.chain_file,
        key_b=two.key_file,
    )
    server.write("first/index.html", "first")
    server.write("shop/index.html", "shop")
    return server


def _nginx(lab: Lab, apache: Server, more: str, listen: str) -> Server:
    shop = lab.pki.leaf("front", names=("shop.test",))
    files = {"cert": str(shop.chain_file), "key": str(shop.key_file)}
    return lab.nginx(NGINX, app=apache.port(), more=more, listen=listen, **files)


def _at(lab: Lab, server: Server, scheme: str) -> tuple[str, ...]:
    url = server.at("/", host="shop.test", scheme=scheme)
    return ("--cacert", str(lab.pki.ca_file), *server.resolve("shop.test"), url)
