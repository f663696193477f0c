"""A URL, split the way an HTTP client needs it (RFC 3986, RFC 9110 section 4.2)."""

import ipaddress
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from wwwhy.errors import InputError

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_MAX_URL = 64 * 1024
_SPLIT = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_UNSENDABLE = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Url:
    """An absolute http or https URL; `host` is lower-case ASCII, without IPv6 brackets."""

    scheme: str
    host: str
    port: int
    path: str = "/"
    query: str | None = None
    fragment: str | None = None
    userinfo: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Url":
        """Read `text`; a missing scheme means http, as in curl.

        Raises:
            InputError: it is not a URL that an HTTP request can be sent to.

        """
        if len(text) > _MAX_URL:
            raise InputError(f"The URL is longer than {_MAX_URL} characters; shorten it.")
        match = _SPLIT.fullmatch(text if "://" in text.split("?", 1)[0] else f"http://{text}")
        if match is None:
            raise InputError(f"{text!r} is not a URL; write it like https://example.com/path.")
        scheme = match["scheme"].lower()
        if scheme not in DEFAULT_PORTS:
            raise InputError(f"{text!r} starts with {scheme}:; only http and https are supported.")
        userinfo, at, hostport = match["authority"].rpartition("@")
        host, port = _host_and_port(hostport, DEFAULT_PORTS[scheme], text)
        return cls(
            scheme={"ws": "http", "wss": "https"}.get(scheme, scheme),
            host=host,
            port=port,
            path=_sendable(match["path"]) or "/",
            query=None if match["query"] is None else _sendable(match["query"]),
            fragment=match["fragment"],
            userinfo=userinfo if at else None,
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port: what credentials are bound to (RFC 6454 section 4)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's default, port: the value of the Host field."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """The request target in origin form: path and query."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    @property
    def is_secure(self) -> bool:
        """Whether the scheme is https."""
        return self.scheme == "https"

    @property
    def host_is_address(self) -> bool:
        """Whether the host is an IP address and not a name."""
        try:
            ipaddress.ip_address(self.host.partition("%")[0])
        except ValueError:
            return False
        return True

    def join(self, reference: str) -> "Url":
        """Resolve a reference such as a Location value against this URL (RFC 3986 section 5).

        The fragment is inherited where the reference has none (RFC 9110 section 10.2.2).

        Raises:
            InputError: the reference leads to something that is not http or https.

        """
        joined = Url.parse(urljoin(str(replace(self, userinfo=None)), reference.strip()))
        return joined if joined.fragment else replace(joined, fragment=self.fragment)

    def with_scheme(self, scheme: str) -> "Url":
        """Return the same URL under another scheme; a default port follows the scheme."""
        default = self.port == DEFAULT_PORTS[self.scheme]
        return replace(self, scheme=scheme, port=DEFAULT_PORTS[scheme] if default else self.port)

    def __str__(self) -> str:
        """Write the URL; user info is included, so mask it before showing it (`model.masking`)."""
        userinfo = "" if self.userinfo is None else f"{self.userinfo}@"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{userinfo}{self.authority}{self.target}{fragment}"

    def __repr__(self) -> str:
        """Show the URL without user info and query, which may hold secrets."""
        return f"Url({self.origin}{self.path})"


def _sendable(text: str) -> str:
    """Percent-encode what would break the request line; keep everything else as typed."""
    encoded = "".join(char if char.isascii() else _percent(char) for char in text)
    return _UNSENDABLE.sub(lambda match: _percent(match[0]), encoded)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogateescape"))


def _host_and_port(hostport: str, default: int, whole: str) -> tuple[str, int]:
    match = re.fullmatch(r"(?:\[(?P<v6>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>\d*))?", hostport)
    if match is None:
        raise InputError(f"{whole!r} has no readable host and port; write host or host:port.")
    port = int(match["port"][:6]) if match["port"] else default
    if not 0 < port < 65536:  # noqa: PLR2004 (the range of TCP ports)
        raise InputError(f"{whole!r} names port {port}; ports go from 1 to 65535.")
    if match["v6"] is not None:
        return _ipv6(match["v6"], whole), port
    host = _ascii_host(match["name"], whole)
    if not host:
        raise InputError(f"{whole!r} has no host; write it like https://example.com/path.")
    return host, port


def _ipv6(text: str, whole: str) -> str:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        raise InputError(f"{whole!r} holds [{text}], which is not an IPv6 address.") from None
    return text.lower()


def _ascii_host(host: str, whole: str) -> str:
    """Lower-case the host and write an international name in its ASCII form (RFC 5891)."""
    if _UNSENDABLE.search(host):
        raise InputError(f"{whole!r} has a blank or a control character in its host.")
    if host.isascii():
        return host.lower()
    import idna  # noqa: PLC0415 (only international names pay for its tables)

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise InputError(f"{whole!r} has a host that no registry allows: {error}.") from None
