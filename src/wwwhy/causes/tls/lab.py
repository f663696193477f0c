"""HTTPS servers for the labs of this family: one certificate on one product after the other."""

from pathlib import Path

from lab import Lab, Scene, Server
from lab.pki import Identity

NAME = "site.test"
_TWO = """
server {
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {first}; ssl_certificate_key {first_key};
    location / { return 200 "ok"; }
}
server {
    listen 127.0.0.2:{port} ssl;
    ssl_certificate {second}; ssl_certificate_key {second_key};
    location / { return 200 "ok"; }
}
"""


def nginx(lab: Lab, identity: Identity, more: str = "", *, listen: str = "ssl") -> Server:
    """Run nginx with this certificate."""
    return lab.nginx(
        "server { listen 127.0.0.1:{port} {listen}; ssl_certificate {cert};"
        ' ssl_certificate_key {key}; {more} location / { return 200 "ok"; } }',
        listen=listen,
        cert=identity.chain_file,
        key=identity.key_file,
        more=more,
    )


def apache(lab: Lab, identity: Identity, more: str = "") -> Server:
    """Run Apache with this certificate."""
    server = lab.apache(
        "SSLEngine on\nSSLCertificateFile {cert}\nSSLCertificateKeyFile {key}\n" + more,
        modules=("ssl",),
        cert=identity.chain_file,
        key=identity.key_file,
        ca=lab.pki.bundle,
    )
    server.write("index.html", "ok")
    return server


def haproxy(
    lab: Lab,
    identity: Identity,
    bind: str = "",
    rules: str = "",
    *,
    app: int | None = None,
    server: str = "",
) -> Server:
    """Run HAProxy with this certificate before an application, or before what listens on `app`.

    `bind` and `server` stand at the end of those lines.
    """
    return lab.haproxy(
        "frontend front\n    bind 127.0.0.1:{port} ssl crt {pem} {bind}\n    {rules}\n"
        "    default_backend back\nbackend back\n    server one 127.0.0.1:{app} {server}\n",
        pem=identity.pem_file,
        bind=bind,
        rules=rules,
        app=lab.origin("fine").port() if app is None else app,
        server=server,
    )


def caddy(lab: Lab, identity: Identity, more: str = "", *, name: str = NAME) -> Server:
    """Run Caddy with this certificate; `more` stands in the block of its `tls` directive."""
    return lab.caddy(
        "https://{name}:{port} {\n    tls {cert} {key} {more}\n    respond ok\n}\n",
        name=name,
        cert=identity.chain_file,
        key=identity.key_file,
        more=more,
    )


def ask(lab: Lab, server: Server, *words: str | Path, host: str = NAME, path: str = "/") -> Scene:
    """Ask a server by name with curl, trusting the lab's own authority unless `words` differ."""
    trust = () if "--cacert" in words else ("--cacert", lab.pki.ca_file)
    url = server.at(path, host=host, scheme="https")
    return Scene(("curl", *words, *trust, *server.resolve(host), url))


def visit(server: Server, *words: str | Path, host: str = NAME) -> Scene:
    """Ask a server by name as a visitor would, who trusts what the system trusts."""
    return Scene((*words, *server.resolve(host), server.at("/", host=host, scheme="https")))


def ask_two(lab: Lab, first: Identity, second: Identity) -> Scene:
    """Ask a name that has two addresses, with a certificate of its own behind each."""
    server = lab.nginx(
        _TWO,
        first=first.chain_file,
        first_key=first.key_file,
        second=second.chain_file,
        second_key=second.key_file,
    )
    port = server.port()
    pin = ("--resolve", f"{NAME}:{port}:127.0.0.1,127.0.0.2")
    return Scene(("curl", "--cacert", lab.pki.ca_file, *pin, f"https://{NAME}:{port}/"))
