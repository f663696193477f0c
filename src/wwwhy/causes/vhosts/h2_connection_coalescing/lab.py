"""Recordings of a browser that shared one HTTP/2 connection between two sites."""

import json
from datetime import UTC, datetime, timedelta

from lab import Lab, Scene, Server

NAMES = ("www.localhost", "shop.localhost")
APACHE = """
Listen 127.0.0.1:{port}
Protocols h2 http/1.1
<VirtualHost *:{port}>
    ServerName www.localhost
    SSLEngine on
    SSLCertificateFile {cert}
    SSLCertificateKeyFile {key}
    DocumentRoot {root}/www
</VirtualHost>
<VirtualHost *:{port}>
    ServerName shop.localhost
    SSLEngine on
    SSLCertificateFile {other_cert}
    SSLCertificateKeyFile {other_key}
    DocumentRoot {root}/shop
</VirtualHost>
"""
NGINX = """
server {
    listen 127.0.0.1:{port} ssl http2;
    server_name www.localhost shop.localhost;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    if ($ssl_server_name != $host) { return 421; }
    location / { return 200 "ok"; }
}
"""
PROXY = """
server {
    listen 127.0.0.1:{port} ssl http2;
    server_name www.localhost shop.localhost;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    location / { proxy_pass https://127.0.0.1:{app}; proxy_set_header Host $host; }
}
"""


def broken(lab: Lab) -> Scene:
    """Let Apache's two sites have a certificate file each, with both names in both."""
    return _recorded(lab, _apache(lab))


def repaired(lab: Lab) -> Scene:
    """Let both sites have one certificate file; the browser's next visit works."""
    server = _apache(lab, same=True)
    url = server.at("/", host=NAMES[1], scheme="https")
    return Scene(("curl", "--cacert", lab.pki.ca_file, url))


def broken_nginx(lab: Lab) -> Scene:
    """Let nginx compare the name of the connection with that of the request."""
    pair = lab.pki.leaf("pair", names=NAMES)
    return _recorded(lab, lab.nginx(NGINX, cert=pair.chain_file, key=pair.key_file))


def broken_alone(lab: Lab) -> Scene:
    """Record the refused request only: that the connection was shared, nobody wrote down."""
    return _recorded(lab, _apache(lab), whole=False, verdict="likely")


def lookalike_proxy(lab: Lab) -> Scene:
    """Let a proxy drop the name: every client gets the 421, on every connection."""
    pair = lab.pki.leaf("pair", names=NAMES)
    apache = _apache(lab)
    server = lab.nginx(PROXY, app=apache.port(), cert=pair.chain_file, key=pair.key_file)
    return _recorded(lab, server)


def lookalike_client(lab: Lab) -> Scene:
    """Let the client name two hosts by itself."""
    server = _apache(lab)
    host = ("-H", f"Host: {NAMES[1]}")
    url = server.at("/", host=NAMES[0], scheme="https")
    return Scene(("curl", "--cacert", lab.pki.ca_file, *host, url))


def _apache(lab: Lab, *, same: bool = False) -> Server:
    one, two = (lab.pki.leaf(label, names=NAMES) for label in ("one", "two"))
    other = one if same else two
    server = lab.apache(
        APACHE,
        modules=("ssl", "http2"),
        cert=one.chain_file,
        key=one.key_file,
        other_cert=other.chain_file,
        other_key=other.key_file,
    )
    server.write("www/index.html", "www")
    server.write("shop/index.html", "shop")
    return server


def _recorded(lab: Lab, server: Server, *, whole: bool = True, verdict: str = "proved") -> Scene:
    """Write down what a browser saw: both sites on one connection, the second refused."""
    then = datetime.now(UTC) - timedelta(minutes=5)
    pairs = zip(NAMES, (200, 421), (0.0, 0.2), strict=True)
    entries = [
        {
            "connection": "51",
            "startedDateTime": (then + timedelta(seconds=later)).isoformat(),
            "time": 30,
            "request": {
                "method": "GET",
                "url": server.at("/", host=name, scheme="https"),
                "httpVersion": "h2",
                "headers": [],
            },
            "response": {"status": status, "httpVersion": "h2", "headers": [], "content": {}},
        }
        for name, status, later in pairs
    ]
    har = {"log": {"version": "1.2", "entries": entries if whole else entries[1:]}}
    # A recording has no --cacert; this is how the whole system comes to trust the lab.
    env = {"SSL_CERT_FILE": str(lab.pki.ca_file)}
    return Scene((str(lab.write("shop.har", json.dumps(har))),), verdict=verdict, env=env)
