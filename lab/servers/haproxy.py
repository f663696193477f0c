"""HAProxy, measured with 2.6.12. Its log comes by datagram; the lab writes it as rsyslog would."""

import asyncio
import re
import socket
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from lab.bench import Bench, listening
from lab.server import Server, write_file
from lab.software import program, worker_group, worker_user
from lab.templates import fill, listened

_GLOBAL = """\
global
    log {folder}/log.sock local0
    maxconn 200
    {user}
"""
_DEFAULTS = """\
defaults
    mode http
    log global
    option httplog
    option dontlognull
    timeout connect 2s
    timeout client 10s
    timeout server 10s
    retries 0
"""


def start(bench: Bench, conf: str, *, values: Mapping[str, object]) -> Server:
    """Run HAProxy with these sections; without a `defaults` section it gets short timeouts."""
    binary = program("haproxy")
    defaults = "" if re.search(r"^\s*defaults\b", conf, re.MULTILINE) else _DEFAULTS
    text = _GLOBAL.replace("{user}", _user()) + defaults + conf + "\n"
    readers: list[asyncio.DatagramTransport] = []

    def prepare(server: Server) -> tuple[str, ...]:
        server.access_log = server.error_log = server.folder / "haproxy.log"
        receiver = _receiver(server.folder / "log.sock")
        readers.append(bench.loop.call(_read_log(receiver, server.error_log)))
        write_file(server.config, fill(text, {**values, **server.places}, server.port))
        return (binary, "-db", "-f", str(server.config))

    server = bench.launch("haproxy", prepare, ready=listening(*listened(conf)))
    server.on_stop = partial(_stop, bench, server.on_stop, readers)
    return server


class _LogFile(asyncio.DatagramProtocol):
    """Appends each message to a file, without the priority, with the name of a host."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Write `<134>Nov 20 23:50:00 haproxy[7]: x` as `Nov 20 23:50:00 lab haproxy[7]: x`."""
        del addr
        line = re.sub(rb"^<\d+>(\w{3} [ \d]\d [\d:]{8}) ", rb"\1 lab ", data.rstrip(b"\n"))
        with self._path.open("ab") as file:
            file.write(line + b"\n")


def _receiver(path: Path) -> socket.socket:
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.setblocking(False)
    receiver.bind(str(path))
    # HAProxy opens it after it has become somebody else.
    path.chmod(0o777)
    return receiver


async def _read_log(receiver: socket.socket, log: Path) -> asyncio.DatagramTransport:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _LogFile(log), sock=receiver)
    return transport


def _stop(bench: Bench, stop: Callable[[], None], readers: list[asyncio.DatagramTransport]) -> None:
    stop()
    bench.loop.call(_close(readers))


async def _close(readers: list[asyncio.DatagramTransport]) -> None:
    for reader in readers:
        reader.close()


def _user() -> str:
    user = worker_user()
    return "" if user is None else f"user {user}\n    group {worker_group()}"
