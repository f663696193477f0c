"""HTTP/3 of a client without I/O: stream bytes in, stream bytes out (RFC 9114).

Own framing instead of aioquic's `H3Connection`, which closes the connection for one illegal field
and keeps neither the head nor a GOAWAY (1.7.2). Of QPACK we use no dynamic table (RFC 9204 section
3.2.3), so that a head depends on nothing but its own bytes; responses are decoded by pylsqpack.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from types import MappingProxyType

from pylsqpack import Decoder, DecompressionFailed, StreamBlocked

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Request
from wwwhy.wire.assembly import Assembly, head_too_large
from wwwhy.wire.frames import MAX_IDLE_FRAMES, protocol_error
from wwwhy.wire.limits import Limits
from wwwhy.wire.sections import Pairs, is_secret, request_section

MAX_CONTROL = 4096
"""Longest frame of the control stream that is read; longer ones are skipped."""
MAX_STREAMS = 16
"""Streams the server opens whose kind we keep; what comes on others is dropped."""

LONGEST_VALUE = 0xFFFF
"""Bytes of the longest value that pylsqpack 1.0 reads; a longer one is no fault of the server."""

_CONTINUE = 100
_REDIRECTION = 300
_CONTROL_STREAM = 0x00


class Kind(IntEnum):
    """Frame types of RFC 9114 section 7.2."""

    DATA = 0x00
    HEADERS = 0x01
    CANCEL_PUSH = 0x03
    SETTINGS = 0x04
    PUSH_PROMISE = 0x05
    GOAWAY = 0x07
    MAX_PUSH_ID = 0x0D


_MISPLACED = frozenset(
    {
        Kind.CANCEL_PUSH,
        Kind.SETTINGS,
        Kind.PUSH_PROMISE,
        Kind.GOAWAY,
        Kind.MAX_PUSH_ID,
        # Frames of HTTP/2 that HTTP/3 reserves (section 7.2.8).
        0x02,
        0x06,
        0x08,
        0x09,
    }
)

_WHOLE = frozenset({Kind.HEADERS, Kind.GOAWAY})
_KINDS = frozenset(Kind)
_CODES: Mapping[int, str] = MappingProxyType(
    {
        0x100: "H3_NO_ERROR",
        0x101: "H3_GENERAL_PROTOCOL_ERROR",
        0x102: "H3_INTERNAL_ERROR",
        0x103: "H3_STREAM_CREATION_ERROR",
        0x104: "H3_CLOSED_CRITICAL_STREAM",
        0x105: "H3_FRAME_UNEXPECTED",
        0x106: "H3_FRAME_ERROR",
        0x107: "H3_EXCESSIVE_LOAD",
        0x108: "H3_ID_ERROR",
        0x109: "H3_SETTINGS_ERROR",
        0x10A: "H3_MISSING_SETTINGS",
        0x10B: "H3_REQUEST_REJECTED",
        0x10C: "H3_REQUEST_CANCELLED",
        0x10D: "H3_REQUEST_INCOMPLETE",
        0x10E: "H3_MESSAGE_ERROR",
        0x10F: "H3_CONNECT_ERROR",
        0x110: "H3_VERSION_FALLBACK",
        0x200: "QPACK_DECOMPRESSION_FAILED",
        0x201: "QPACK_ENCODER_STREAM_ERROR",
        0x202: "QPACK_DECODER_STREAM_ERROR",
    }
)

GREETING = bytes((_CONTROL_STREAM, Kind.SETTINGS, 0))
"""What our control stream says: SETTINGS without a setting, so every default holds."""


class Machine:
    """The HTTP/3 layer of one connection.

    Attributes:
        goaway: stream id of the newest GOAWAY; requests on it and above will not be served.
        holding: whether the body waits for 100 (Continue).
        unwanted: whether the answer makes the rest of the body pointless.

    """

    def __init__(self, limits: Limits) -> None:
        self.goaway: int | None = None
        self.holding = False
        self.unwanted = False
        self._limits = limits
        self._decoder = Decoder(0, 0)
        self._stream_id = -1
        self._assembly = Assembly("GET", "3", limits)
        self._answer = _Frames(limits.head)
        self._others: dict[int, _Frames | None] = {}
        self._idle = 0
        self._elapsed_ms: Callable[[], float] = float

    def begin(
        self, request: Request, stream_id: int, assembly: Assembly, elapsed_ms: Callable[[], float]
    ) -> bytes:
        """Start an exchange on a stream and return its request head, framed.

        Raises:
            StreamFailure: the request holds a line break where none may be.

        """
        expects = "100-continue" in request.fields.tokens("expect")
        self.holding = bool(request.body) and (expects or request.transport.expect_continue)
        section = request_section(request, expect=self.holding)
        self._stream_id, self._assembly, self._elapsed_ms = stream_id, assembly, elapsed_ms
        self._answer, self._idle, self.unwanted = _Frames(self._limits.head), 0, False
        return framed(Kind.HEADERS, encoded(section))

    def content(self, data: bytes) -> bytes:
        """Return a piece of the request's content, framed."""
        return framed(Kind.DATA, data)

    def release(self) -> None:
        """Let the body go although no 100 (Continue) came."""
        self.holding = False

    def receive(self, stream_id: int, data: bytes, *, end: bool) -> None:
        """Take bytes of a stream; `end` if they are its last."""
        if stream_id == self._stream_id:
            self._receive_answer(data, end=end)
        else:
            self._idle += 1
            self._receive_other(stream_id, data)
        if self._idle > MAX_IDLE_FRAMES:
            detail = Sentence(
                "The server sent more than {limit} frames that brought nothing.",
                limit=MAX_IDLE_FRAMES,
            )
            self._assembly.break_off(protocol_error(detail, flood="frames"))

    def receive_reset(self, stream_id: int, code: int) -> None:
        """Take note that the server reset a stream (RESET_STREAM, RFC 9000 section 19.4)."""
        if stream_id == self._stream_id:
            name = code_name(code)
            detail = Sentence("The server reset the stream with {name}.", name=name)
            native: dict[str, str | int | bool | None] = {
                "h3": code,
                "h3_name": name,
                "frame": "RESET_STREAM",
            }
            self._assembly.break_off(Failure("http.h3.close", detail, native))

    def _receive_answer(self, data: bytes, *, end: bool) -> None:
        answer, assembly = self._answer, self._assembly
        answer.feed(data)
        while not assembly.ended and (step := answer.next()) is not None:
            kind, payload = step
            self._idle += kind not in _KINDS or not payload
            self._take(kind, payload)
        if end and not assembly.ended:
            self._end()

    def _take(self, kind: int, payload: bytes | None) -> None:
        """Take a frame, or a piece of a DATA frame; None stands for one that is too long."""
        if kind == Kind.HEADERS:
            self._take_section(payload)
        elif kind == Kind.DATA:
            if self._assembly.status is None:
                self._break_rules(Sentence("content before a head"))
            else:
                self._assembly.take_content(payload or b"")
        elif kind in _MISPLACED:
            self._break_rules(Sentence("a frame of type 0x{kind:02x} in a response", kind=kind))

    def _take_section(self, block: bytes | None) -> None:
        if block is None:
            self._assembly.break_off(head_too_large(self._limits))
            return
        try:
            # pylsqpack takes a section without a line for a fault.
            empty = block == b"\0\0"
            pairs = [] if empty else self._decoder.feed_header(self._stream_id, block)[1]
        except (DecompressionFailed, StreamBlocked, ValueError):
            if len(block) > LONGEST_VALUE:
                self._assembly.break_off(head_too_large(self._limits))
            else:
                self._break_rules(Sentence("a header block that cannot be decoded"))
            return
        self._assembly.take_section(pairs, self._elapsed_ms())
        interim = self._assembly.interim
        if interim and interim[-1].status == _CONTINUE:
            self.holding = False
        status = self._assembly.status
        if status is not None and (status >= _REDIRECTION or self.holding):
            self.unwanted, self.holding = True, False

    def _end(self) -> None:
        if not self._answer.is_between_frames:
            detail = Sentence("The server ended the stream in the middle of a frame.")
            started = self._assembly.status is not None
            truncated = Failure("http.response.truncated", detail, {"reset": False})
            self._assembly.break_off(truncated if started else protocol_error(detail))
        self._assembly.end()

    def _break_rules(self, how: Sentence) -> None:
        self._assembly.break_off(
            protocol_error(Sentence("The server broke the rules of HTTP/3 with {how}.", how=how))
        )

    def _receive_other(self, stream_id: int, data: bytes) -> None:
        """Take bytes of a stream that the server opened: only the control stream matters."""
        if stream_id not in self._others:
            if len(self._others) >= MAX_STREAMS or stream_id % 4 != 3:  # noqa: PLR2004 (RFC 9000, 2.1)
                return
            self._others[stream_id] = _Frames(MAX_CONTROL, typed=True)
        frames = self._others[stream_id]
        if frames is None:
            return
        frames.feed(data)
        if frames.stream_type not in {None, _CONTROL_STREAM}:
            self._others[stream_id] = None
            return
        while (step := frames.next()) is not None:
            self._take_control(*step)
            if step[1] is None:
                self._others[stream_id] = None
                return

    def _take_control(self, kind: int, payload: bytes | None) -> None:
        if kind != Kind.GOAWAY or payload is None:
            # Too long a GOAWAY cannot be read; SETTINGS hold nothing that changes our requests.
            return
        number = read_varint(payload, 0)
        if number is None:
            self._break_rules(Sentence("a GOAWAY frame that holds no number"))
            return
        self.goaway = number[0]
        if 0 <= number[0] <= self._stream_id:
            detail = Sentence("The server is going away and will not serve this request (GOAWAY).")
            native: dict[str, str | int | bool | None] = {"frame": "GOAWAY", "last_id": number[0]}
            self._assembly.break_off(Failure("http.h3.close", detail, native))


