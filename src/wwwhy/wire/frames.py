"""The HTTP/2 frame tap: cuts the byte stream into frames, logs and bounds them (RFC 9113, 4).

It stands before the `h2` library for two reasons. h2 4.4.1 goes CLOSED on any GOAWAY, so the
answer to a stream that the server still serves would be lost (python-hyper/h2 issue 1181; nginx
`keepalive_requests` does it). And floods end here, before anything is decoded.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from struct import Struct
from typing import NamedTuple

from wwwhy.errors import Sentence
from wwwhy.model import Failure

MAX_FRAME = 16_384
"""Longest payload we accept: the default of SETTINGS_MAX_FRAME_SIZE, which we never raise."""
MAX_BLOCK_FRAMES = 64
"""Frames of one header block; 64 full ones carry a mebibyte."""
MAX_IDLE_FRAMES = 2_000
"""Frames that bring an exchange no further (SETTINGS, PING, empty DATA ...) before it ends."""
MAX_LOG = 256
FIRST_BYTES = 512
"""How much is kept of what a peer says that does not speak HTTP/2."""
HEADER_LENGTH = 9

_HEADER = Struct(">HBBBL")
_STREAM_ID = 0x7FFF_FFFF


class Kind(IntEnum):
    """Frame types of RFC 9113 section 6."""

    DATA = 0
    HEADERS = 1
    PRIORITY = 2
    RST_STREAM = 3
    SETTINGS = 4
    PUSH_PROMISE = 5
    PING = 6
    GOAWAY = 7
    WINDOW_UPDATE = 8
    CONTINUATION = 9


END_STREAM = 0x01
END_HEADERS = 0x04
PADDED = 0x08


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it arrived."""

    kind: int
    """A `Kind`, or the number of a type we do not know."""
    flags: int
    stream_id: int
    octets: bytes = field(repr=False)
    """The whole frame with its nine bytes of header."""

    @property
    def payload(self) -> bytes:
        """What follows the frame header."""
        return self.octets[HEADER_LENGTH:]

    @property
    def name(self) -> str:
        """Name of its type, as in RFC 9113 section 6."""
        return Kind(self.kind).name if self.kind in _KINDS else f"type 0x{self.kind:02x}"

    @property
    def is_progress(self) -> bool:
        """Whether it moves a message on: a header block, data, an end or a reset."""
        if self.kind == Kind.DATA:
            padded = bool(self.flags & PADDED)
            length = len(self.octets) - HEADER_LENGTH
            padding = 1 + self.octets[HEADER_LENGTH] if padded and length else 0
            return length > padding or bool(self.flags & END_STREAM)
        return self.kind in {Kind.HEADERS, Kind.CONTINUATION, Kind.RST_STREAM}


_KINDS = frozenset(Kind)


class Logged(NamedTuple):
    """What the log keeps of a frame: no payload, which may hold secrets."""

    name: str
    flags: int
    stream_id: int
    length: int


@dataclass(frozen=True, slots=True)
class Goaway:
    """A GOAWAY frame (RFC 9113 section 6.8)."""

    last_stream_id: int
    """Streams above this one were not and will not be processed."""
    code: int
    debug: bytes = b""
    """At most the first 256 bytes of its additional debug data."""

    @classmethod
    def of(cls, payload: bytes) -> "Goaway":
        """Read the payload of a GOAWAY frame.

        Raises:
            FrameFault: it is shorter than the two numbers it must hold.

        """
        if len(payload) < 8:  # noqa: PLR2004 (two 32-bit numbers)
            raise FrameFault(
                protocol_error(Sentence("The server sent a GOAWAY frame that is too short."))
            )
        last, code = int.from_bytes(payload[:4], "big"), int.from_bytes(payload[4:8], "big")
        return cls(last & _STREAM_ID, code, payload[8:264])


class FrameFault(Exception):  # noqa: N818 (a fault of the peer, turned into a Failure by `h2`)
    """The peer sent what cannot be a frame, or too much; `failure` says which."""

    def __init__(self, failure: Failure, first_bytes: bytes = b"") -> None:
        super().__init__(failure.detail)
        self.failure = failure
        self.first_bytes = first_bytes


