"""Whether a server that takes TLS off tells the one behind it that the client came by https."""

import re
from collections.abc import Iterator

from wwwhy.causes.case import Case
from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config import effective, effective_all, nginx_blocks_for, taken

_SAYING = frozenset(
    {"x-forwarded-proto", "forwarded", "x-forwarded-ssl", "x-scheme", "x-url-scheme",
     "x-forwarded-scheme", "x-forwarded-protocol", "front-end-https"}
)  # fmt: skip
"""Fields in which the scheme travels; RFC 7239 section 5.4 defines the one, custom the others."""
_CLEAR = frozenset({"$scheme", "http"})
"""What a server in the middle, which is reached in clear text, writes into such a field."""
_PORT = re.compile(r"(?:.*:)?(\d{1,5})\Z")


def silent_about_scheme(config: ServerConfig, case: Case) -> Directive | None:
    """Return the directive that passes this request on in clear text and without its scheme.

    None if the configuration passes nothing on, says the scheme, or cannot tell.
    """
    part = taken(config, case.exchange)
    if part is None or part.is_inferred:
        return None  # behind another server silence is right: what that one said is handed on
    return (_of_nginx if config.server == "nginx" else _of_apache)(part.blocks)


def _of_nginx(blocks: tuple[Directive, ...]) -> Directive | None:
    passing = effective("proxy_pass", *blocks)
    fields = effective_all("proxy_set_header", *blocks)
    said = any(each.args and each.args[0].lower() in _SAYING for each in fields)
    clear = passing is not None and bool(passing.args) and passing.args[0].startswith("http://")
    return passing if clear and not said else None


def _of_apache(blocks: tuple[Directive, ...]) -> Directive | None:
    fields = (
        each for block in blocks for each in block.block if each.name.lower() == "requestheader"
    )
    said = any({word.lower() for word in each.args} & _SAYING for each in fields)
    names = ("proxypass", "proxypassmatch")
    passing = next(filter(None, (effective(name, *blocks) for name in names)), None)
    clear = passing is not None and any(word.startswith("http://") for word in passing.args)
    return passing if clear and not said else None


def overwrites_scheme(config: ServerConfig, case: Case) -> Directive | None:
    """Return the directive by which a server in the middle calls the request one of http.

    A server of clear text, behind the one that takes TLS off, knows no other scheme. Where this
    configuration takes the client's own connection too, only the server it passes on to counts.
    """
    url = case.request.url
    if config.server != "nginx":
        return None
    front = nginx_blocks_for(config, url.host, _dialled(case), url.path)
    behind = _target(effective("proxy_pass", *front)) if front else None
    for port in _clear_ports(config):
        if front and port != behind:
            continue
        blocks = nginx_blocks_for(config, url.host, port, url.path)
        if effective("proxy_pass", *blocks) is None:
            continue
        fields = effective_all("proxy_set_header", *blocks)
        for each in fields:
            if len(each.args) > 1 and each.args[0].lower() in _SAYING and each.args[1] in _CLEAR:
                return each
    return None


def _dialled(case: Case) -> int:
    return case.exchange.connection.remote_port or case.request.url.port


def _clear_ports(config: ServerConfig) -> Iterator[int]:
    """Yield the ports on which servers of a configuration listen without TLS."""
    for server in config.find("server"):
        for each in server.block:
            if each.name == "listen" and each.args and not {"ssl", "quic"} & {*each.args}:
                match = _PORT.match(each.args[0])
                yield int(match[1]) if match else 80


def _target(passing: Directive | None) -> int | None:
    """Return the port of an address to which requests are passed on; None if it has a name only."""
    if passing is None or not passing.args or not passing.args[0].startswith("http://"):
        return None
    authority = passing.args[0].removeprefix("http://").partition("/")[0]
    match = _PORT.match(authority)
    return int(match[1]) if match and ":" in authority else None
