"""Certificates for tests: good ones, and each kind of bad one."""

import datetime as dt
import functools
import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
FOLDER = Path(tempfile.mkdtemp(prefix="wwwhy-pki-"))


@dataclass(frozen=True)
class Issued:
    """A certificate with its key and its issuer."""

    cert: x509.Certificate
    key: Key
    issuer: "Issued | None" = None

    @property
    def der(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def file(self, *chain: "Issued", key: bool = False) -> str:
        """Write certificates, and the key if asked for, into one PEM file."""
        path = FOLDER / f"{self.cert.serial_number:x}-{len(chain)}-{key}.pem"
        path.write_bytes(
            (self.key_pem if key else b"") + self.pem + b"".join(each.pem for each in chain)
        )
        return str(path)


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    ca: bool = False,
    names: tuple[str, ...] | None = None,
    before: dt.datetime = NOW - 10 * DAY,
    after: dt.datetime = NOW + 10 * DAY,
    aia: str | None = None,
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.SERVER_AUTH,
    rsa_bits: int = 0,
    path_length: int | None = None,
) -> Issued:
    """Make a certificate; without an issuer it signs itself."""
    key: Key = (
        rsa.generate_private_key(65537, rsa_bits)
        if rsa_bits
        else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.cert.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(before)
        .not_valid_after(after)
        .add_extension(x509.BasicConstraints(ca, path_length if ca else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not ca and names != ():
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general(each) for each in (names or (name,))]),
            critical=False,
        )
    if usage is not None and not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if aia:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(aia)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return Issued(builder.sign(signer_key, hashes.SHA256()), key, issuer)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@functools.cache
def root() -> Issued:
    return issue("Test Root", ca=True)


@functools.cache
def stranger() -> Issued:
    return issue("Stranger", ca=True)


@functools.cache
def middle() -> Issued:
    return issue("Test Intermediate", root(), ca=True)


@functools.cache
def leaf() -> Issued:
    return issue("site.test", root(), names=("site.test", "*.wild.test", "127.0.0.1"))


def server_tls(
    issued: Issued, *chain: Issued, maximum: ssl.TLSVersion | None = None
) -> ssl.SSLContext:
    """Make a server's context that sends exactly these certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issued.file(*chain, key=True))
    if maximum is not None:
        context.maximum_version = maximum
    return context


def renewed(old: Issued) -> Issued:
    """Issue an authority's certificate again, with the same name and key, valid now."""
    subject = old.cert.subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(old.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.BasicConstraints(True, None), critical=True)
    )
    return Issued(builder.sign(old.key, hashes.SHA256()), old.key)


def forged(cert: x509.Certificate) -> x509.Certificate:
    """Change one bit of the signature."""
    der = bytearray(cert.public_bytes(serialization.Encoding.DER))
    der[-1] ^= 1
    return x509.load_der_x509_certificate(bytes(der))


@functools.cache
def circular() -> tuple[Issued, Issued]:
    """Make two authorities that are each other's issuer."""
    one, other = issue("One", ca=True), issue("Other", ca=True)
    cross_one = Issued(_cross("One", one.key, "Other", other.key), one.key)
    cross_other = Issued(_cross("Other", other.key, "One", one.key), other.key)
    return cross_one, cross_other


def _cross(name: str, key: Key, issuer: str, issuer_key: Key) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.BasicConstraints(True, None), critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def subject_hash(issued: Issued) -> str:
    """Return OpenSSL's name for a certificate in a folder of authorities."""
    from OpenSSL import crypto

    return f"{crypto.X509.from_cryptography(issued.cert).subject_name_hash():08x}"
