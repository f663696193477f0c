"""What was learned about the connection: addresses, TLS, proxies, reuse."""

from dataclasses import dataclass, field

from wwwhy.model.failure import Failure
from wwwhy.model.fields import Fields


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of a chain, with what a verdict needs (RFC 5280)."""

    subject: str
    issuer: str
    serial: str
    """Hexadecimal."""
    not_before: float
    """Seconds since the epoch."""
    not_after: float
    """Seconds since the epoch."""
    dns_names: tuple[str, ...] = ()
    ip_addresses: tuple[str, ...] = ()
    is_ca: bool = False
    is_self_issued: bool = False
    issuer_urls: tuple[str, ...] = ()
    """Where the issuer's certificate can be fetched (authority information access)."""
    ocsp_urls: tuple[str, ...] = ()
    key: str = ""
    """Algorithm and size, such as `RSA 2048`."""
    signature: str = ""
    sha256: str = ""
    der: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class VerifyError:
    """One reason why a chain is not trusted; a chain can have several."""

    reason: str
    """expired, not_yet_valid, name, self_signed, unknown_issuer, incomplete_chain, revoked,
    purpose, weak or other."""
    depth: int
    """0 is the server's own certificate."""
    code: int | None
    """X509_V_ERR number of OpenSSL; None where the check is ours."""
    text: str
    store: str
    """Whose trust anchors judged: user, system or certifi."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A TLS alert and who sent it (RFC 8446 section 6)."""

    number: int
    name: str
    direction: str
    """`in` came from the peer, `out` is ours: the server is not to blame for that one."""
    level: str = "fatal"


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """All that the handshake showed, whether it was accepted or not."""

    version: str | None = None
    cipher: str | None = None
    sni: str | None = None
    """Name that was sent; None if none was."""
    alpn_offered: tuple[str, ...] = ()
    alpn: str | None = None
    """Protocol the server chose; None if it chose none."""
    handshake_done: bool = False
    chain: tuple[Certificate, ...] = ()
    verify_errors: tuple[VerifyError, ...] = ()
    """Every reason against the chain, by the store of the user's own command."""
    trusted_by: tuple[str, ...] = ()
    """The stores in which the chain is trusted: user, system, certifi."""
    alerts: tuple[Alert, ...] = ()
    client_cert_requested: bool = False
    client_cert_sent: bool = False
    ca_names: tuple[str, ...] = ()
    """Issuers the server accepts client certificates from."""
    first_bytes: bytes = field(default=b"", repr=False)
    """What the peer sent first; shows a peer that does not speak TLS."""
    issuers_fetched: tuple[str, ...] = ()
    """URLs the missing issuers' certificates were fetched from (each was a request of ours)."""
    issuers: tuple[Certificate, ...] = ()
    """What was fetched there, from the chain's end upwards."""


@dataclass(frozen=True, slots=True)
class DnsFacts:
    """One name look-up."""

    name: str
    source: str
    """system, or the address of the name server that was asked."""
    addresses: tuple[str, ...] = ()
    rcode: str | None = None
    canonical_name: str | None = None
    ttl: int | None = None
    extended_error: str | None = None
    """RFC 8914 info-code and text."""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address that was dialled."""

    address: str
    failure: Failure | None
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """The forward proxy on the way, and its own answer to a request for a tunnel."""

    scheme: str
    host: str
    port: int
    status: int | None = None
    """Status code of its answer to CONNECT; None where no tunnel was asked for."""
    reason: str = ""
    fields: Fields = Fields()
    """Fields of its answer to CONNECT: the refusing box names itself here."""
    body: bytes = field(default=b"", repr=False)
    socks_reply: int | None = None
    """Reply code of RFC 1928 section 6."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The connection an exchange used."""

    id: int = 0
    """Equal for exchanges that shared one connection."""
    http_version: str | None = None
    remote_address: str | None = None
    remote_port: int | None = None
    local_address: str | None = None
    unix_socket: str | None = None
    reused: bool = False
    requests_before: int = 0
    idle_before_ms: float | None = None
    dialled_ahead_ms: float | None = None
    """How long it had stood open before its first request, where it was dialled ahead of it."""
    shared_with: tuple[str, ...] = ()
    """Other hosts that were asked on this connection before, as browsers do over HTTP/2
    (RFC 9113 section 9.1.1); empty for connections of our own, but for such an experiment."""
    dns: DnsFacts | None = None
    attempts: tuple[Attempt, ...] = ()
    tls: TlsFacts | None = None
    proxy: ProxyFacts | None = None
    goaway: int | None = None
    """HTTP/2 error code of a GOAWAY that was seen, also a graceful one (0)."""
    stream_reset: int | None = None
    """HTTP/2 error code of a RST_STREAM that was seen."""
    closed_by_peer: bool = False
    first_bytes: bytes = field(default=b"", repr=False)
    """What came where an HTTP response was expected, when it was none."""
    local_port: int | None = None
    """Our own TCP port: error logs of Apache, HAProxy and Caddy tell requests apart by it."""
