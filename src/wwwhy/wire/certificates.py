"""Reads a certificate into the facts a verdict needs (RFC 5280); hostile ones lose facts only."""

import re
import warnings
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from wwwhy.errors import Sentence
from wwwhy.model import Certificate

MAX_NAMES = 500
"""Subject alternative names that are kept of one certificate."""
_T = TypeVar("_T")
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_WEAK_HASHES = frozenset({"md2", "md4", "md5", "sha1"})
_RSA_BITS = 2048
_EC_BITS = 224


@lru_cache(maxsize=512)
def read(der: bytes) -> Certificate | None:
    """Return the facts of a certificate; None if it cannot be read at all."""
    loaded = _parsed(der)
    if loaded is None:
        return None
    none: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    names = _try(lambda: _alternative_names(loaded), none)
    subject = _try(lambda: loaded.subject.rfc4514_string(), "")  # noqa: PLW0108 (reading it can raise)
    issuer = _try(lambda: loaded.issuer.rfc4514_string(), "")  # noqa: PLW0108
    return Certificate(
        subject=subject,
        issuer=issuer,
        serial=_try(lambda: f"{loaded.serial_number:x}", ""),
        not_before=_try(lambda: _seconds(loaded.not_valid_before_utc), 0.0),
        not_after=_try(lambda: _seconds(loaded.not_valid_after_utc), 0.0),
        dns_names=names[0],
        ip_addresses=names[1],
        is_ca=_try(lambda: _is_ca(loaded), False),
        is_self_issued=_try(lambda: loaded.subject == loaded.issuer, False),
        issuer_urls=_try(lambda: _access(loaded, AuthorityInformationAccessOID.CA_ISSUERS), ()),
        ocsp_urls=_try(lambda: _access(loaded, AuthorityInformationAccessOID.OCSP), ()),
        key=_try(lambda: _key(loaded), ""),
        signature=_try(lambda: _hash_name(loaded), ""),
        sha256=_try(lambda: loaded.fingerprint(hashes.SHA256()).hex(), ""),
        der=der,
    )


@lru_cache(maxsize=512)
def weakness(der: bytes, *, is_anchor: bool) -> Sentence | None:
    """Say what falls below 112 bits of security, as OpenSSL's level 2 would; None if nothing.

    The signature of a trust anchor is not looked at: nothing depends on it.
    """
    loaded = _parsed(der)
    if loaded is None:
        return None
    return _try(lambda: _weakness(loaded, is_anchor=is_anchor), None)


@lru_cache(maxsize=512)
def serves(der: bytes) -> bool:
    """Whether the certificate may be used by a TLS server (extended key usage)."""
    loaded = _parsed(der)
    return loaded is None or _try(lambda: _serves(loaded), True)


def load_many(data: bytes) -> tuple[bytes, ...]:
    """Read certificates in DER, PEM or PKCS #7 (certs-only) form, as DER; empty if it is none."""
    none: list[x509.Certificate] = []
    for reader in (_one_der, _pem, _pkcs7):
        found = _try(partial(reader, data), none)
        if found:
            return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)
    return ()


def subjects(bundle: bytes) -> frozenset[str]:
    """Return the subjects (RFC 4514) of a PEM bundle; one that cannot be read loses its own."""
    found: list[str] = []
    for block in _BLOCK.findall(bundle):
        found += _try(partial(_subjects, block), [])
    return frozenset(found)


def _try(read_fact: Callable[[], _T], default: _T) -> _T:
    # cryptography raises ValueError, its own exceptions and, for odd encodings, others still.
    try:
        with warnings.catch_warnings():
            # A serial number of zero is for a rule to mention, not for stderr.
            warnings.simplefilter("ignore")
            return read_fact()
    except Exception:  # noqa: BLE001 (a broken certificate is evidence and must not stop us)
        return default


@lru_cache(maxsize=512)
def _parsed(der: bytes) -> x509.Certificate | None:
    return _try(lambda: x509.load_der_x509_certificate(der), None)


def _seconds(moment: datetime) -> float:
    return moment.timestamp()


def _alternative_names(loaded: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    dns = names.get_values_for_type(x509.DNSName)
    addresses = names.get_values_for_type(x509.IPAddress)
    return tuple(dns[:MAX_NAMES]), tuple(str(each) for each in addresses[:MAX_NAMES])


def _is_ca(loaded: x509.Certificate) -> bool:
    return loaded.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def _access(loaded: x509.Certificate, method: x509.ObjectIdentifier) -> tuple[str, ...]:
    access = loaded.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    return tuple(
        description.access_location.value
        for description in access
        if description.access_method == method
        and isinstance(description.access_location, x509.UniformResourceIdentifier)
    )


def _key(loaded: x509.Certificate) -> str:
    key = loaded.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}"
    return type(key).__name__.removesuffix("PublicKey").lstrip("_")


def _hash_name(loaded: x509.Certificate) -> str:
    algorithm = loaded.signature_hash_algorithm
    return algorithm.name if algorithm else loaded.signature_algorithm_oid.dotted_string


def _weakness(loaded: x509.Certificate, *, is_anchor: bool) -> Sentence | None:
    key = loaded.public_key()
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey) and key.key_size < _RSA_BITS:
        return Sentence("its key has {bits} bits only", bits=key.key_size)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _EC_BITS:
        return Sentence("its key has {bits} bits only", bits=key.key_size)
    if not is_anchor and _hash_name(loaded) in _WEAK_HASHES:
        return Sentence("it is signed with {hash}", hash=_hash_name(loaded))
    return None


def _serves(loaded: x509.Certificate) -> bool:
    try:
        usage = loaded.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    allowed = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    return not allowed.isdisjoint(usage)


def _one_der(data: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(data)]


def _pem(data: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(data)


def _subjects(block: bytes) -> list[str]:
    return [each.subject.rfc4514_string() for each in _pem(block)]


def _pkcs7(data: bytes) -> list[x509.Certificate]:
    from cryptography.hazmat.primitives.serialization import pkcs7  # noqa: PLC0415 (AIA only)

    return pkcs7.load_der_pkcs7_certificates(data)
