"""Certificates become facts; broken ones lose facts only."""

import base64

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire import pki
from wwwhy.wire import certificates


def test_all_facts_of_a_leaf():
    leaf = pki.issue(
        "site.test", pki.root(), names=("site.test", "192.0.2.1"), aia="http://ca.test/x.der"
    )
    facts = certificates.read(leaf.der)
    assert facts is not None
    assert (facts.subject, facts.issuer) == ("CN=site.test", "CN=Test Root")
    assert (facts.dns_names, facts.ip_addresses) == (("site.test",), ("192.0.2.1",))
    assert facts.issuer_urls == ("http://ca.test/x.der",)
    assert (facts.is_ca, facts.is_self_issued) == (False, False)
    assert (facts.key, facts.signature, facts.der) == ("EC secp256r1", "sha256", leaf.der)
    assert facts.not_before < pki.NOW.timestamp() < facts.not_after
    assert len(facts.sha256) == 64
    assert int(facts.serial, 16) == leaf.cert.serial_number


def test_a_root_says_so():
    facts = certificates.read(pki.root().der)
    assert facts is not None
    assert (facts.is_ca, facts.is_self_issued) == (True, True)


@pytest.mark.parametrize("form", ["der", "pem", "two pem", "pkcs7"])
def test_issuers_are_read_in_every_form_they_are_published_in(form: str):
    root, middle = pki.root(), pki.middle()
    data = {
        "der": root.der,
        "pem": root.pem,
        "two pem": root.pem + middle.pem,
        "pkcs7": pkcs7.serialize_certificates([root.cert], Encoding.DER),
    }[form]
    assert root.der in certificates.load_many(data)


@pytest.mark.parametrize(
    "data", [b"", b"<html>404</html>", b"\x30\x82", b"-----BEGIN CERTIFICATE-----\nx"]
)
def test_what_is_no_certificate_is_none(data: bytes):
    assert certificates.load_many(data) == ()
    assert certificates.read(data) is None


def test_weakness_is_named_and_a_trust_anchor_may_be_old():
    weak = pki.issue("site.test", rsa_bits=1024)
    assert "1024" in (certificates.weakness(weak.der, is_anchor=False) or "")
    assert certificates.weakness(pki.root().der, is_anchor=False) is None
    assert certificates.weakness(b"", is_anchor=False) is None


def test_usage():
    client = pki.issue("c", usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    assert not certificates.serves(client.der)
    assert certificates.serves(pki.issue("s", usage=None).der)
    assert certificates.serves(pki.leaf().der)


@settings(max_examples=200)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_a_damaged_certificate_never_raises(at: int, damage: bytes):
    der = bytearray(pki.leaf().der)
    der[at : at + len(damage)] = damage
    read = certificates.read(bytes(der))
    assert read is None or read.der == bytes(der)
    certificates.weakness(bytes(der), is_anchor=False)
    certificates.serves(bytes(der))


def test_one_bad_certificate_of_a_bundle_costs_no_other_and_warns_nobody(
    recwarn: pytest.WarningsRecorder,
):
    # cryptography warns of a serial number that is not positive, and some bundles hold one.
    bad = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    bundle = b"# two\n" + bad + pki.root().pem + _with_negative_serial(pki.leaf())
    assert certificates.subjects(bundle) == {"CN=Test Root", "CN=site.test"}
    assert list(recwarn) == []


def _with_negative_serial(issued: pki.Issued) -> bytes:
    version = b"\xa0\x03\x02\x01\x02"
    before, found, after = issued.der.partition(version + b"\x02")
    lines = base64.encodebytes(before + found + after[:1] + b"\xfe" + after[2:])
    return b"-----BEGIN CERTIFICATE-----\n" + lines + b"-----END CERTIFICATE-----\n"
