"""Which server and location of an nginx configuration take a request.

The rules are those of ngx_http_core_module: https://nginx.org/en/docs/http/request_processing.html
and https://nginx.org/en/docs/http/ngx_http_core_module.html#location; checked against 1.22.1.
"""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import unquote

from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config.pattern import matches

_MAX_SEGMENTS = 4096


class _Listen(NamedTuple):
    """Where a server listens, and whether it is the one for requests that no name fits."""

    address: str
    """Lower case; `*` for every address."""
    ports: range
    default: bool


def nginx_server_for(
    config: ServerConfig, host: str, port: int, *, address: str | None = None
) -> Directive | None:
    """Return the `server` block that takes requests for `host` at `port`; None if none listens.

    With the address the client connected to, servers that listen on just this one come first, as
    in nginx. None also if only a regular expression that cannot be tried here could decide.
    """
    candidates = _listening(config, port, address)
    name = host.lower().rstrip(".")
    servers = [server for server, _ in candidates]
    for pick in (_exactly_named, _longest_leading_wildcard, _longest_trailing_wildcard):
        server = pick(servers, name)
        if server is not None:
            return server
    for server in servers:
        for each in _names(server):
            if each.startswith("~"):
                found = matches(each[1:], name, ignore_case=True)
                if found or found is None:
                    return server if found else None
    defaults = (server for server, listen in candidates if listen.default)
    return next(defaults, servers[0] if servers else None)


def nginx_servers_behind(
    config: ServerConfig, host: str, port: int, *, address: str | None = None
) -> tuple[Directive, ...]:
    """Return the `server` blocks that can be meant where none of them listens on `port`.

    Whoever stands in front passes requests on to a port of its choice, so of all the servers whose
    names fit best the one is meant; or the only one there is. Several are returned where that does
    not tell, none where one listens, or where a pattern that cannot be tried here could decide.
    """
    if _listening(config, port, address):
        return ()
    servers = tuple(_servers(config))
    name = host.lower().rstrip(".")
    fits = [(_fit(server, name), server) for server in servers]
    best = max((fit for fit, _ in fits if fit), default=_NO_FIT)
    if best <= _BY_PATTERN and None in (fit for fit, _ in fits):
        return ()
    named = tuple(server for fit, server in fits if fit == best) if best > _NO_FIT else servers
    passing = tuple(server for server in named if not _answers_itself(server))
    return named if len(named) == 1 else passing


_NO_FIT, _BY_PATTERN, _BY_START, _BY_END, _EXACTLY = (0, 0), (1, 0), 2, 3, (4, 0)


def _fit(server: Directive, name: str) -> tuple[int, int] | None:
    """Say how well a server's names fit, best last; (0, 0) if none does, None if untried."""
    found = [_NO_FIT]
    untried = False
    for each in _names(server):
        if each.startswith("~"):
            matched = matches(each[1:], name, ignore_case=True)
            untried |= matched is None
            found.append(_BY_PATTERN if matched else _NO_FIT)
        elif name in {each, each.removeprefix(".")}:
            found.append(_EXACTLY)
        elif each.startswith(("*.", ".")) and name.endswith(each.lstrip("*")):
            found.append((_BY_END, len(each.lstrip("*"))))
        elif each.endswith(".*") and name.startswith(each[:-1]):
            found.append((_BY_START, len(each)))
    return None if untried and max(found) == _NO_FIT else max(found)


def _answers_itself(server: Directive) -> bool:
    """Whether a server passes nothing on, as the one for clear text that sends all to https."""
    return any(each.name == "return" for each in server.block)


def nginx_location_for(server: Directive, path: str) -> Directive | None:
    """Return the innermost `location` of `server` that takes a request for `path`.

    None if there is none, or if a regular expression that cannot be tried here could decide.
    """
    chain = _locations(server, normalized_path(path))
    return chain[-1] if chain else None


