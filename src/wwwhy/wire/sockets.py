"""A TCP or Unix domain socket as a channel."""

import asyncio
import contextlib
import socket

from wwwhy.errors import Sentence
from wwwhy.wire.stream import READ_SIZE, StreamFailure, StreamReset
from wwwhy.wire.taxonomy import errno_failure

TURNS = 16
"""Reads in a row before other tasks and timers get a turn: a socket that always has data never
makes asyncio wait, and then no deadline fires."""


class SocketChannel:
    """A connected, non-blocking socket."""

    __slots__ = ("_ended", "_lock", "_loop", "_socket", "_turns", "_unread")

    def __init__(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = sock
        self._lock = asyncio.Lock()
        self._turns = 0
        self._unread = b""
        self._ended = False

    async def receive(self, limit: int = READ_SIZE) -> bytes:
        """Return what has arrived, at most `limit` bytes; b'' once the peer has ended."""
        if self._unread:
            data, self._unread = self._unread[:limit], self._unread[limit:]
            return data
        if self._ended:
            return b""
        self._turns += 1
        if self._turns % TURNS == 0:
            await asyncio.sleep(0)
        try:
            data = await self._loop.sock_recv(self._socket, limit)
        except OSError as error:
            raise _failure(error, Sentence("Reading from the connection")) from None
        self._ended = not data
        return data

    async def transmit(self, data: bytes) -> None:
        """Send all of `data`."""
        async with self._lock:
            try:
                await self._loop.sock_sendall(self._socket, data)
            except OSError as error:
                raise _failure(error, Sentence("Writing to the connection")) from None

    async def close(self) -> None:
        """Close it at once; what was not sent is lost."""
        self._ended = True
        with contextlib.suppress(OSError):
            self._socket.close()

    def grab(self) -> bytes | None:
        """Take what has arrived without waiting: None if nothing, b'' if the peer has ended."""
        if self._unread:
            data, self._unread = self._unread, b""
            return data
        if self._ended:
            return b""
        try:
            data = self._socket.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            data = b""
        self._ended = not data
        return data

    def unread(self, data: bytes) -> None:
        """Put bytes back, to be received next."""
        self._unread = data + self._unread

    def post(self, data: bytes) -> None:
        """Send without waiting and without promise; for a farewell."""
        with contextlib.suppress(OSError):
            self._socket.send(data)

    @property
    def local_end(self) -> tuple[str, int] | None:
        """Our own address and port; None for a Unix domain socket."""
        try:
            name = self._socket.getsockname()
        except OSError:
            return None
        return (str(name[0]), int(name[1])) if isinstance(name, tuple) else None


def _failure(error: OSError, what: Sentence) -> StreamFailure:
    failure = errno_failure(error, what)
    return (StreamReset if failure.type == "tcp.reset" else StreamFailure)(failure)
