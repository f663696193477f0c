"""A URL, split the way an HTTP client needs it (RFC 3986, RFC 9110 section 4.2)."""

import ipaddress
import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from wwwhy.errors import InputError

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_MAX_URL = 64 * 1024
_MAX_HOST = 1024
_SPLIT = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_ONE_SLASH = re.compile(r"\A(https?):/(?=[^/])", re.IGNORECASE)
"""A slash too few: curl and browsers take it for two."""
_REFERENCE = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
"""RFC 3986 appendix B, with the grammar's scheme."""
_MAYBE_SECRET = re.compile(r";[^/]*|[^/;]{20,}")
_LONG_WORD = re.compile(r"(?=[A-Za-z_+=-]{0,99}\d)[\w+=-]{12,}")
"""Of letters and digits mixed, as keys are; words of a site's name mostly are not."""
_NOT_OF_A_URL = re.compile(r"""([\s"'`{}<>]).*""", re.DOTALL)
_UNSENDABLE = re.compile(r"[\x00-\x20\x7f]")
_NO_HOST = re.compile(r"[\x00-\x20\x7f/:#?!@{}\[\]\\$'\"^`*<>=;,+&()|%]")
"""What curl 8 refuses in a host (lib/urlapi.c, hostname_check)."""


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
            raise InputError(
                "The URL is longer than {limit} characters; shorten it.", limit=_MAX_URL
            )
        text = _ONE_SLASH.sub(r"\1://", text)
        match = _SPLIT.fullmatch(text) or _SPLIT.fullmatch(f"http://{text}")
        if match is None:
            raise InputError(
                "{url} is not a URL; write it like https://example.com/.", url=_shown(text)
            )
        scheme = match["scheme"].lower()
        if scheme not in DEFAULT_PORTS:
            raise InputError(
                "{url} starts with {scheme}:; only http and https are supported.",
                url=_shown(text),
                scheme=scheme,
            )
        userinfo, at, hostport = match["authority"].rpartition("@")
        host, port = _host_and_port(hostport, DEFAULT_PORTS[scheme], text)
        return cls(
            scheme={"ws": "http", "wss": "https"}.get(scheme, scheme),
            host=host,
            port=port,
            path=_sendable(match["path"]) or "/",
            query=None if match["query"] is None else _sendable(match["query"]),
            fragment=None if match["fragment"] is None else _sendable(match["fragment"]),
            userinfo=_sendable(userinfo) if at else None,
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port: what credentials are bound to (RFC 6454 section 4)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's default, port: the value of the Host field.

        An IPv6 zone is left out: it means something on this machine only (RFC 6874 section 4).
        """
        return self._with_port(self.host.partition("%")[0])

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
        """Resolve a reference such as a Location value against this URL (RFC 3986 section 5.2).

        The reference is a field value: latin-1 text whose octets are taken as UTF-8. The fragment
        is inherited where the reference has none (RFC 9110 section 10.2.2).

        Raises:
            InputError: the reference leads to something that is not http or https.

        """
        text = _as_utf8(reference.strip())
        if len(text) > _MAX_URL:
            raise InputError(
                "The URL is longer than {limit} characters; shorten it.", limit=_MAX_URL
            )
        match = _REFERENCE.fullmatch(text)
        assert match is not None  # every string fits this grammar
        known = DEFAULT_PORTS if match["authority"] is not None else ("http", "https")
        if match["scheme"] is not None and match["scheme"].lower() not in known:
            raise InputError("{url} does not lead to an http or https URL.", url=_shown(text))
        joined = self._joined(match)
        return joined if joined.fragment is not None else replace(joined, fragment=self.fragment)

    def _joined(self, match: re.Match[str]) -> "Url":
        scheme = (match["scheme"] or self.scheme).lower()
        if match["authority"] is not None:
            tail = match.string[match.start("path") :]
            there = Url.parse(f"{scheme}://{match['authority']}{tail}")
            return replace(there, path=without_dots(there.path))
        query = None if match["query"] is None else _sendable(match["query"])
        path = _sendable(match["path"])
        if not path:
            path, query = self.path, self.query if query is None else query
        elif not path.startswith("/"):
            path = f"{self.path.rpartition('/')[0]}/{path}"
        return replace(
            self.with_scheme(scheme),
            path=without_dots(path),
            query=query,
            fragment=None if match["fragment"] is None else _sendable(match["fragment"]),
            userinfo=None,
        )

    def with_scheme(self, scheme: str) -> "Url":
        """Return the same URL under another scheme; a default port follows the scheme."""
        default = self.port == DEFAULT_PORTS[self.scheme]
        return replace(self, scheme=scheme, port=DEFAULT_PORTS[scheme] if default else self.port)

    def __str__(self) -> str:
        """Write the URL; user info is included, so mask it before showing it (`model.masking`)."""
        userinfo = "" if self.userinfo is None else f"{self.userinfo}@"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        authority = self._with_port(self.host.replace("%", "%25"))
        return f"{self.scheme}://{userinfo}{authority}{self.target}{fragment}"

    def __repr__(self) -> str:
        """Show the URL without what may be secret: user info, query, long segments."""
        return f"Url({self.origin}{_MAYBE_SECRET.sub('…', self.path)})"

    def _with_port(self, host: str) -> str:
        bracketed = f"[{host}]" if ":" in host else host
        return bracketed if self.port == DEFAULT_PORTS[self.scheme] else f"{bracketed}:{self.port}"


def without_dots(path: str) -> str:
    """Take the dot segments out of an absolute path (RFC 3986 section 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _sendable(text: str) -> str:
    """Percent-encode what would break the request line; keep everything else as typed."""
    encoded = text if text.isascii() else "".join(c if c.isascii() else _percent(c) for c in text)
    return _UNSENDABLE.sub(lambda match: _percent(match[0]), encoded)


def _percent(char: str) -> str:
    try:
        octets = char.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise InputError("The URL holds half of a character; type that character anew.") from None
    return "".join(f"%{octet:02X}" for octet in octets)


def _as_utf8(field_value: str) -> str:
    try:
        return field_value.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return field_value


def _shown(text: str) -> str:
    """Quote a URL for a message: user info and query may be secrets and stay out.

    So does what follows a blank or a quote: a whole command was pasted, with its fields.
    """
    bare = f"...@{text.rpartition('@')[2]}" if "@" in text else text
    bare = re.sub(r"([?#]).*", r"\1...", bare, flags=re.DOTALL)
    bare = _LONG_WORD.sub("...", _NOT_OF_A_URL.sub(r"\1...", bare))
    return ascii(bare if len(bare) <= 120 else f"{bare[:117]}...")  # noqa: PLR2004 (one line)


def _host_and_port(hostport: str, default: int, whole: str) -> tuple[str, int]:
    pattern = r"(?:\[(?P<v6>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>[0-9]*))?"
    match = re.fullmatch(pattern, hostport)
    if match is None:
        raise InputError(
            "{url} has no readable host and port; write host or host:port.", url=_shown(whole)
        )
    digits = (match["port"] or "").lstrip("0")[:6]
    port = int(digits or 0) if match["port"] else default
    if not 0 < port < 65536:  # noqa: PLR2004 (the range of TCP ports)
        raise InputError(
            "{url} names port {port}; ports go from 1 to 65535.", url=_shown(whole), port=port
        )
    if match["v6"] is not None:
        return _ipv6(match["v6"], whole), port
    host = _ascii_host(match["name"], whole)
    if not host:
        raise InputError(
            "{url} has no host; write it like https://example.com/path.", url=_shown(whole)
        )
    return host, port


def _ipv6(text: str, whole: str) -> str:
    address, percent, zone = text.partition("%")
    zone = zone.removeprefix("25")  # RFC 6874 writes the zone's percent sign as %25
    good_zone = not percent or re.fullmatch(r"[A-Za-z0-9._~-]{1,64}", zone)
    if not good_zone or not _is_ipv6(address):
        raise InputError("{url} holds no IPv6 address between its brackets.", url=_shown(whole))
    return address.lower() + (f"%{zone}" if percent else "")


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _ascii_host(host: str, whole: str) -> str:
    """Lower-case the host and write an international name in its ASCII form (RFC 5891)."""
    host = unquote(host, errors="surrogateescape")
    if len(host) > _MAX_HOST or _NO_HOST.search(host):
        raise InputError("{url} has a host with characters that no host has.", url=_shown(whole))
    if host.isascii():
        return host.lower()
    import idna  # noqa: PLC0415 (only international names pay for its tables)

    try:
        name = idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError:
        raise InputError("{url} has a host that no registry allows.", url=_shown(whole)) from None
    if _NO_HOST.search(name):
        raise InputError("{url} has a host with characters that no host has.", url=_shown(whole))
    return name
