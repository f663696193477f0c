"""A TCP proxy that makes the way longer, so that round trips can be counted by time."""

import asyncio
import contextlib
import socket
import struct
import time

from lab.bench import Bench
from lab.ports import LOOPBACK
from lab.server import Server

_CHUNK = 65_536


def start(bench: Bench, target: int, seconds: float, *, handshake: bool = True) -> Server:
    """Run a proxy to a port of loopback that holds everything for `seconds` each way.

    The kernel accepts a connection at once, so a client's connect() takes no time here. On a real
    way it takes one round trip; with `handshake` the client's first bytes wait those two legs
    more, so that a whole exchange takes as long as it would there. The connection to the target
    is opened when the client's arrives; a target that refuses shows as a reset. Bandwidth is not
    limited, and each direction is closed as late as its bytes.
    """
    server = bench.server("delay")
    service = _Service(target, seconds, handshake=handshake)
    bench.loop.call(service.open(server.port()))
    server.on_stop = lambda: bench.loop.call(service.close())
    return server


class _Service:
    def __init__(self, target: int, seconds: float, *, handshake: bool) -> None:
        self._target = target
        self._seconds = seconds
        self._handshake = 2 * seconds if handshake else 0.0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, port: int) -> None:
        self._server = await asyncio.start_server(
            self._accept, LOOPBACK, port, reuse_address=True, backlog=256
        )

    async def close(self) -> None:
        assert self._server
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await self._join(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            _end(writer, broken=True)
            return
        try:
            await asyncio.gather(
                self._carry(reader, far_writer, self._handshake),
                self._carry(far_reader, writer, 0.0),
            )
        finally:
            far_writer.transport.abort()

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, extra: float
    ) -> None:
        """Take bytes as they come and give each piece `seconds` after it came."""
        pieces: asyncio.Queue[tuple[float, bytes | None]] = asyncio.Queue()
        taking = asyncio.create_task(self._take(source, pieces, time.monotonic() + extra))
        try:
            while True:
                due, data = await pieces.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    _end(sink, broken=data is None)
                    return
                sink.write(data)
                await sink.drain()
        finally:
            taking.cancel()

    async def _take(
        self,
        source: asyncio.StreamReader,
        pieces: "asyncio.Queue[tuple[float, bytes | None]]",
        not_before: float,
    ) -> None:
        data: bytes | None = b"?"
        while data:
            try:
                data = await source.read(_CHUNK)
            except OSError:
                data = None
            pieces.put_nowait((max(time.monotonic(), not_before) + self._seconds, data))


def _end(sink: asyncio.StreamWriter, *, broken: bool) -> None:
    """Pass on how the other side ended: in good order (FIN) or broken off (RST)."""
    if broken:
        raw = sink.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sink.transport.abort()
        return
    with contextlib.suppress(OSError):
        sink.write_eof()
