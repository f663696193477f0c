"""Hostile TLS: certificates that speak to the terminal, chains without end, handshakes that are none."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from tests.hostile.deeds import ENDLESS, NOISE
from tests.hostile.runs import FORMATS, run
from tests.hostile.servers import Visit, answer, raw, serving

BOUNDS = ("-m", "2", "--deadline", "1")
HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202eevil\u2066\u200b\x85"


def context(
    folder: Path, name: str, *, extra: int = 0, days: int = 30, **words: object
) -> ssl.SSLContext:
    """Make a server with a certificate signed by itself, under this name, and others behind it."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(key, name, days=days, **words)  # type: ignore[arg-type]
    chain = [own, *(certificate(key, f"{name} {i}", days=days) for i in range(extra))]
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + b"".join(each.public_bytes(Encoding.PEM) for each in chain)
    )
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(pem)
    return made


def certificate(
    key: ec.EllipticCurvePrivateKey,
    name: str,
    *,
    days: int = 30,
    names: int = 1,
    issuer_url: str = "",
    issuer: str = "",
) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:60])] * 5)
    by = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)]) if issuer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(f"n{i}.\x1b[31m.test") for i in range(names)]
            ),
            critical=False,
        )
    )
    if issuer_url:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_url)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return builder.sign(key, hashes.SHA256())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("days", [30, -5])
def test_control_characters_in_a_certificate(folder, form, days):
    with serving(answer("200 OK"), tls=context(folder, HOSTILE, days=days)) as server:
        words = (*BOUNDS, "--format", form, "--explain-rules", server.url)
        done = run(folder, *words, within=8)
    assert done.status in {1, 3}
    assert server.count("GET") <= 1


@pytest.mark.parametrize(
    "words",
    [{"extra": 200}, {"names": 3000}, {"issuer_url": "http://127.0.0.1:1/\x1b[2J", "issuer": "x"}],
    ids=str,
)
def test_certificates_of_every_size(folder, words):
    with serving(answer("200 OK"), tls=context(folder, "big", **words)) as server:
        done = run(folder, *BOUNDS, server.url, within=8)
    assert done.status in {1, 3}


@pytest.mark.parametrize("name", ["silence", "garbage", "endless blank lines", "an endless body"])
def test_an_issuer_that_does_harm(folder, name):
    """The certificate itself names where its issuer's lies, and that server is hostile."""
    with serving(ENDLESS[name]) as shelf:
        made = context(folder, "leaf", issuer_url=shelf.url, issuer="somebody")
        with serving(answer("200 OK"), tls=made) as server:
            done = run(folder, *BOUNDS, "-H", "Authorization: Bearer canary", server.url, within=8)
        assert b"canary" not in shelf.everything + server.everything
    assert done.status in {1, 3}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ldap://x", "http://["])
def test_issuers_in_strange_places(folder, url):
    made = context(folder, "leaf", issuer_url=url, issuer="somebody")
    with serving(answer("200 OK"), tls=made) as server:
        done = run(folder, *BOUNDS, server.url, within=8)
    assert done.status in {1, 3}


RECORDS = {
    "noise": NOISE,
    "clear text": b"HTTP/1.1 400 Bad Request\r\n\r\nno \x1b[2J",
    "an alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "a thousand alerts": b"\x15\x03\x03\x00\x02\x01\x5a" * 1000,
    "an unknown alert": b"\x15\x03\x03\x00\x02\x02\xff",
    "an empty record": b"\x16\x03\x03\x00\x00" * 1000,
    "a record of 64 kB": b"\x16\x03\x03\xff\xff" + b"\0" * 65_535,
    "a hello of 16 MB": b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"\0" * 16_380,
    "half a hello": b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03",
    "application data": b"\x17\x03\x03\x00\x10" + b"x" * 16,
    "SSL 2": b"\x80\x2e\x01\x00\x02",
}


@pytest.mark.parametrize("name", RECORDS)
def test_handshakes_that_are_none(folder, name):
    with serving(raw(RECORDS[name])) as server:
        url = f"https://127.0.0.1:{server.port}/"
        done = run(folder, *BOUNDS, "-H", "Authorization: Bearer canary", url, within=8)
    assert b"canary" not in server.everything
    assert done.status in {1, 3}


def _endless_handshake(visit: Visit) -> None:
    visit.send_for_ever(b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"\0" * 16_380)


def _empty_records(visit: Visit) -> None:
    visit.send_for_ever(b"\x16\x03\x03\x00\x00" * 1000)


def _byte_by_byte(visit: Visit) -> None:
    while not visit.stopped.wait(0.5):
        visit.send(b"\x16")


@pytest.mark.parametrize("deed", [_endless_handshake, _empty_records, _byte_by_byte])
def test_handshakes_without_end(folder, deed):
    with serving(deed) as server:
        done = run(folder, *BOUNDS, f"https://127.0.0.1:{server.port}/", within=8)
    assert done.status in {1, 3}
    assert done.seconds < 10


@pytest.mark.parametrize("name", ["garbage", "endless chunks", "silence", "half closed"])
def test_hostile_answers_inside_tls(folder, pki, name):
    with serving(ENDLESS[name], tls=pki.good.server_context()) as server:
        words = (*BOUNDS, "--cacert", str(pki.ca_file), server.url)
        done = run(folder, *words, within=9)
    assert done.status in {1, 3}
