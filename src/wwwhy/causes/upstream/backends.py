"""What a gateway's configuration says of the server behind it: address, patience, reuse, TLS."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wwwhy.causes.case import Case
from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config import Taken, effective, effective_all, takings

_PASSES = ("proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass")
_PASSING = re.compile(
    r"_pass\Z|\Aproxypass|\Abalancermember|lua|\Ainclude|\Aperl|\Ajs_", re.IGNORECASE
)
_BY_RULE = re.compile(r"\Aproxy:|\[(?:[^\]]*,)?(?:P|proxy)(?:,[^\]]*)?\]", re.IGNORECASE)
"""Apache's SetHandler and the flag of a RewriteRule."""
_DURATION = re.compile(r"(\d{1,9})(ms|s|m|h|d)?")
_UNITS = {None: 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z]{3,8})://)?(?P<at>unix:[^:]+|\[[^\]]+\](?::\d{1,5})?|[^/:\[]+(?::\d{1,5})?)"
)
_NUMERIC = re.compile(
    r"unix:.+|(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?|\[[0-9a-fA-F:.]+\](?::\d{1,5})?"
)
_NGINX_HEAD, _APACHE_HEAD = 4096, 8192
"""proxy_buffer_size is one memory page; ResponseFieldSize counts a line."""
_NGINX_DEFAULT = _APACHE_DEFAULT = 60.0


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a request goes on to, as the directive in effect says."""

    url: str
    """Scheme and address, ready for curl: `http://127.0.0.1:8000`."""
    peers: tuple[str, ...]
    """Every address behind it; more than one where the load is shared."""
    pointer: str
    """File and line of the directive that passes the request on."""
    directive: str
    """Its name."""
    read_timeout: float = _NGINX_DEFAULT
    """Seconds the gateway waits for the answer."""
    read_directive: str = ""
    """The directive that says so; '' where it is the default."""
    read_pointer: str = ""
    connect_timeout: float = _NGINX_DEFAULT
    """Seconds it waits for the connection; for nginx also for TLS."""
    send_timeout: float = _NGINX_DEFAULT
    keeps_idle: bool = False
    """Whether idle connections to the server are kept for later requests."""
    head_limit: int | None = None
    """Bytes that the head of an answer, or a line of it, may have; None where it is not known."""
    head_directive: str = ""
    """The directive that says so; '' where it is the default."""
    head_pointer: str = ""
    sends_name: bool | None = None
    """Whether the TLS handshake with it carries a server name; None without TLS, or unknown."""
    is_inferred: bool = False
    """Whether the gateway's configuration was chosen by name: the request may go another way."""

    @property
    def is_one(self) -> bool:
        """Whether there is but one place to ask: a name, even `localhost`, may have two addresses.

        A gateway that fails at the first address asks the second, and its log names both. Where the
        configuration need not be that of the gateway, nothing is known of the others.
        """
        if self.is_inferred:
            return False
        return len(self.peers) == 1 and _NUMERIC.fullmatch(self.peers[0]) is not None


def backend_of(case: Case) -> Backend | None:
    """Return where the configurations at hand send this request; None if none of them tells."""
    path = case.request.url.path
    parts = takings(case.config, case.exchange)
    return next(filter(None, (_backend(part, path) for part in parts)), None)


def passes_nothing(case: Case) -> bool:
    """Whether the whole configuration of the box that answered has no directive that passes on."""
    name = case.answered_by.name.lower()
    own = [each for each in case.config if each.server == name]
    return bool(own) and not any(each.notes or _passes_on(each) for each in own)


def _passes_on(config: ServerConfig) -> bool:
    return any(
        _PASSING.search(each.name) or any(_BY_RULE.search(word) for word in each.args)
        for each in config.walk()
    )


def _backend(part: Taken, path: str) -> Backend | None:
    read = _nginx if part.config.server == "nginx" else _apache
    found = read(part.config, part.blocks, path)
    return replace(found, is_inferred=part.is_inferred) if found else None