def nginx_blocks_for(
    config: ServerConfig, host: str, port: int, path: str, *, address: str | None = None
) -> tuple[Directive, ...]:
    """Return the blocks around a request, outermost first: main, http, server, locations.

    This is what `effective` takes. `main` stands for the whole file and is named so. Empty if no
    server listens there, or if it cannot be told which server or location takes the request.
    """
    server = nginx_server_for(config, host, port, address=address)
    return () if server is None else nginx_blocks_of(config, server, path)


def nginx_blocks_of(config: ServerConfig, server: Directive, path: str) -> tuple[Directive, ...]:
    """Return the blocks around a request that this `server` takes, as `nginx_blocks_for` does."""
    main = Directive("main", (), "", 0, config.directives)
    chain = _locations(server, normalized_path(path))
    if chain is None:
        return ()
    http = (each for each in config.directives if any(inner is server for inner in each.block))
    return (main, *http, server, *chain)


def normalized_path(path: str) -> str:
    """Return a path as nginx matches it: decoded, dot segments resolved, slashes merged."""
    decoded = unquote(path.partition("?")[0].partition("#")[0], errors="replace")
    kept: list[str] = []
    segments = re.split(r"/+", decoded)[:_MAX_SEGMENTS]
    for segment in segments:
        if segment == ".." and kept:
            kept.pop()
        elif segment not in {"", ".", ".."}:
            kept.append(segment)
    slash = "/" if kept and segments[-1] in {"", ".", ".."} else ""
    return "/" + "/".join(kept) + slash


def _listening(
    config: ServerConfig, port: int, address: str | None
) -> list[tuple[Directive, _Listen]]:
    """Return the servers that listen there; those on the very address shut out the others."""
    found = [
        (server, listen)
        for server in _servers(config)
        for listen in _listens(server)
        if port in listen.ports
    ]
    if address is None:
        return found
    wanted = plain_address(address)
    wildcard = "[::]" if ":" in wanted else "*"
    by_address = (
        [pair for pair in found if pair[1].address == each] for each in (wanted, wildcard)
    )
    # Other addresses may be translated on the way; nothing from outside comes to loopback so.
    outside = (
        found if _is_loopback(wanted) else [p for p in found if not _is_loopback(p[1].address)]
    )
    return next(filter(None, by_address), outside)


def _is_loopback(address: str) -> bool:
    return address.startswith("127.") or address in {"[::1]", "localhost"}


def _servers(config: ServerConfig) -> Iterator[Directive]:
    """Yield the HTTP servers: those in `http`, or bare ones of a file that `http` includes."""
    for directive in config.directives:
        if directive.name == "http":
            yield from (each for each in directive.block if each.name == "server")
        elif directive.name == "server" and directive.block:
            yield directive


def _listens(server: Directive) -> list[_Listen]:
    listens = [_listen(each.args) for each in server.block if each.name == "listen" and each.args]
    # Without a listen directive nginx takes port 80, or 8000 when it runs without privileges.
    return [each for each in listens if each] or ([] if listens else [_ANY_80])


_ANY_80 = _Listen("*", range(80, 81), default=False)


def _listen(args: Sequence[str]) -> _Listen | None:
    match = re.fullmatch(
        r"(?P<only>\d{1,5})(?:-(?P<end>\d{1,5}))?"
        r"|(?P<address>\[[^\]]*\]|[^:\[\]]+)(?::(?P<port>\d{1,5})(?:-(?P<last>\d{1,5}))?)?",
        args[0],
    )
    if match is None or args[0].startswith("unix:"):
        return None
    first = int(match["port"] or match["only"] or 80)
    last = int(match["last"] or match["end"] or first)
    default = bool({"default_server", "default"} & {*args[1:]})
    return _Listen(plain_address(match["address"] or "*"), range(first, last + 1), default)


def plain_address(address: str) -> str:
    """Write an address in one form: `*` for any IPv4 address, IPv6 in brackets, lower case."""
    bare = address.lower().strip("[]")
    if bare in {"*", "0.0.0.0"}:  # noqa: S104 (compared, not bound)
        return "*"
    with suppress(ValueError):
        bare = ipaddress.ip_address(bare.partition("%")[0]).compressed
    return f"[{bare}]" if ":" in bare else bare


