"""The lab's own origin: reads requests well and leaves the answering to a behaviour."""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus

MAX_HEAD = 1024 * 1024
MAX_BODY = 64 * 1024 * 1024
_FAREWELL = 5.0
PairList = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived."""

    method: str
    target: str
    version: str
    """Such as `HTTP/1.1`."""
    fields: tuple[tuple[str, str], ...]
    body: bytes = b""
    connection: int = 0
    """Equal for requests that came on one connection."""
    number: int = 1
    """Its place on that connection, from 1."""
    raw_head: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the question mark."""
        return self.target.partition("?")[2]

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), default)

    def has(self, name: str) -> bool:
        """Whether a field of this name came."""
        return any(key.lower() == name.lower() for key, _ in self.fields)

    def as_json(self) -> bytes:
        """Write it down for a client that wants to see what arrived."""
        facts = {
            "method": self.method,
            "target": self.target,
            "version": self.version,
            "fields": [list(pair) for pair in self.fields],
            "body": self.body.decode("latin-1"),
            "connection": self.connection,
            "number": self.number,
        }
        return json.dumps(facts).encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """A sound response, for handlers in Python."""

    status: int = 200
    fields: Mapping[str, str] | PairList = ()
    """Field lines besides Date, Content-Length and, where there is a body, Content-Type."""
    body: str | bytes = b""
    reason: str | None = None
    after: float = 0.0
    """Seconds to wait first."""


class Visit:
    """One request on one connection, with everything a behaviour can do to it."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Received
    ) -> None:
        self.reader = reader
        self.request = request
        self._writer = writer
        self.closed = False

    async def send(self, data: bytes | str) -> None:
        """Send raw bytes (text as latin-1)."""
        self._writer.write(data.encode("latin-1") if isinstance(data, str) else data)
        await self._writer.drain()

    async def respond(
        self,
        body: bytes | str = b"",
        *,
        status: int = 200,
        fields: Mapping[str, str] | PairList = (),
        reason: str | None = None,
    ) -> None:
        """Send a sound response with Date and the right Content-Length."""
        content = body.encode() if isinstance(body, str) else body
        lines = [*(fields.items() if isinstance(fields, Mapping) else fields)]
        names = {name.lower() for name, _ in lines}
        if content and "content-type" not in names:
            lines.append(("Content-Type", "text/plain; charset=utf-8"))
        if status not in {204, 304} and not names & {"content-length", "transfer-encoding"}:
            lines.append(("Content-Length", str(len(content))))
        bare = self.request.method == "HEAD" or status in {204, 304}
        await self.send(head(lines, status=status, reason=reason) + (b"" if bare else content))

    async def pause(self, seconds: float) -> None:
        """Wait, or less if the client goes away meanwhile."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._until_client_leaves(), seconds)

    async def hang(self) -> None:
        """Keep the connection open and silent until the client goes away or the lab closes."""
        await self._until_client_leaves()

    def close(self) -> None:
        """Close in good order (FIN)."""
        self.closed = True
        self._writer.close()

    async def finish(self) -> None:
        """Send FIN and read on until the client leaves, so that what it still sends is no fault.

        A close() with unread data, or before data that is on its way, would become a reset.
        """
        self._writer.write_eof()
        with contextlib.suppress(TimeoutError, OSError):
            await asyncio.wait_for(self._drained(), _FAREWELL)
        self.close()

    def reset(self) -> None:
        """Break the connection off (RST)."""
        self.closed = True
        raw = self._writer.get_extra_info("socket")
        # Lingering for zero seconds makes close() send RST.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def _drained(self) -> None:
        while await self.reader.read(65_536):
            pass

    async def _until_client_leaves(self) -> None:
        while not self._writer.transport.is_closing():
            # Looking at the buffer, not taking from it: a later request must stay readable.
            if self.reader.at_eof() or self.reader.exception():
                return
            await asyncio.sleep(0.02)


def head(
    lines: PairList,
    *,
    status: int = 200,
    reason: str | None = None,
    version: str = "HTTP/1.1",
    date: bool = True,
) -> bytes:
    """Return a response head; Date comes first unless it is unwanted."""
    if reason is None:
        reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    dated = [("Date", formatdate(usegmt=True))] if date else []
    text = [
        f"{version} {status} {reason}",
        *(f"{name}: {value}" for name, value in [*dated, *lines]),
    ]
    return ("\r\n".join(text) + "\r\n\r\n").encode("latin-1")


async def read_head(reader: asyncio.StreamReader) -> Received | None:
    """Read one request head; None when the client is through or speaks something else."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        return None
    start, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    parts = start.split(" ")
    if len(parts) != 3:
        return None
    pairs = (line.partition(":") for line in lines)
    fields = tuple((name, value.strip()) for name, _, value in pairs)
    return Received(parts[0], parts[1], parts[2], fields, raw_head=raw)


async def read_body(visit: Visit) -> bytes:
    """Read the request's body; agrees first where the client asked by Expect: 100-continue."""
    request = visit.request
    chunked = "chunked" in request.get("transfer-encoding").lower()
    length = request.get("content-length")
    if request.get("expect").lower() == "100-continue" and (chunked or length):
        await visit.send("HTTP/1.1 100 Continue\r\n\r\n")
    if chunked:
        return await _read_chunks(visit.reader)
    return await visit.reader.readexactly(min(int(length), MAX_BODY)) if length.isdigit() else b""


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(min(size, MAX_BODY))
        await reader.readexactly(2)
        if len(body) > MAX_BODY:
            break
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return body
