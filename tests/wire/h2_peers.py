"""Peers for the tests of HTTP/2: a server made of `h2`, hand-made frames, and canned bytes."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection as Engine
from h2.events import DataReceived, Event, RequestReceived, StreamEnded
from h2.settings import SettingCodes
from hpack import Encoder

from wwwhy.model import Failure, Fields, Request, Transport, Url
from wwwhy.wire.frames import END_HEADERS, END_STREAM, Kind
from wwwhy.wire.h2 import H2Connection, H2Outcome
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import READ_SIZE, StreamFailure, StreamReset

Pairs = Iterable[tuple[bytes, bytes]]
Handler = Callable[["Server"], Awaitable[None]]

LIMITS = Limits()
HEAD_END = END_HEADERS | END_STREAM
OK: Pairs = ((b":status", b"200"), (b"content-type", b"text/plain"))
SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def frame(kind: int, payload: bytes = b"", *, flags: int = 0, stream: int = 1) -> bytes:
    """Write a frame."""
    return (
        len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload
    )


def head(pairs: Pairs, *, flags: int = END_HEADERS, stream: int = 1) -> bytes:
    """Write a HEADERS frame whose block depends on nothing before it."""
    encoder = Encoder()
    encoder.header_table_size = 0
    return frame(
        Kind.HEADERS, encoder.encode(list(pairs), huffman=False), flags=flags, stream=stream
    )


def data(content: bytes = b"", *, end: bool = False, stream: int = 1) -> bytes:
    """Write a DATA frame."""
    return frame(Kind.DATA, content, flags=END_STREAM if end else 0, stream=stream)


def goaway(last: int, code: int, debug: bytes = b"") -> bytes:
    """Write a GOAWAY frame."""
    payload = last.to_bytes(4, "big") + code.to_bytes(4, "big") + debug
    return frame(Kind.GOAWAY, payload, stream=0)


def rst(code: int, stream: int = 1) -> bytes:
    """Write a RST_STREAM frame."""
    return frame(Kind.RST_STREAM, code.to_bytes(4, "big"), stream=stream)


class Server:
    """The server's side of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.engine = Engine(
            H2Configuration(
                client_side=False,
                header_encoding=None,
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
                validate_inbound_headers=False,
                normalize_inbound_headers=False,
            )
        )
        self.seen: list[Event] = []
        self.bodies: dict[int, bytes] = {}
        self._unread: list[Event] = []

    async def start(self, settings: dict[int, int] | None = None) -> None:
        """Say hello."""
        self.engine.initiate_connection()
        if settings:
            self.engine.update_settings(settings)
        await self.flush()

    async def flush(self) -> None:
        """Send what the engine has queued."""
        self.writer.write(self.engine.data_to_send())
        await self.writer.drain()

    async def raw(self, *octets: bytes) -> None:
        """Send these bytes, past the engine."""
        await self.flush()
        self.writer.write(b"".join(octets))
        await self.writer.drain()

    async def until(self, kind: type[Event], *, acknowledge: bool = True) -> Any:
        """Read until an event of this kind; content is collected in `bodies`."""
        while True:
            while self._unread:
                event = self._unread.pop(0)
                self.seen.append(event)
                if isinstance(event, DataReceived):
                    self.bodies[event.stream_id] = (
                        self.bodies.get(event.stream_id, b"") + event.data
                    )
                    if acknowledge:
                        self.engine.acknowledge_received_data(
                            event.flow_controlled_length, event.stream_id
                        )
                if isinstance(event, kind):
                    await self.flush()
                    return event
            await self.flush()
            octets = await self.reader.read(65536)
            if not octets:
                raise ConnectionError("the client is gone")
            self._unread += self.engine.receive_data(octets)
            await self.flush()

    async def request(self) -> RequestReceived:
        """Wait for a request head."""
        event: RequestReceived = await self.until(RequestReceived)
        return event

    async def whole_request(self) -> RequestReceived:
        """Wait for a request and its end."""
        event = await self.request()
        if event.stream_ended is None:
            await self.until(StreamEnded)
        return event

    async def answer(
        self, stream: int = 1, pairs: Pairs = OK, body: bytes = b"", *, end: bool = True
    ) -> None:
        """Send a response within the client's window."""
        self.engine.send_headers(stream, list(pairs), end_stream=end and not body)
        await self.flush()
        while body:
            size = min(
                self.engine.local_flow_control_window(stream), self.engine.max_outbound_frame_size
            )
            if size <= 0:
                octets = await self.reader.read(65536)
                if not octets:
                    return
                self._unread += self.engine.receive_data(octets)
                continue
            piece, body = body[:size], body[size:]
            self.engine.send_data(stream, piece, end_stream=end and not body)
            await self.flush()

    async def rest(self) -> None:
        """Wait until the client goes away."""
        with contextlib.suppress(Exception):
            while await asyncio.wait_for(self.reader.read(65536), 5):
                pass

    def reset_connection(self) -> None:
        """Tear the connection down with a TCP RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.writer.transport.abort()


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[int]:
    """Run a server on loopback and yield its port; a fault of the handler fails the test."""
    faults: list[Exception] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(Server(reader, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        except Exception as fault:  # noqa: BLE001 (raised again when the server has ended)
            faults.append(fault)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0)
    if faults:
        raise faults[0]


class Loopback:
    """A clear-text stream on a connected socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()

    async def read(self, limit: int = READ_SIZE) -> bytes:
        """Read what there is."""
        try:
            return await self._loop.sock_recv(self._sock, limit)
        except ConnectionResetError:
            raise StreamReset(Failure("tcp.reset")) from None
        except OSError:
            raise StreamFailure(Failure("tcp.closed")) from None

    async def write(self, data: bytes) -> None:
        """Write it all."""
        try:
            await self._loop.sock_sendall(self._sock, data)
        except ConnectionResetError:
            raise StreamReset(Failure("tcp.reset")) from None
        except OSError:
            raise StreamFailure(Failure("tcp.closed")) from None

    async def close(self) -> None:
        """Close it."""
        self._sock.close()


