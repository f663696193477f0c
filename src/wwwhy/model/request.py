"""A request: what the user asked for, and every choice about how it travels."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wwwhy.model.fields import Fields
from wwwhy.model.url import Url

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods without side effects the user did not ask for (RFC 9110 section 9.2.1)."""


class Store(StrEnum):
    """Whose trust anchors judge a certificate chain."""

    USER = "user"
    """What the user's own command would use: --cacert, --capath, else the system's."""
    SYSTEM = "system"
    CERTIFI = "certifi"


@dataclass(frozen=True, slots=True)
class Tls:
    """How to speak TLS; every None means what curl would do by default."""

    sni: str | None = None
    """Name to send; '' sends none, None sends the URL's host (never an address)."""
    alpn: tuple[str, ...] | None = None
    """Protocols to offer; () offers none, None lets the HTTP version decide."""
    min_version: str | None = None
    max_version: str | None = None
    ciphers: str | None = None
    verify: bool = True
    """False is the user's own -k: credentials may then leave on an unverified stream."""
    store: Store = Store.USER
    fetch_issuers: bool = False
    """Complete a chain by fetching missing issuers from the URLs in it, as browsers do."""
    ca_file: str | None = None
    ca_path: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    key_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A forward proxy to go through."""

    scheme: str
    """http, https, socks4, socks4a, socks5 or socks5h (the last resolves names at the proxy)."""
    host: str
    port: int
    userinfo: str | None = field(default=None, repr=False)
    """user:password as given, percent-encoded; sent to this proxy only."""
    scheme_auth: str = "basic"
    """How to prove it to an HTTP proxy: basic or digest."""
    from_environment: bool = False
    fields: Fields = Fields()
    """Field lines for this proxy only (--proxy-header): in CONNECT, or in a request that goes
    through it without a tunnel."""
    tunnel: bool = False
    """Ask for a tunnel for http URLs too (-p); https URLs always get one."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How the bytes travel; every default is what curl would do."""

    http_version: str = "auto"
    """auto, 1.0, 1.1, 2, 2-prior-knowledge or 3."""
    falls_back: bool = True
    """Whether the user takes an older version where nothing answers HTTP/3 (not --http3-only)."""
    tls: Tls = Tls()
    proxy: Proxy | None = None
    unused_proxy: Proxy | None = None
    """A proxy that is set, but not for this host (--noproxy, NO_PROXY)."""
    addresses: tuple[str, ...] = ()
    """Dial these instead of asking the resolver (--resolve, or one address as an experiment)."""
    connect_to: tuple[str, int] | None = None
    """Dial this host and port instead of the URL's (--connect-to); Host and SNI stay."""
    resolve: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    """Every --resolve the user gave (host or '*', port, addresses), for follow-up requests;
    `addresses` already holds what they say about this URL."""
    connect_to_rules: tuple[tuple[str, int | None, str, int | None], ...] = ()
    """Every --connect-to the user gave (host, port, host2, port2; '' and None match any), for
    follow-up requests; `connect_to` already holds what they say about this URL."""
    family: int | None = None
    """4 or 6: the only IP version to use."""
    resolver: str | None = None
    """None asks the system (getaddrinfo); 'dns' sends our own query to the configured name
    servers; 'ADDRESS' or 'ADDRESS:PORT' sends it there (--dns-servers)."""
    unix_socket: str | None = None
    interface: str | None = None
    """Source address or interface name."""
    host_line: bool = True
    """Whether HTTP/1 adds the Host line that RFC 9112 section 3.2 demands where none is given."""
    version_text: str | None = None
    """What an HTTP/1 request line says in the place of its version, such as `HTTP/3.0`."""
    expect_continue: bool = False
    """Send Expect: 100-continue and hold the body until the server agrees."""
    connect_timeout: float = 5.0
    """Seconds for name, TCP, proxy and TLS together."""
    timeout: float = 120.0
    """Seconds for the whole exchange."""


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and password that must wait for a challenge (Digest, Negotiate, NTLM)."""

    scheme: str
    username: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, with the secrets it really carries; mask before showing (`masking`)."""

    url: Url
    method: str = "GET"
    fields: Fields = Fields()
    """Every field line that goes on the wire except framing, in order. Host is added if absent."""
    body: bytes | None = field(default=None, repr=False)
    transport: Transport = Transport()
    login: Login | None = None
    follow_redirects: bool = True
    max_redirects: int = 30
    cookie_jar: bool = False
    """Whether Set-Cookie counts on follow-up requests (curl's `-b ''`, a browser's normal way)."""
    decompress: bool = False
    """Whether the user asked for a compressed answer to be opened (--compressed)."""
    request_target: str | None = None
    """Sent in the place of the URL's path and query (--request-target), such as `*`."""
    method_fixed: bool = False
    """The user named the method (-X): curl then keeps it on every redirect, without the body."""
    keep_post: tuple[int, ...] = ()
    """Redirects on which POST stays POST with its body: 301, 302, 303 (--post301 ...)."""
    location_trusted: bool = False
    """The user lets credentials follow redirects to any origin (--location-trusted)."""

    @property
    def is_safe(self) -> bool:
        """Whether repeating it has no side effect by definition of its method."""
        return self.method in SAFE_METHODS

    @property
    def way(self) -> Hashable:
        """What its connection hangs on: requests of one way could have used each other's."""
        return self._leading(self.transport.tls, self._spoken)

    @property
    def road(self) -> Hashable:
        """What its connection hangs on before TLS begins; None where that is not to be shared.

        Requests of one road differ in their handshakes at most.
        """
        proxy = self.transport.proxy
        if not self.url.is_secure or self.transport.http_version == "3":
            return None
        if proxy is not None and proxy.scheme == "https":
            return None
        return self._leading(Tls(), "")

    def _leading(self, tls: Tls, http_version: str) -> Hashable:
        transport = replace(
            self.transport,
            tls=tls,
            http_version=http_version,
            resolve=(),
            connect_to_rules=(),
            unused_proxy=None,
            falls_back=True,
            host_line=True,
            version_text=None,
            expect_continue=False,
            connect_timeout=0.0,
            timeout=0.0,
        )
        return (self.url.scheme, self.url.host, self.url.port, transport)

    @property
    def _spoken(self) -> str:
        """The HTTP versions that its connection leaves open."""
        asked = self.transport.http_version
        if asked in {"3", "2-prior-knowledge"}:
            return asked
        if not self.url.is_secure:
            return "1.1"
        # Each of them is offered by its own name in the handshake.
        return asked if asked in {"1.0", "1.1"} else "2"

    def with_field(self, name: str, value: str) -> "Request":
        """Return a copy with exactly one line of this field."""
        return replace(self, fields=self.fields.replaced(name, value))

    def without_fields(self, *names: str) -> "Request":
        """Return a copy that lacks these fields."""
        return replace(self, fields=self.fields.without(*names))

    def with_transport(self, **changes: object) -> "Request":
        """Return a copy whose transport differs in these attributes."""
        return replace(self, transport=replace(self.transport, **changes))  # type: ignore[arg-type]

    def routed(self, url: Url) -> "Request":
        """Return a copy for `url`, with the addresses the user pinned for its host and port."""
        rules = (
            (to_host or url.host, to_port or url.port)
            for host, port, to_host, to_port in self.transport.connect_to_rules
            if host in {"", url.host} and port in {None, url.port}
        )
        connect_to = next(rules, None)
        # curl looks up the name it dials, so a pin counts for the other end of --connect-to.
        dialled, at = connect_to or (url.host, url.port)
        pins = (
            addresses
            for host, port, addresses in self.transport.resolve
            if port == at and host in {dialled, "*"}
        )
        return replace(self, url=url).with_transport(
            addresses=next(pins, ()), connect_to=connect_to
        )

    def with_tls(self, **changes: object) -> "Request":
        """Return a copy whose TLS choices differ in these attributes."""
        tls = replace(self.transport.tls, **changes)  # type: ignore[arg-type]
        return self.with_transport(tls=tls)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Requests that belong together and how to send them: a baseline, a follow-up or a probe."""

    requests: tuple[Request, ...]
    same_connection: bool = False
    """Send one after the other on one connection; else each gets a fresh connection."""
    pause: float = 0.0
    """Seconds to wait between the requests."""
    delay: float = 0.0
    """Seconds to wait before the first one; whoever drives the investigation does it."""
    in_order: bool = False
    """Send one after the other even on fresh connections; else all at once."""
    may_overlap: bool = False
    """Where they go in order: whether it is the order of their leaving that counts, so that to a
    far target the next may leave before the answer to the one before has come."""
