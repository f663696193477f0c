"""--resolve and --connect-to: which address or host is dialled instead of the URL's."""

import ipaddress
import re

from wwwhy.errors import UsageError

Resolve = tuple[tuple[str, int, tuple[str, ...]], ...]
ConnectTo = tuple[tuple[str, int | None, str, int | None], ...]

_HOST = r"(\[[^\]]*\]|[^:\[\]]*)"
_PIN = re.compile(rf"(?P<sign>[+-]?){_HOST}:(?P<port>[0-9]{{1,6}})(?::(?P<addresses>.+))?")
_DETOUR = re.compile(rf"{_HOST}:([0-9]{{0,6}}):{_HOST}:([0-9]{{0,6}})")


def resolve(arguments: list[str]) -> Resolve:
    """Read all --resolve arguments: `[+]host:port:address[,address]...`, `-host:port`.

    A later one for the same host and port replaces an earlier; `*` counts last.

    Raises:
        UsageError: one of them cannot be read.

    """
    pins: dict[tuple[str, int], tuple[str, ...]] = {}
    for argument in arguments:
        match = _PIN.fullmatch(argument)
        if match is None:
            raise UsageError("--resolve: write it as host:port:address.")
        key = (match[2].strip("[]").lower(), _port(match["port"], "--resolve"))
        pins.pop(key, None)
        if match["sign"] != "-":
            pins[key] = _addresses(match["addresses"] or "")
    exact = [(host, port, found) for (host, port), found in pins.items() if host != "*"]
    rest = [(host, port, found) for (host, port), found in pins.items() if host == "*"]
    return (*exact, *rest)


def connect_to(arguments: list[str]) -> ConnectTo:
    """Read all --connect-to arguments: `host1:port1:host2:port2`, each part may be missing.

    Raises:
        UsageError: one of them cannot be read.

    """
    rules = []
    for argument in arguments:
        match = _DETOUR.fullmatch(argument)
        if match is None:
            raise UsageError("--connect-to: write it as host1:port1:host2:port2.")
        here, port, there, to_port = match.groups()
        rules.append(
            (
                here.strip("[]").lower(),
                _port(port, "--connect-to") if port else None,
                there.strip("[]").lower(),
                _port(to_port, "--connect-to") if to_port else None,
            )
        )
    return tuple(rules)


def _addresses(text: str) -> tuple[str, ...]:
    found = []
    for each in text.split(","):
        address = each.strip().removeprefix("[").removesuffix("]")
        try:
            ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            raise UsageError("--resolve: behind host:port stands no IP address.") from None
        found.append(address)
    return tuple(found)


def _port(text: str, option: str) -> int:
    port = int(text)
    if not 0 < port < 65536:  # noqa: PLR2004 (the range of TCP ports)
        raise UsageError("{option}: port {port} does not exist.", option=option, port=port)
    return port