class _Frames:
    """Cuts the bytes of one stream into frames: some whole, content and unknown ones in pieces."""

    def __init__(self, longest: int, *, typed: bool = False) -> None:
        self.stream_type: int | None = None
        self._longest = longest
        self._typed = typed
        self._buffer = bytearray()
        self._kind = -1
        self._left = 0

    @property
    def is_between_frames(self) -> bool:
        """Whether the last frame is complete and no other has begun."""
        return not self._left and not self._buffer

    def feed(self, data: bytes) -> None:
        """Take bytes as they came."""
        self._buffer += data
        if self._typed and self.stream_type is None:
            number = read_varint(self._buffer, 0)
            if number is not None:
                self.stream_type = number[0]
                del self._buffer[: number[1]]

    def next(self) -> tuple[int, bytes | None] | None:
        """Return the next frame or piece of one; None if more bytes must come first."""
        if self._typed and self.stream_type is None:
            return None
        if self._left:
            return self._piece()
        kind = read_varint(self._buffer, 0)
        length = read_varint(self._buffer, kind[1]) if kind else None
        if kind is None or length is None:
            return None
        size, start = length
        if kind[0] in _WHOLE:
            if size > self._longest:
                return kind[0], None
            if len(self._buffer) - start < size:
                return None
        del self._buffer[:start]
        self._kind, self._left = kind[0], size
        return self._piece() if size else (self._kind, b"")

    def _piece(self) -> tuple[int, bytes] | None:
        if not self._buffer:
            return None
        piece = bytes(self._buffer[: self._left])
        del self._buffer[: len(piece)]
        self._left -= len(piece)
        return self._kind, piece


