"""Each certificate fails in its own way and in no other."""

import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from lab import Lab
from lab.pki import Identity


@pytest.fixture(scope="module")
def shared() -> Iterator[Lab]:
    with Lab() as one:
        yield one


def shake_hands(lab: Lab, name: str, server: ssl.SSLContext, client: Identity | None = None) -> str:
    """Return '' or the reason why the two do not agree."""
    context = ssl.create_default_context(cafile=lab.pki.ca_file)
    if client:
        context.load_cert_chain(client.chain_file, client.key_file)
    near, far = socket.socketpair()
    near.settimeout(5)
    far.settimeout(5)
    said: list[str] = []

    def serve() -> None:
        try:
            with server.wrap_socket(far, server_side=True) as stream:
                stream.sendall(b"x")
        except OSError as error:
            said.append(getattr(error, "reason", None) or "closed")
            far.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with context.wrap_socket(near, server_hostname=name) as stream:
            stream.recv(1)
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except OSError:
        return "refused by the server"
    finally:
        near.close()
        thread.join(5)
    return said[0] if said else ""


@pytest.mark.parametrize(
    ("identity", "name", "reason"),
    [
        ("good", "site.test", ""),
        ("good", "localhost", ""),
        ("good", "127.0.0.1", ""),
        ("good", "www.site.test", "Hostname mismatch"),
        ("other_name", "other.test", ""),
        ("other_name", "site.test", "Hostname mismatch"),
        ("wildcard", "www.site.test", ""),
        ("wildcard", "site.test", "Hostname mismatch"),
        ("wildcard", "a.b.site.test", "Hostname mismatch"),
        ("expired", "site.test", "certificate has expired"),
        ("not_yet_valid", "site.test", "certificate is not yet valid"),
        ("self_signed", "site.test", "self-signed certificate"),
        ("untrusted", "site.test", "unable to get local issuer certificate"),
        ("incomplete", "site.test", "unable to get local issuer certificate"),
    ],
)
def test_a_certificate_as_a_client_judges_it(
    shared: Lab, identity: str, name: str, reason: str
) -> None:
    chosen: Identity = getattr(shared.pki, identity)
    assert shake_hands(shared, name, chosen.server_context()).startswith(reason)
    assert bool(shake_hands(shared, name, chosen.server_context())) == bool(reason)


def test_the_missing_intermediate_lies_where_the_leaf_says(shared: Lab) -> None:
    leaf = shared.pki.incomplete
    access = leaf.certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    url = access.value[0].access_location.value
    with urllib.request.urlopen(url, timeout=5) as response:
        issuer = x509.load_der_x509_certificate(response.read())
    leaf.certificate.verify_directly_issued_by(issuer)
    assert leaf.chain_file.read_bytes().count(b"BEGIN CERTIFICATE") == 1
    assert shared.pki.good.chain_file.read_bytes().count(b"BEGIN CERTIFICATE") == 2


@pytest.mark.parametrize(
    ("client", "agrees"),
    [("client", True), ("client_expired", False), ("client_untrusted", False), (None, False)],
)
def test_client_certificates(shared: Lab, client: str | None, agrees: bool) -> None:
    server = shared.pki.good.server_context(client_ca=shared.pki.ca_file)
    identity = getattr(shared.pki, client) if client else None
    assert (shake_hands(shared, "site.test", server, identity) == "") is agrees


def test_files_for_every_server(shared: Lab) -> None:
    good = shared.pki.good
    assert good.pem_file.read_bytes() == good.chain_file.read_bytes() + good.key_file.read_bytes()
    assert shared.pki.bundle.read_bytes().count(b"BEGIN CERTIFICATE") == 2
    assert shared.pki.ca_file == shared.pki.root.cert_file


@pytest.mark.lab
def test_nginx_serves_it(lab: Lab) -> None:
    server = lab.nginx(
        "server { listen 127.0.0.1:{port} ssl; ssl_certificate {cert}; ssl_certificate_key {key};"
        ' location / { return 200 "hello"; } }',
        cert=lab.pki.good.chain_file,
        key=lab.pki.good.key_file,
    )
    context = ssl.create_default_context(cafile=lab.pki.ca_file)
    url = server.at("/", scheme="https", host="localhost")
    with urllib.request.urlopen(url, context=context, timeout=5) as response:
        assert response.read() == b"hello"


def test_further_authorities_and_leaves_have_the_dates_they_are_given(shared: Lab) -> None:
    day = timedelta(days=1)
    old = shared.pki.authority("old", issuer=shared.pki.root, end=-day)
    own = shared.pki.self_made("own", names=("x.test",), end=-day)
    now = datetime.now(UTC)
    for identity in (old, own):
        assert identity.certificate.not_valid_after_utc < now
    assert old.certificate.issuer == shared.pki.root.certificate.subject
    assert own.certificate.issuer == own.certificate.subject
    under = shared.pki.leaf("under", issuer=old)
    assert under.chain_file.read_bytes().count(b"BEGIN CERTIFICATE") == 2
