"""A site to measure against: nginx where there is one, else the lab's own origin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab import Lab, Reply
from lab.server import Server


@dataclass(frozen=True, slots=True)
class Site:
    """Where to send requests."""

    url: str
    ca_file: Path
    server: str
    """What answers there."""


@contextmanager
def secure_site() -> Iterator[Site]:
    """Run an HTTPS server on loopback that answers every request with a few bytes."""
    with Lab() as lab:
        server = _nginx(lab) if lab.available("nginx") else _own(lab)
        yield Site(server.at("/", scheme="https"), lab.pki.ca_file, server.name)


def _nginx(lab: Lab) -> Server:
    identity = lab.pki.good
    return lab.nginx(
        "server { listen 127.0.0.1:{port} ssl backlog=512; ssl_certificate {cert};"
        " ssl_certificate_key {key}; ssl_protocols TLSv1.3; access_log off;"
        " location / { return 200 hello; } }",
        cert=identity.chain_file,
        key=identity.key_file,
    )


def _own(lab: Lab) -> Server:
    return lab.python_http(lambda _: Reply(200, body="hello"), tls=lab.pki.good)