class FrameTap:
    """Cuts what arrives into frames: `feed` it bytes, take complete frames from `frames`.

    Attributes:
        log: the newest frames, at most 256, in order.

    """

    def __init__(self, max_block: int) -> None:
        """Make a tap; `max_block` is the most bytes one compressed header block may take."""
        self.log: deque[Logged] = deque(maxlen=MAX_LOG)
        self._max_block = max_block
        self._max_idle = MAX_IDLE_FRAMES
        self._pending = bytearray()
        self._started = False
        self._stream_id = 0
        self._idle = 0
        self._block_frames = 0
        self._block_bytes = 0

    def restart(self, stream_id: int, max_idle: int = MAX_IDLE_FRAMES) -> None:
        """Begin counting idle frames anew: an exchange begins on this stream."""
        self._stream_id, self._idle, self._max_idle = stream_id, 0, max_idle

    @property
    def is_stranger(self) -> bool:
        """Whether the first bytes are no HTTP/2; then only the rest of its line is waited for."""
        return not self._started and len(self._pending) >= HEADER_LENGTH and not self._is_http2()

    def feed(self, data: bytes) -> None:
        """Take bytes as they came."""
        self._pending += data

    def frames(self) -> Iterator[Frame]:
        """Yield every frame that is complete, in order.

        Raises:
            FrameFault: the peer does not speak HTTP/2, or breaks a bound.

        """
        while len(self._pending) >= HEADER_LENGTH:
            if not self._started:
                if not self._is_http2():
                    self._await_line()
                    return
                self._started = True
            high, low, kind, flags, stream_id = _HEADER.unpack_from(self._pending)
            length = HEADER_LENGTH + (high << 8 | low)
            if length > HEADER_LENGTH + MAX_FRAME:
                name = Frame(kind, flags, stream_id, b"").name
                raise FrameFault(
                    protocol_error(
                        Sentence("The server sent a {name} frame over 16384 bytes.", name=name)
                    )
                )
            if len(self._pending) < length:
                return
            frame = Frame(kind, flags, stream_id & _STREAM_ID, bytes(self._pending[:length]))
            del self._pending[:length]
            self.log.append(Logged(frame.name, flags, frame.stream_id, length - HEADER_LENGTH))
            self._bound(frame)
            yield frame

    def finish(self) -> None:
        """Say that no more bytes come.

        Raises:
            FrameFault: what came, if anything, was not HTTP/2.

        """
        if not self._started and self._pending:
            raise _stranger(bytes(self._pending[:FIRST_BYTES]))

    def _is_http2(self) -> bool:
        """Judge the first nine bytes: RFC 9113 section 3.4 wants SETTINGS there.

        GOAWAY is let through, because a server that refuses the connection says so with it. Any
        text would be a frame of more than two million bytes.
        """
        high, low, kind, _, stream_id = _HEADER.unpack_from(self._pending)
        first = kind in {Kind.SETTINGS, Kind.GOAWAY} and not stream_id & _STREAM_ID
        return first and (high << 8 | low) <= MAX_FRAME

    def _await_line(self) -> None:
        head = bytes(self._pending[:FIRST_BYTES])
        line, newline, _ = head.partition(b"\n")
        if newline or len(head) == FIRST_BYTES:
            raise _stranger(line + newline)

    def _bound(self, frame: Frame) -> None:
        if not frame.is_progress or frame.stream_id != self._stream_id:
            self._idle += 1
        if self._idle > self._max_idle:
            detail = Sentence(
                "The server sent more than {limit} frames that brought nothing, the last of them"
                " {frame}.",
                limit=self._max_idle,
                frame=frame.name,
            )
            raise FrameFault(protocol_error(detail, flood=frame.name))
        if frame.kind == Kind.HEADERS:
            self._block_frames = self._block_bytes = 0
        if frame.kind in {Kind.HEADERS, Kind.CONTINUATION}:
            self._block_frames += 1
            self._block_bytes += len(frame.octets) - HEADER_LENGTH
        if self._block_frames > MAX_BLOCK_FRAMES or self._block_bytes > self._max_block:
            detail = Sentence(
                "The response head takes more than {limit} bytes or {frames} frames.",
                limit=self._max_block,
                frames=MAX_BLOCK_FRAMES,
            )
            raise FrameFault(Failure("http.response.head_too_large", detail, {"flood": frame.name}))


def protocol_error(detail: str, **native: str | int | bool | None) -> Failure:
    """Make the failure that says the peer broke the rules of HTTP/2 or HTTP/3."""
    return Failure("http.protocol.error", detail, native)


def _stranger(head: bytes) -> FrameFault:
    """Say what a peer speaks that does not speak HTTP/2, by its first bytes."""
    status = re.match(rb"(HTTP/\d(?:\.\d)?) (\d{3})", head)
    if status is not None:
        version = status[1].decode("ascii")
        return FrameFault(
            protocol_error(
                Sentence(
                    "The server answered HTTP/2 in {version}, with status {status}.",
                    version=version,
                    status=int(status[2]),
                ),
                peer=version,
                status=int(status[2]),
            ),
            head,
        )
    peer = "tls" if head[:2] in {b"\x15\x03", b"\x16\x03"} else "unknown"
    shown = ascii(head[:32].decode("latin-1"))
    return FrameFault(
        protocol_error(
            Sentence("The server does not speak HTTP/2; its first bytes are {shown}.", shown=shown),
            peer=peer,
        ),
        head,
    )
