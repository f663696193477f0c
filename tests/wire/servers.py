"""Small servers on loopback that do exactly what a test says, also what no real one would."""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields, Request, Tls, Transport, Url
from wwwhy.wire import Limits, Wire

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LIMITS = Limits()
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextlib.asynccontextmanager
async def serving(
    talk: Talk, tls: ssl.SSLContext | None = None, *, path: str | None = None
) -> AsyncIterator[int]:
    """Serve on a port of the system's choice, or on a Unix domain socket."""
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        # A cancelled handler is how a test ends a server that waits.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()

    # asyncio 3.11 reports a handler that is cancelled before its first step as an error.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    if path is not None:
        server = await asyncio.start_unix_server(accept, path)
    else:
        server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield 0 if path else server.sockets[0].getsockname()[1]
    finally:
        server.close()
        # Whoever saw the client leave comes to an end by himself.
        if tasks:
            await asyncio.wait(tasks, timeout=0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def serving_blocking(context: ssl.SSLContext, answer: bytes = b"") -> Iterator[int]:
    """Serve with the standard library's blocking TLS, which sends its alerts as real servers do."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def run() -> None:
            for _ in range(20):
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    with context.wrap_socket(connection, server_side=True) as stream:
                        stream.recv(65536)
                        stream.sendall(answer or OK)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield listener.getsockname()[1]


def answering(*answers: bytes, then_wait: bool = False) -> Talk:
    """Answer one request after the other; then close, or wait."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await read_head(reader)
            writer.write(answer)
            await writer.drain()
        if then_wait:
            await reader.read(1)

    return talk


async def read_head(reader: asyncio.StreamReader) -> bytes:
    """Read a request up to its blank line."""
    return await reader.readuntil(b"\r\n\r\n")


def reset(writer: asyncio.StreamWriter) -> None:
    """Tear the connection down with a TCP RST."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def request_to(
    port: int,
    path: str = "/",
    *,
    scheme: str = "http",
    host: str = "127.0.0.1",
    fields: tuple[tuple[str, str], ...] = (),
    method: str = "GET",
    body: bytes | None = None,
    tls: Tls = Tls(),
    **transport: object,
) -> Request:
    """Make a request to a server on loopback, by whatever name."""
    pinned: dict[str, object] = {} if host == "127.0.0.1" else {"addresses": ("127.0.0.1",)}
    chosen = {"timeout": 5.0, "connect_timeout": 3.0, **pinned, **transport}
    return Request(
        Url.parse(f"{scheme}://{host}:{port}{path}"),
        method,
        Fields.of(fields),
        body,
        replace(Transport(tls=tls), **chosen),  # type: ignore[arg-type]
    )


async def send(request: Request, *, limits: Limits = LIMITS, **wire: object) -> Exchange:
    """Send one request on a wire of its own."""
    made = Wire(limits=limits, **wire)  # type: ignore[arg-type]
    (exchange,) = await made.send(Experiment((request,)))
    return exchange


def fetch(
    talk: Talk,
    tls: ssl.SSLContext | None = None,
    /,
    *,
    limits: Limits = LIMITS,
    **choices: object,
) -> Exchange:
    """Serve, send one request there, and return the exchange."""

    async def run() -> Exchange:
        async with serving(talk, tls) as port:
            scheme = "https" if tls else "http"
            return await send(request_to(port, scheme=scheme, **choices), limits=limits)  # type: ignore[arg-type]

    return asyncio.run(run())
