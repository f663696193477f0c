"""Peers for the tests of HTTP/3: aioquic servers with scripts, on loopback."""

import asyncio
import atexit
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import trustme
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import serve
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import QuicEvent, StreamDataReceived
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pylsqpack import Encoder

from tests.wire.h2_peers import LIMITS, make_request
from wwwhy.model import Request, Tls, Transport
from wwwhy.wire import trust
from wwwhy.wire.h3 import connect_h3
from wwwhy.wire.h3_machine import Kind, framed
from wwwhy.wire.h3_outcome import H3Outcome, Judge
from wwwhy.wire.limits import Limits

Script = Callable[["Server", int, bytes, bool], None]
OK = ((b":status", b"200"), (b"content-type", b"text/plain"))


@cache
def authority() -> trustme.CA:
    """Return a certification authority of the tests."""
    return trustme.CA()


@cache
def intermediate() -> trustme.CA:
    """Return an authority below that one."""
    return authority().create_child_ca()


@cache
def certificate(*names: str) -> trustme.LeafCert:
    """Return a certificate for some names; a name in brackets is signed by the intermediate."""
    if names[0].startswith("["):
        return intermediate().issue_cert(names[0].strip("[]"))
    return authority().issue_cert(*names)


@cache
def ca_file() -> str:
    """Return the path of the authority's certificate."""
    with tempfile.NamedTemporaryFile(suffix=".pem", delete=False) as file:
        file.write(authority().cert_pem.bytes())
    atexit.register(Path(file.name).unlink, missing_ok=True)
    return file.name


def head(pairs: Any, stream: int = 0) -> bytes:
    """Write a HEADERS frame."""
    return framed(Kind.HEADERS, Encoder().encode(stream, list(pairs))[1])


def data(content: bytes) -> bytes:
    """Write a DATA frame."""
    return framed(Kind.DATA, content)


class Server(QuicConnectionProtocol):
    """A server that runs a script for every piece of a request stream."""

    script: Script
    on_event: Callable[["Server", QuicEvent], None] = staticmethod(lambda _server, _event: None)
    bodies: dict[int, bytes]

    def quic_event_received(self, event: QuicEvent) -> None:
        """Run the script."""
        type(self).on_event(self, event)
        if isinstance(event, StreamDataReceived) and event.stream_id % 4 == 0:
            type(self).script(self, event.stream_id, event.data, event.end_stream)

    def say(self, stream: int, *octets: bytes, end: bool = False) -> None:
        """Send bytes on a stream."""
        self._quic.send_stream_data(stream, b"".join(octets), end)
        self.transmit()

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Do something later."""
        asyncio.get_running_loop().call_later(seconds, act)

    @property
    def quic(self) -> Any:
        """The connection."""
        return self._quic


def answering(*octets: bytes, end: bool = True) -> Script:
    """Return a script that answers a whole request with these bytes."""

    def script(server: Server, stream: int, _data: bytes, ended: bool) -> None:
        if ended:
            server.say(stream, *octets, end=end)

    return script


@asynccontextmanager
async def serving(
    script: Script,
    *,
    name: str = "a.test",
    alpn: tuple[str, ...] = ("h3",),
    on_event: Callable[[Server, QuicEvent], None] | None = None,
    **settings: Any,
) -> AsyncIterator[int]:
    """Run a server and yield its port."""
    made = QuicConfiguration(is_client=False, alpn_protocols=list(alpn), **settings)
    leaf = certificate(*name.split())
    made.certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    made.private_key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
    members: dict[str, Any] = {"script": staticmethod(script)}
    if on_event is not None:
        members["on_event"] = staticmethod(on_event)
    protocol = type("Scripted", (Server,), members)
    server = await serve("127.0.0.1", 0, configuration=made, create_protocol=protocol)
    try:
        assert server._transport is not None
        yield server._transport.get_extra_info("sockname")[1]
    finally:
        server.close()
        with contextlib.suppress(Exception):
            await asyncio.sleep(0)


def ask(
    url: str = "https://a.test/", *fields: tuple[str, str], tls: Tls | None = None, **more: Any
) -> Request:
    """Make a request that trusts the tests' authority."""
    transport = more.pop("transport", Transport())
    made = make_request(url, *fields, transport=transport, **more)
    return made.with_transport(tls=tls or Tls(ca_file=ca_file()))


def judging(request: Request, host: str | None = None) -> Judge:
    """Return the judge for a request's host."""
    tls = request.transport.tls
    now = datetime.now(UTC).timestamp()
    return lambda chain: trust.judge(chain, host or request.url.host, now, tls=tls)


async def talk(
    port: int,
    *requests: Request,
    address: str = "127.0.0.1",
    server_name: str | None = "a.test",
    seconds: float = 5,
    limits: Limits = LIMITS,
    judge: Judge | None = None,
) -> list[H3Outcome]:
    """Make exchanges on one connection."""
    loop = asyncio.get_running_loop()
    asked = requests or (ask(),)
    connection = await connect_h3(
        asked[0],
        address,
        port,
        server_name=server_name,
        deadline=loop.time() + seconds,
        clock=loop.time,
        limits=limits,
        judge=judge or judging(asked[0]),
    )
    try:
        return [await connection.exchange(each, loop.time() + seconds) for each in asked]
    finally:
        await connection.close()


def run(
    script: Script, *requests: Request, options: dict[str, Any] | None = None, **settings: Any
) -> list[H3Outcome]:
    """Make exchanges with a fresh server."""

    async def both() -> list[H3Outcome]:
        async with serving(script, **settings) as port:
            return await talk(port, *requests, **(options or {}))

    return asyncio.run(both())


def failed(outcome: H3Outcome) -> str | None:
    return outcome.failure.type if outcome.failure else None


def native(outcome: H3Outcome, name: str) -> object:
    return outcome.failure.native.get(name) if outcome.failure else None


def status(outcome: H3Outcome) -> int | None:
    return outcome.response.status if outcome.response else None


def silent(_server: Server, _stream: int, _data: bytes, _ended: bool) -> None:
    """Never answer."""
