"""What an exchange and a server's log line both tell: who asked for what, and when."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from wwwhy.model import Exchange, LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.tokens import unescaped

SLACK = 2.0
"""Seconds around an exchange in which its lines are looked for: most logs round to a second."""
_SAME_CLOCK = 1.5
"""Seconds; the Date field is whole seconds, so less than this is no offset."""
_MAX_SEGMENTS = 32
_PATH_ENDS = r"(?=/?(?:[\s\"',:;)]|\Z))"
_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip")
_INNER = tuple(
    ip_network(each)
    for each in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
)
_ID_FIELD = re.compile(r"(?:[\w-]+-)?(?:request|correlation|trace|transaction)-?u?id|cf-ray")
_ID = re.compile(r"[0-9A-Za-z_-]{12,64}")
"""What is long enough to be nobody else's: a UUID, a trace id, 6 octets in hexadecimal digits."""
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it can be recognised on the other side."""

    method: str
    target: str
    """As it was sent: path and query, or what --request-target said."""
    authority: str
    """Host and port."""
    hosts: frozenset[str]
    """Values the Host field can have in a log, lower case."""
    agent: str | None
    address: str | None
    """Our own address."""
    port: int | None
    addresses: frozenset[str]
    """Our own address, and those the request itself claims to come from."""
    ids: frozenset[str]
    """What the response alone calls this request by (X-Request-Id), in small letters.

    A name that the request brought with it may have been used before.
    """
    tunnelled: bool
    """Whether a forward proxy sees a CONNECT only."""
    status: int | None
    windows: tuple[tuple[float, float], ...]
    """Spans of time, epoch seconds: by our clock, and by the server's where it is another."""

    @classmethod
    def of(cls, exchange: Exchange) -> "Asked":
        """Take the facts from an exchange."""
        request = exchange.request
        url = request.url
        own, port = _address_and_port(exchange)
        sent = (request.fields.get("host") or url.authority).lower()
        claimed = (value for name in _FORWARDED for value in request.fields.all(name))
        named = {address(text) for value in claimed for text in _ADDRESS.findall(value)}
        return cls(
            method=request.method,
            target=request.request_target or url.target,
            authority=f"{url.host}:{url.port}",
            hosts=frozenset(
                {sent, sent.rpartition(":")[0] or sent, url.host, f"{url.host}:{url.port}"}
            ),
            agent=request.fields.get("user-agent"),
            address=own,
            port=port,
            addresses=frozenset(each for each in {own, *named} if each),
            ids=_ids(exchange),
            tunnelled=url.is_secure and exchange.connection.proxy is not None,
            status=exchange.status,
            windows=_windows(exchange),
        )

    @property
    def span(self) -> tuple[float, float] | None:
        """The time in which a log must be searched; None if the exchange has no time."""
        if not self.windows:
            return None
        return min(start for start, _ in self.windows), max(end for _, end in self.windows)

    def was_then(self, time: float | None) -> bool:
        """Whether a line of this time can be about it; of one without a time nobody knows."""
        return time is not None and any(start <= time <= end for start, end in self.windows)

    def has_target(self, line: LogLine) -> bool | None:
        """Whether the line is about this method and target; None if it names none."""
        if line.target is None:
            return None
        if line.method == "CONNECT" and self.method != "CONNECT":
            return self.tunnelled and line.target.lower() == self.authority
        if line.method is not None and line.method != self.method:
            return False
        logged = unescaped(line.target)
        if line.values.get("cut"):
            return self.target.startswith(logged)
        without_query = line.values.get("path_only") or line.server == "squid"
        return _same_target(logged, self.target, self.hosts, queryless=bool(without_query))

    def has_id(self, line: LogLine) -> bool:
        """Whether the line calls its request by a name that ours has."""
        name = line.values.get("request_id")
        return bool(name and self.ids and not self.ids.isdisjoint(_words(name)))

    def has_client(self, line: LogLine) -> bool | None:
        """Whether the line is about our address; None if one of both is unknown."""
        if not line.client or not self.addresses:
            return None
        return (address(line.client) or line.client) in self.addresses

    def has_port(self, line: LogLine) -> bool | None:
        """Whether the line is about our very connection; None if one port is unknown."""
        port = line.values.get("port", "")
        if self.port is None or not port.isdecimal():
            return None
        return int(port) == self.port

    def can_be_client(self, line: LogLine) -> bool:
        """Whether another address than ours may still be us: behind a proxy or a translation."""
        theirs = address(line.client or "")
        if theirs is None or self.address is None or theirs in self.addresses:
            return True
        if ip_address(self.address).is_loopback:
            # What we sent over loopback reaches no server from a public address, and from another
            # of loopback only by a proxy, which takes the usual one.
            return _is_inner(theirs) and (theirs in _LOOPBACK or not ip_address(theirs).is_loopback)
        return _is_inner(theirs) or _is_inner(self.address)

    def has_host(self, line: LogLine) -> bool | None:
        """Whether the line names our Host; None if it names none, or only its own server's name.

        The latter is what access logs have (%v of Apache): a virtual host's name, not the Host.
        """
        if not line.host:
            return None
        return line.host.lower() in self.hosts or (None if line.kind == "access" else False)

    def has_agent(self, line: LogLine) -> bool | None:
        """Whether the line names our User-Agent; None if one of both is unknown."""
        agent = line.values.get("user_agent")
        return None if agent is None or self.agent is None else unescaped(agent) == self.agent

    def distance(self, line: LogLine) -> float:
        """Return how many seconds before or after the exchange a line was written, at least."""
        if line.time is None or not self.windows:
            return 0.0
        spans = ((start + SLACK, end - SLACK) for start, end in self.windows)
        return min(max(start - line.time, line.time - end, 0.0) for start, end in spans)

    def mentions(self, message: str) -> int:
        """Tell how exactly a message without a request line names our path; 0 if not at all.

        3: our path itself. 2: a file that ends like our path; somebody else's `/b/x` ends like our
        `/x`, too. 1: a file that ends like the start of our path, as Apache 2.4.71 tells it where
        the rest does not exist.
        """
        whole = unquote(self.target.partition("?")[0]).rstrip("/")
        text = unescaped(message)
        if not whole:
            return 0
        if re.search(rf"(?:\A|[\s\"'(:]){re.escape(whole)}{_PATH_ENDS}", text):
            return 3
        parts = whole.split("/")[:_MAX_SEGMENTS]
        for length in range(len(parts), 1, -1):
            start = "/".join(parts[:length])
            if re.search(rf"[\w.-]{re.escape(start)}{_PATH_ENDS}", text):
                return 2 if start == whole else 1
        return 0