def encoded(section: Pairs) -> bytes:
    """Write a field section in literals (RFC 9204 section 4.5.6), secrets as never indexed.

    pylsqpack 1.0 refuses values over 64 KiB, and a request that is too large is a thing to try.
    """
    block = bytearray(b"\0\0")
    for name, value in section:
        mark = 0x30 if is_secret(name) else 0x20
        block += _prefixed(len(name), mark, 3) + name + _prefixed(len(value), 0, 7) + value
    return bytes(block)


def _prefixed(number: int, mark: int, bits: int) -> bytes:
    """Write an integer behind marked bits (RFC 7541 section 5.1)."""
    most = (1 << bits) - 1
    if number < most:
        return bytes((mark | number,))
    octets = bytearray((mark | most,))
    number -= most
    while number >= 0x80:  # noqa: PLR2004 (seven bits an octet)
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    octets.append(number)
    return bytes(octets)


def framed(kind: int, payload: bytes) -> bytes:
    """Write a frame."""
    return varint(kind) + varint(len(payload)) + payload


def varint(number: int) -> bytes:
    """Write a variable-length integer (RFC 9000 section 16)."""
    for exponent, mark in ((0, 0x00), (1, 0x40), (2, 0x80)):
        length = 1 << exponent
        if number < 1 << (8 * length - 2):
            return (number | mark << 8 * (length - 1)).to_bytes(length, "big")
    return (number | 0xC0 << 56).to_bytes(8, "big")


def read_varint(data: bytes | bytearray, start: int) -> tuple[int, int] | None:
    """Return a variable-length integer and where it ends; None if it is not all there."""
    if start >= len(data):
        return None
    end = start + (1 << (data[start] >> 6))
    if end > len(data):
        return None
    mask = (1 << (8 * (end - start) - 2)) - 1
    return int.from_bytes(data[start:end], "big") & mask, end


def code_name(code: int) -> str:
    """Name an error code of HTTP/3 or QPACK (RFC 9114 section 8.1, RFC 9204 section 6)."""
    return _CODES.get(code, f"0x{code:x}")
