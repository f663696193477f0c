"""Which name servers to ask: those of the system's configuration, or given ones."""

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

from wwwhy.errors import Sentence
from wwwhy.model import Failure

RESOLV_CONF = Path("/etc/resolv.conf")
_PORT = 53
_MAX_SERVERS = 3
"""As many as the system's own resolver uses (MAXNS of glibc)."""
_MAX_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Nameserver:
    """An address to send questions to."""

    address: str
    port: int = _PORT

    @property
    def family(self) -> socket.AddressFamily:
        """AF_INET or AF_INET6."""
        return socket.AF_INET6 if ":" in self.address else socket.AF_INET

    @property
    def target(self) -> tuple[str, int]:
        """What a socket connects to."""
        return self.address, self.port

    def __str__(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}"


def chosen(resolver: str) -> tuple[Nameserver, ...] | Failure:
    """Read `dns` (the system's servers) or a list of ADDRESS and ADDRESS:PORT."""
    if resolver == "dns":
        return configured(_file(RESOLV_CONF))
    servers = tuple(_server(part.strip()) for part in resolver.split(","))
    found = tuple(server for server in servers if server is not None)
    if len(found) < len(servers):
        detail = Sentence(
            "{resolver!r} is not the address of a name server; write ADDRESS or ADDRESS:PORT.",
            resolver=resolver,
        )
        return Failure("dns.failed", detail, {"local": "resolver"})
    return found


def configured(text: str) -> tuple[Nameserver, ...]:
    """Read the name servers of a resolv.conf; none means this host, as in glibc."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            server = _server(words[1])
            if server is not None:
                found.append(server)
    return tuple(found[:_MAX_SERVERS]) or (Nameserver("127.0.0.1"),)


def _file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MAX_FILE)
    except OSError:
        return ""


def _server(text: str) -> Nameserver | None:
    address, port = text, str(_PORT)
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    try:
        ipaddress.ip_address(address.partition("%")[0])
        number = int(port)
    except ValueError:
        return None
    return Nameserver(address, number) if 0 < number < 65536 else None  # noqa: PLR2004 (ports)