def _ids(exchange: Exchange) -> frozenset[str]:
    given = exchange.response.fields if exchange.response else ()
    texts = (line.value for line in given if _ID_FIELD.fullmatch(line.name.lower()))
    sent = {word for line in exchange.request.fields for word in _words(line.value)}
    return frozenset(word for text in texts for word in _words(text)) - sent


def _words(text: str) -> list[str]:
    """Return what in a text is long and varied enough to be the name of one request."""
    found = (each.lower() for each in _ID.findall(text[:512]))
    return [each for each in found if len(set(each)) > 2]  # noqa: PLR2004 (all zeros tell nothing)


def _is_inner(text: str) -> bool:
    """Whether an address is one that translations and proxies stand in front of."""
    each = ip_address(text)
    return any(each in network for network in _INNER if network.version == each.version)


def _address_and_port(exchange: Exchange) -> tuple[str | None, int | None]:
    """Return our own address and port; a port may stand in the address's text as well."""
    connection = exchange.connection
    text = connection.local_address or ""
    match = re.fullmatch(r"(\[[^\]]*\]|[\d.]+):(\d{1,5})", text)
    if match is not None:
        return address(match[1]), int(match[2])
    return address(text), connection.local_port


def _windows(exchange: Exchange) -> tuple[tuple[float, float], ...]:
    start, end = exchange.timing.started_at, exchange.received_at
    date = exchange.response.date if exchange.response else None
    if start <= 0:
        return () if date is None else ((date - SLACK, date + SLACK),)
    windows = [(start - SLACK, end + SLACK)]
    offset = 0.0 if date is None else date - end
    if abs(offset) > _SAME_CLOCK:
        windows.append((start + offset - SLACK, end + offset + SLACK))
    return tuple(windows)


def _same_target(logged: str, sent: str, hosts: frozenset[str], *, queryless: bool) -> bool:
    absolute = re.match(r"[a-z][a-z0-9+.-]{0,15}://([^/?#]*)", logged, re.IGNORECASE)
    if absolute is not None:
        if absolute[1].rpartition("@")[2].lower() not in hosts:
            return False
        logged = logged[absolute.end() :] or "/"
    if logged == sent:
        return True
    path, _, query = logged.partition("?")
    own_path, _, own_query = sent.partition("?")
    if query != own_query and (query or not queryless):
        return False
    # Some log what they decoded.
    return path == own_path or unquote(path) == unquote(own_path)
