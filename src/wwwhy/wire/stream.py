"""A duplex stream of bytes, and how it breaks."""

from typing import Protocol

from wwwhy.errors import Sentence
from wwwhy.model import Failure

READ_SIZE = 64 * 1024


class StreamFailure(Exception):  # noqa: N818 (it carries a Failure; it never leaves this room)
    """The stream cannot go on; `failure` says why in the words of the model."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.type)
        self.failure = failure


def broken_off(length: int, declared: int | None, *, reset: bool) -> Sentence:
    """Say that the server ended a response early; `length` bytes of its content had come."""
    got = length if declared is None else Sentence("{n} of {all}", n=length, all=declared)
    if reset:
        return Sentence("The server reset the connection after {got} bytes of content.", got=got)
    return Sentence("The server closed the connection after {got} bytes of content.", got=got)


class StreamReset(StreamFailure):
    """The peer tore the connection down (TCP RST) instead of ending it."""


class Stream(Protocol):
    """A stream that a request may be written to: TLS that was judged, or clear text.

    One reader and one writer may be at work at the same time. A cancelled `read` loses nothing;
    after a cancelled `write` the stream can only be read and closed.
    """

    async def read(self, limit: int = READ_SIZE) -> bytes:
        """Return what has arrived, at most `limit` bytes; b'' once the peer has ended.

        Raises:
            StreamReset: the peer reset the connection.
            StreamFailure: it broke in another way.

        """
        ...

    async def write(self, data: bytes) -> None:
        """Send all of `data`.

        Raises:
            StreamReset: the peer reset the connection.
            StreamFailure: it broke in another way.

        """
        ...

    async def close(self) -> None:
        """Close it; closing twice is harmless and closing never raises."""
        ...


class Channel(Protocol):
    """What a stream is made on: a socket, or TLS on another channel.

    Its methods are named apart from those of `Stream` on purpose: whoever may write a request
    needs a `Stream`, and only `wwwhy.wire.gate` makes one.
    """

    async def receive(self, limit: int = READ_SIZE) -> bytes:
        """Return what has arrived; b'' once the peer has ended. Raises as `Stream.read`."""
        ...

    async def transmit(self, data: bytes) -> None:
        """Send all of `data`. Raises as `Stream.write`."""
        ...

    def grab(self) -> bytes | None:
        """Take what has arrived without waiting: None if nothing, b'' if the peer has ended."""
        ...

    def unread(self, data: bytes) -> None:
        """Put bytes back, to be received next."""
        ...

    def post(self, data: bytes) -> None:
        """Send without waiting and without promise; for a farewell."""
        ...

    async def close(self) -> None:
        """Close it; closing twice is harmless and closing never raises."""
        ...
