"""What the user asks of TLS: versions, ciphers, certificates and keys of their own."""

import ssl

import pytest

from tests.wire import pki
from tests.wire.servers import OK, answering, fetch
from tests.wire.test_tls import TRUSTING, V13, alerted, demanding, kind, tls_of
from wwwhy.model import Tls


@pytest.mark.parametrize(
    ("minimum", "maximum", "expected"),
    [
        (None, None, "TLSv1.3"),
        (None, "1.2", "TLSv1.2"),
        ("TLSv1.3", None, "TLSv1.3"),
        ("1.2", "TLSv1.2", "TLSv1.2"),
    ],
)
def test_versions_as_asked(minimum: str | None, maximum: str | None, expected: str):
    tls = Tls(ca_file=TRUSTING.ca_file, min_version=minimum, max_version=maximum)
    exchange = fetch(answering(OK), pki.server_tls(pki.leaf()), tls=tls)
    assert tls_of(exchange).version == expected


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_old_versions_are_spoken_only_if_asked_for(version: str):
    context = pki.server_tls(pki.leaf())
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1 if version == "1.0" else ssl.TLSVersion.TLSv1_1
    asked = Tls(ca_file=TRUSTING.ca_file, max_version=version)
    exchange = alerted(context, tls=asked)
    assert exchange.status == 200
    assert tls_of(exchange).version in {"TLSv1", "TLSv1.1"}
    assert kind(alerted(context)) == "tls.version_or_cipher_mismatch"


@pytest.mark.parametrize(
    ("tls", "option"),
    [
        (Tls(ciphers="NO-SUCH-CIPHER"), "ciphers"),
        (Tls(min_version="3.0"), "version"),
        (Tls(cert_file="/nowhere.pem"), "cert_file"),
        (Tls(cert_file="/dev/zero"), "cert_file"),
        (Tls(cert_file=pki.root().file(), key_file="/dev/zero"), "cert_file"),
        (Tls(ca_file="/nowhere.pem"), "ca_file"),
        (Tls(sni="x" * 300), "sni_or_alpn"),
    ],
)
def test_what_cannot_be_used_is_named_and_is_no_fault_of_the_server(tls: Tls, option: str):
    exchange = fetch(answering(OK), pki.server_tls(pki.leaf()), tls=tls)
    assert kind(exchange) == "tls.failed"
    assert exchange.failure is not None
    assert exchange.failure.native["local"] == option


def test_an_encrypted_key_opens_with_its_password_only():
    from cryptography.hazmat.primitives import serialization

    mine = pki.issue("client", pki.root(), usage=None)
    path = pki.FOLDER / "locked.pem"
    locked = mine.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"s3cret"),
    )
    path.write_bytes(mine.pem + locked)
    good = Tls(ca_file=TRUSTING.ca_file, cert_file=str(path), key_password="s3cret")
    bad = Tls(ca_file=TRUSTING.ca_file, cert_file=str(path), key_password="wrong")
    assert alerted(demanding(V13), tls=good).status == 200
    refused = alerted(demanding(V13), tls=bad)
    assert kind(refused) == "tls.failed"
    assert "wrong" not in repr(refused)