def _names(server: Directive) -> Iterator[str]:
    for directive in server.block:
        if directive.name == "server_name":
            yield from (arg if arg.startswith("~") else arg.lower() for arg in directive.args)


def _exactly_named(servers: Sequence[Directive], name: str) -> Directive | None:
    return next((s for s in servers if {name, f".{name}"} & {*_names(s)}), None)


def _longest_leading_wildcard(servers: Sequence[Directive], name: str) -> Directive | None:
    """Find `*.example.org` (or `.example.org`, which is that and the bare name)."""
    ends = [
        (len(each.lstrip("*")), -at)
        for at, server in enumerate(servers)
        for each in _names(server)
        if each.startswith(("*.", ".")) and name.endswith(each.lstrip("*"))
    ]
    return servers[-max(ends)[1]] if ends else None


def _longest_trailing_wildcard(servers: Sequence[Directive], name: str) -> Directive | None:
    starts = [
        (len(each), -at)
        for at, server in enumerate(servers)
        for each in _names(server)
        if each.endswith(".*") and name.startswith(each[:-1])
    ]
    return servers[-max(starts)[1]] if starts else None


def _locations(block: Directive, path: str) -> tuple[Directive, ...] | None:
    """Return the chosen location and those nested in it that are chosen in turn.

    Order as in ngx_http_core_find_location: exact; else the longest prefix and what is nested in
    it; a regular expression inside it wins over those outside, which win over a plain prefix.
    None where an untried regular expression could decide.
    """
    locations = [(_modifier(each), each) for each in block.block if each.name == "location"]
    prefix = _longest_prefix([pair for pair in locations if pair[0][0] in {"", "^~", "="}], path)
    if prefix is not None and (prefix[0][0] == "=" or _redirects_to_slash(prefix, path)):
        return (prefix[1],)
    inner = _locations(prefix[1], path) if prefix else ()
    if inner is None:
        return None
    if prefix and (prefix[0][0] == "^~" or any(_is_final(each) for each in inner)):
        return (prefix[1], *inner)
    for (modifier, pattern), each in locations:
        if modifier in {"~", "~*"}:
            found = matches(pattern, path, ignore_case=modifier == "~*")
            if found is None:
                return None
            if found:
                nested = _locations(each, path)
                return None if nested is None else (each, *nested)
    return (prefix[1], *inner) if prefix else ()


def _longest_prefix(
    locations: Sequence[tuple[tuple[str, str], Directive]], path: str
) -> tuple[tuple[str, str], Directive] | None:
    exact = (pair for pair in locations if pair[0] == ("=", path))
    fitting = [
        pair
        for pair in locations
        if pair[0][0] != "=" and (path.startswith(pair[0][1]) or _redirects_to_slash(pair, path))
    ]
    longest = max(fitting, key=lambda pair: len(pair[0][1]), default=None)
    return next(exact, longest)


def _redirects_to_slash(pair: tuple[tuple[str, str], Directive], path: str) -> bool:
    """Whether nginx answers `/x` with 301 because `location /x/` passes requests on."""
    (modifier, prefix), location = pair
    passes = any(each.name.endswith("_pass") for each in location.block)
    return modifier in {"", "^~"} and passes and prefix == f"{path}/"


def _is_final(location: Directive) -> bool:
    return _modifier(location)[0] in {"=", "~", "~*"}


def _modifier(location: Directive) -> tuple[str, str]:
    """Split a location's arguments into modifier and pattern; named ones take no request."""
    if len(location.args) > 1:
        return location.args[0], location.args[1]
    word = location.args[0] if location.args else ""
    match = re.fullmatch(r"(=|\^~|~\*|~|@)?(.*)", word, re.DOTALL)
    return (match[1] or "", match[2]) if match else ("", word)
