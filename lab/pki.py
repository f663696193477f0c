"""A private certification authority and the certificates of its good and bad children."""

import ipaddress
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NAMES = ("site.test", "localhost", "127.0.0.1", "::1")
"""What the ordinary server certificate is for."""
OTHER_NAME = "other.test"
WILDCARD = "*.site.test"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key, as objects and as the files servers read."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    cert_file: Path
    """The certificate alone."""
    chain_file: Path
    """The certificate and the intermediates a good server sends (`fullchain.pem`)."""
    key_file: Path
    pem_file: Path
    """Chain and key in one file, as HAProxy wants it."""

    def server_context(self, *, client_ca: Path | None = None) -> ssl.SSLContext:
        """Return what a Python server needs; with `client_ca` it demands client certificates."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain_file, self.key_file)
        if client_ca is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_ca)
        return context


class Pki:
    """One root, one intermediate, and certificates that are made when they are asked for."""

    def __init__(self, folder: Path, publish: Callable[[bytes], str]) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._publish = publish

    @cached_property
    def root(self) -> Identity:
        """The root, self-signed."""
        return self.authority("root")

    @cached_property
    def intermediate(self) -> Identity:
        """The issuer of all good leaves; servers send it along."""
        return self.authority("intermediate", issuer=self.root)

    @cached_property
    def stranger(self) -> Identity:
        """Another root, which signs what nobody trusts."""
        return self.authority("stranger")

    @property
    def ca_file(self) -> Path:
        """The root certificate, for `--cacert`."""
        return self.root.cert_file

    @cached_property
    def bundle(self) -> Path:
        """Root and intermediate in one file."""
        path = self._folder / "bundle.pem"
        pems = [pem(each.certificate) for each in (self.root, self.intermediate)]
        path.write_bytes(b"".join(pems))
        return path

    @cached_property
    def good(self) -> Identity:
        """A leaf for `NAMES`, valid now."""
        return self.leaf("good")

    @cached_property
    def other_name(self) -> Identity:
        """A leaf for other.test only."""
        return self.leaf("other-name", names=(OTHER_NAME,))

    @cached_property
    def wildcard(self) -> Identity:
        """A leaf for *.site.test, which covers neither site.test nor a.b.site.test."""
        return self.leaf("wildcard", names=(WILDCARD,))

    @cached_property
    def expired(self) -> Identity:
        """A leaf that ended yesterday."""
        return self.leaf("expired", start=-90 * _DAY, end=-_DAY)

    @cached_property
    def not_yet_valid(self) -> Identity:
        """A leaf that begins in a month."""
        return self.leaf("not-yet-valid", start=30 * _DAY, end=90 * _DAY)

    @cached_property
    def self_signed(self) -> Identity:
        """A leaf that nobody but itself vouches for."""
        return self.self_made("self-signed")

    @cached_property
    def untrusted(self) -> Identity:
        """A leaf of the strange root."""
        return self.leaf("untrusted", issuer=self.stranger)

    @cached_property
    def incomplete(self) -> Identity:
        """A leaf whose server forgets the intermediate; its AIA URL leads to it on loopback."""
        leaf = self.leaf("incomplete", aia=self.publish(self.intermediate))
        leaf.chain_file.write_bytes(pem(leaf.certificate))
        leaf.pem_file.write_bytes(pem(leaf.certificate) + leaf.key_file.read_bytes())
        return leaf

    @cached_property
    def client(self) -> Identity:
        """A client certificate of our own authority."""
        return self.leaf("client", names=("client.test",), client=True)

    @cached_property
    def client_expired(self) -> Identity:
        """A client certificate that ended yesterday."""
        name = ("client.test",)
        return self.leaf("client-expired", names=name, client=True, start=-90 * _DAY, end=-_DAY)

    @cached_property
    def client_untrusted(self) -> Identity:
        """A client certificate of the strange root."""
        name = ("client.test",)
        return self.leaf("client-untrusted", names=name, client=True, issuer=self.stranger)

    def publish(self, issuer: Identity) -> str:
        """Serve an authority's certificate on loopback; returns the URL, for `aia`."""
        return self._publish(issuer.certificate.public_bytes(Encoding.DER))

    def self_made(
        self,
        label: str,
        *,
        names: Iterable[str] = NAMES,
        start: timedelta = -90 * _DAY,
        end: timedelta = 90 * _DAY,
    ) -> Identity:
        """Make a further leaf that nobody but itself vouches for."""
        return self._issue(label, names=tuple(names), start=start, end=end)

    def authority(
        self,
        label: str,
        *,
        issuer: Identity | None = None,
        start: timedelta = -365 * _DAY,
        end: timedelta = 365 * _DAY,
    ) -> Identity:
        """Make a further authority, self-signed unless `issuer` signs it."""
        return self._issue(label, names=(), issuer=issuer, ca=True, start=start, end=end)

    def leaf(
        self,
        label: str,
        *,
        names: Iterable[str] = NAMES,
        issuer: Identity | None = None,
        start: timedelta = -_DAY,
        end: timedelta = 90 * _DAY,
        client: bool = False,
        aia: str | None = None,
    ) -> Identity:
        """Make a further certificate; `start` and `end` count from now."""
        return self._issue(
            label,
            names=tuple(names),
            issuer=issuer or self.intermediate,
            start=start,
            end=end,
            client=client,
            aia=aia,
        )

    def _issue(
        self,
        label: str,
        *,
        names: tuple[str, ...],
        issuer: Identity | None = None,
        ca: bool = False,
        start: timedelta = -_DAY,
        end: timedelta = 90 * _DAY,
        client: bool = False,
        aia: str | None = None,
    ) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        own_name = _name(names[0] if names else f"Lab {label}")
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(own_name)
            .issuer_name(issuer.certificate.subject if issuer else own_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + start)
            .not_valid_after(now + end)
        )
        signer = issuer.key if issuer else key
        for extension, critical in _extensions(names, key, signer, ca=ca, client=client, aia=aia):
            builder = builder.add_extension(extension, critical=critical)
        certificate = builder.sign(signer, hashes.SHA256())
        return self._write(label, certificate, key, issuer)

    def _write(
        self,
        label: str,
        certificate: x509.Certificate,
        key: ec.EllipticCurvePrivateKey,
        issuer: Identity | None,
    ) -> Identity:
        # A root is known to the client or it is not; sending it along changes nothing.
        is_middle = issuer is not None and issuer.certificate.issuer != issuer.certificate.subject
        chain = pem(certificate) + (pem(issuer.certificate) if issuer and is_middle else b"")
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        folder = self._folder
        files = {
            f"{label}.crt": pem(certificate),
            f"{label}.chain.pem": chain,
            f"{label}.key": secret,
            f"{label}.pem": chain + secret,
        }
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return Identity(certificate, key, *(folder / name for name in files))


def pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate as PEM text."""
    return certificate.public_bytes(Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _extensions(
    names: tuple[str, ...],
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
    client: bool,
    aia: str | None,
) -> list[tuple[x509.ExtensionType, bool]]:
    own, above = key.public_key(), signer.public_key()
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=ca, path_length=None), True),
        (x509.SubjectKeyIdentifier.from_public_key(own), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False),
        (_usage(ca=ca), True),
    ]
    if names:
        found.append((x509.SubjectAlternativeName([_alternative(name) for name in names]), False))
    if not ca:
        purpose = ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH
        found.append((x509.ExtendedKeyUsage([purpose]), False))
    if aia:
        method, where = (
            AuthorityInformationAccessOID.CA_ISSUERS,
            x509.UniformResourceIdentifier(aia),
        )
        access = x509.AccessDescription(method, where)
        found.append((x509.AuthorityInformationAccess([access]), False))
    return found


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