async def dial(port: int, limits: Limits = LIMITS) -> H2Connection:
    """Connect in clear text and say hello."""
    sock = socket.create_connection(("127.0.0.1", port), 5)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    connection = H2Connection(Loopback(sock), loop.time, limits)
    await connection.open()
    return connection


def make_request(
    url: str = "http://a.test/",
    *fields: tuple[str, str],
    transport: Transport = Transport(),
    **more: Any,
) -> Request:
    """Make a request with these field lines."""
    return Request(Url.parse(url), fields=Fields.of(fields), transport=transport, **more)


async def exchange(
    handler: Handler,
    *requests: Request,
    limits: Limits = LIMITS,
    seconds: float = 5.0,
) -> tuple[H2Outcome, ...]:
    """Send requests one after the other on one connection to a fresh server."""
    loop = asyncio.get_running_loop()
    async with serving(handler) as port:
        connection = await dial(port, limits)
        try:
            return tuple(
                [
                    await connection.exchange(request, loop.time() + seconds)
                    for request in requests or (make_request(),)
                ]
            )
        finally:
            await connection.close()


def run(handler: Handler, request: Request | None = None, **options: Any) -> H2Outcome:
    """Make one exchange with a fresh server."""
    outcomes = asyncio.run(exchange(handler, request or make_request(), **options))
    return outcomes[0]


def sending(*octets: bytes, settings: bool = True, then: str = "wait") -> Handler:
    """Return a handler that sends these bytes once the request is in; then waits, ends or resets."""

    async def handle(server: Server) -> None:
        await server.reader.readuntil(b"SM\r\n\r\n")
        await server.reader.read(65536)
        server.writer.write((SETTINGS if settings else b"") + b"".join(octets))
        await server.writer.drain()
        if then == "wait":
            await server.rest()
        elif then == "reset":
            await asyncio.sleep(0.05)
            server.reset_connection()

    return handle


class Canned:
    """A stream that hands out given pieces and swallows what is written."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = list(pieces)
        self.written = bytearray()
        self.closed = False

    async def read(self, limit: int = READ_SIZE) -> bytes:
        """Return the next piece; b'' after the last."""
        await asyncio.sleep(0)
        return self.pieces.pop(0) if self.pieces else b""

    async def write(self, data: bytes) -> None:
        """Keep it."""
        self.written += data

    async def close(self) -> None:
        """Note it."""
        self.closed = True


WINDOW = SettingCodes.INITIAL_WINDOW_SIZE


def failed(outcome: H2Outcome) -> str | None:
    """Name the failure; None if there is none."""
    return outcome.failure.type if outcome.failure else None


def status(outcome: H2Outcome) -> int | None:
    """Return the response's status code; None if no response came."""
    return outcome.response.status if outcome.response else None


async def canned(stream: Canned, *, request: Any = None, limits: Limits = LIMITS) -> H2Outcome:
    """Make one exchange on canned bytes and close the connection."""
    loop = asyncio.get_running_loop()
    connection = H2Connection(stream, loop.time, limits)
    await connection.open()
    outcome = await connection.exchange(request or make_request(), loop.time() + 5)
    await connection.close()
    assert stream.closed
    return outcome