def _nginx(config: ServerConfig, blocks: tuple[Directive, ...], _path: str) -> Backend | None:
    """Read the innermost location's *_pass: it is not inherited."""
    inner = next(
        (each for each in blocks[-1:] for each in each.block if each.name in _PASSES), None
    )
    if inner is None or not inner.args or "$" in inner.args[0]:
        return None
    match = _ADDRESS.match(inner.args[0])
    if match is None:
        return None
    kind = inner.name.removesuffix("_pass")
    group = next((u for u in config.find("upstream") if u.args[:1] == (match["at"],)), None)
    servers = (
        [each.args[0] for each in group.block if each.name == "server" and each.args]
        if group
        else []
    )
    peers = tuple(servers) or (match["at"],)
    scheme = match["scheme"] or ("http" if kind == "proxy" else kind)
    read = effective(f"{kind}_read_timeout", *blocks)
    head = effective(f"{kind}_buffer_size", *blocks)
    return Backend(
        url=f"{scheme}://{peers[0]}",
        peers=peers,
        pointer=inner.pointer,
        directive=inner.name,
        read_timeout=_seconds(read, _NGINX_DEFAULT),
        read_directive=read.name if read else "",
        read_pointer=read.pointer if read else "",
        connect_timeout=_seconds(effective(f"{kind}_connect_timeout", *blocks), _NGINX_DEFAULT),
        send_timeout=_seconds(effective(f"{kind}_send_timeout", *blocks), _NGINX_DEFAULT),
        keeps_idle=group is not None
        and any(each.name == "keepalive" for each in group.block)
        and _keeps_connection(blocks),
        head_limit=_size(head.args[0]) if head and head.args else _NGINX_HEAD,
        head_directive=head.name if head else "",
        head_pointer=head.pointer if head else inner.pointer,
        sends_name=_sends_name(kind, blocks) if scheme in {"https", "grpcs"} else None,
    )


def _keeps_connection(blocks: tuple[Directive, ...]) -> bool:
    """Whether nginx asks for a lasting connection: HTTP/1.1 without `Connection: close`."""
    version = effective("proxy_http_version", *blocks)
    fields = effective_all("proxy_set_header", *blocks)
    cleared = any(
        each.args[:1] and each.args[0].lower() == "connection" and "close" not in each.args[1:]
        for each in fields
    )
    return version is not None and version.args[:1] == ("1.1",) and cleared


def _sends_name(kind: str, blocks: tuple[Directive, ...]) -> bool:
    """Whether nginx puts a server name into its handshake; by default it does not."""
    switch = effective(f"{kind}_ssl_server_name", *blocks)
    return switch is not None and switch.args[:1] == ("on",)


def _apache(config: ServerConfig, blocks: tuple[Directive, ...], path: str) -> Backend | None:
    """Read the first ProxyPass whose prefix fits; those of the virtual host come first."""
    fitting = (
        (each, words)
        for block in reversed(blocks)
        for each in block.block
        if each.name.lower() == "proxypass"
        for words in [_passed(block, each)]
        if words and path.startswith(words[0])
    )
    directive, words = next(fitting, (None, ()))
    if directive is None or words[1] == "!" or (match := _ADDRESS.match(words[1])) is None:
        return None
    options = dict(word.lower().partition("=")[::2] for word in words[2:] if "=" in word)
    peers: tuple[str, ...] = (match["at"],)
    first = words[1]
    if match["scheme"] == "balancer":
        members = tuple(_members(config, words[1]))
        if not members or (match := _ADDRESS.match(members[0])) is None:
            return None
        peers, first = members, members[0]
    scheme = first.partition("://")[0]
    own = effective("proxytimeout", *blocks) or effective("timeout", *blocks)
    timeout = _duration(options.get("timeout", "")) or _seconds(own, _APACHE_DEFAULT)
    named = directive if "timeout" in options else own
    return Backend(
        url=f"{scheme}://{match['at']}",
        peers=peers,
        pointer=directive.pointer,
        directive=directive.name,
        read_timeout=timeout,
        read_directive=named.name if named else "",
        read_pointer=named.pointer if named else "",
        connect_timeout=_duration(options.get("connectiontimeout", "")) or timeout,
        send_timeout=timeout,
        head_limit=_size(options.get("responsefieldsize", "")) or _APACHE_HEAD,
        head_directive=directive.name if "responsefieldsize" in options else "",
        head_pointer=directive.pointer,
        keeps_idle=options.get("disablereuse", "off") != "on",
    )


def _passed(block: Directive, directive: Directive) -> tuple[str, ...]:
    """Return prefix, target and options; inside a <Location> the prefix is the section's."""
    if block.name.lower() == "location" and block.args:
        return (block.args[0], *directive.args)
    return directive.args if len(directive.args) > 1 else ()


def _members(config: ServerConfig, balancer: str) -> Iterable[str]:
    wanted = balancer.rstrip("/").lower()
    for section in config.find("proxy"):
        if section.args[:1] and section.args[0].rstrip("/").lower() == wanted:
            yield from (
                m.args[0] for m in section.block if m.name.lower() == "balancermember" and m.args
            )


def _seconds(directive: Directive | None, default: float) -> float:
    """Read a directive's time; several units may stand together (`1m30s`)."""
    return default if directive is None else _duration("".join(directive.args)) or default


def _duration(text: str) -> float:
    return sum(
        float(number) * _UNITS[unit or None] for number, unit in _DURATION.findall(text.lower())
    )


def _size(text: str) -> int | None:
    """Read nginx's sizes: `16k`, `1m`, plain bytes."""
    match = re.fullmatch(r"(\d{1,12})([km]?)", text.lower())
    return int(match[1]) * {"": 1, "k": 1024, "m": 1024 * 1024}[match[2]] if match else None
