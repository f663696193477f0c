"""Reads an HTTP/1 response from bytes, without I/O: any split of the bytes gives the same result.

Every step consumes bytes, changes the state or stops, so no input can keep it busy for ever.
"""

import re
from collections.abc import Callable

from wwwhy.errors import Sentence
from wwwhy.model import Anomaly, Failure, Fields, Interim, Response
from wwwhy.wire.h1_framing import Framing, framing_of
from wwwhy.wire.h1_head import Head, read_head, read_trailers
from wwwhy.wire.limits import KIB, Limits
from wwwhy.wire.stream import broken_off

_END_OF_HEAD = re.compile(rb"\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_PROTOCOL = b"HTTP/"
_MAX_BLANK = 64
_MAX_CHUNK_LINE = 16 * KIB
_SWITCHING_PROTOCOLS, _OK = 101, 200


class ResponseReader:
    """One response with its interim responses.

    Feed it with `feed`, and say `finish` at the end of the stream. It is `done` when the response
    is complete, when it was cut short at our bound, or when `failure` says why it never will be.
    """

    def __init__(self, method: str, limits: Limits, elapsed_ms: Callable[[], float]) -> None:
        self.done = False
        self.failure: Failure | None = None
        self.first_bytes = b""
        """What came instead of a response head."""
        self._method = method
        self._limits = limits
        self._elapsed_ms = elapsed_ms
        self._buffer = bytearray()
        self._scanned = 0
        self._newlines = 0
        self._step: Callable[[], bool] = self._read_head
        self._interim: list[Interim] = []
        self._head: Head | None = None
        self._framing = Framing("none")
        self._anomalies: list[Anomaly] = []
        self._body = bytearray()
        self._length = 0
        self._left = 0
        self._overhead = 0
        self._complete = False
        self._cut_short = False
        self._trailers = Fields()

    @property
    def has_head(self) -> bool:
        """Whether the head of the final response was read."""
        return self._head is not None

    @property
    def is_garbage(self) -> bool:
        """Whether what came is no HTTP response; more of it only adds to `first_bytes`."""
        return self._step == self._read_garbage

    @property
    def saw_continue(self) -> bool:
        """Whether 100 (Continue) came."""
        return any(interim.status == 100 for interim in self._interim)  # noqa: PLR2004 (Continue)

    @property
    def leftover(self) -> bytes:
        """Bytes that came after the end of the response."""
        return bytes(self._buffer) if self.done else b""

    @property
    def reusable(self) -> bool:
        """Whether the connection may carry another request (RFC 9112 section 9.3)."""
        head = self._head
        if not (self.done and self._complete and head) or self.failure or self._cut_short:
            return False
        if self._framing.kind == "close" or head.status == _SWITCHING_PROTOCOLS:
            return False
        options = head.fields.tokens("connection")
        if head.version == "1.0":
            return "keep-alive" in options
        return "close" not in options

    def feed(self, data: bytes) -> None:
        """Take bytes as they came."""
        self._buffer += data
        while not self.done and self._step():
            pass

    def finish(self, *, reset: bool = False) -> None:
        """Take note that no more bytes will come; `reset` if the peer tore the connection down."""
        if self.done:
            return
        if self.is_garbage:
            self._end_garbage()
        elif self._head is None:
            self._finish_head(reset=reset)
        elif self._framing.kind == "close" and not reset:
            self._complete = self.done = True
        else:
            detail = broken_off(self._length, self._framing.length, reset=reset)
            self._fail("http.response.truncated", detail, reset=reset)

    def expire(self, failure: Failure) -> None:
        """Stop with a failure of the caller's; the first one stays."""
        if self.failure is None and not self.done:
            self.failure, self.done = failure, True

    def response(self) -> Response | None:
        """Return the response as far as it came; None if no final head did."""
        head = self._head
        if head is None:
            return None
        return Response(
            status=head.status,
            reason=head.reason,
            version=head.version,
            fields=head.fields,
            body=bytes(self._body),
            body_length=self._length,
            declared_length=self._framing.declared,
            framing=self._framing.kind,
            complete=self._complete,
            cut_short=self._cut_short,
            interim=tuple(self._interim),
            trailers=self._trailers,
            raw_head=head.raw,
            anomalies=tuple(self._anomalies[: self._limits.anomalies]),
        )

    def _fail(self, kind: str, detail: str, **native: str | int | bool | None) -> bool:
        self.failure = Failure(kind, detail, native)
        self.done = True
        return False

    def _take(self, length: int) -> bytes:
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._scanned = self._newlines = 0
        return taken

    # Head

    def _read_head(self) -> bool:
        start = self._blank_prefix()
        if start is None or not self._buffer:
            return False
        begun = bytes(self._buffer[start : start + len(_PROTOCOL)])
        if begun.upper() != _PROTOCOL[: len(begun)]:
            self._step = self._read_garbage
            return True
        if len(begun) < len(_PROTOCOL):
            return False
        end = self._end_of_section(max(start, self._scanned - 2))
        if end is None:
            return False
        return self._take_head(self._take(end))

    def _blank_prefix(self) -> int | None:
        """Return how many CR and LF stand before the head; None if more must come to know."""
        for position, byte in enumerate(self._buffer[: _MAX_BLANK + 1]):
            if byte not in b"\r\n":
                return position
        return None if len(self._buffer) <= _MAX_BLANK else _MAX_BLANK

    def _end_of_section(self, start: int) -> int | None:
        """Return where a head or trailer section ends; checks the bounds on the way."""
        match = _END_OF_HEAD.search(self._buffer, start)
        size = match.end() if match else len(self._buffer)
        self._newlines += self._buffer.count(b"\n", self._scanned, size)
        self._scanned = size
        bound = None
        if size > self._limits.head:
            bound = Sentence("{limit} bytes", limit=self._limits.head)
        elif self._newlines > self._limits.lines + 2:
            bound = Sentence("{limit} lines", limit=self._limits.lines)
        if bound is not None:
            self.first_bytes = bytes(self._buffer[: self._limits.first_bytes])
            detail = Sentence("The response head has more than {bound}.", bound=bound)
            self._fail("http.response.head_too_large", detail, bound=bound)
            return None
        return match.end() if match else None

    def _take_head(self, raw: bytes) -> bool:
        head = read_head(raw, self._limits.anomalies)
        if head is None:
            self.first_bytes = raw[: self._limits.first_bytes]
            return self._fail(
                "http.response.invalid", Sentence("The response's status line is unreadable.")
            )
        if head.status < _OK and head.status != _SWITCHING_PROTOCOLS:
            return self._take_interim(head)
        self._head = head
        self._framing = framing_of(head, self._method)
        self._anomalies = [*head.anomalies, *self._framing.anomalies]
        return self._begin_content()

    def _take_interim(self, head: Head) -> bool:
        if len(self._interim) >= self._limits.interim:
            detail = Sentence(
                "The server sent more than {limit} interim responses.", limit=self._limits.interim
            )
            return self._fail("http.protocol.error", detail, flood="interim")
        self._interim.append(Interim(head.status, head.reason, head.fields, self._elapsed_ms()))
        return True

    def _finish_head(self, *, reset: bool) -> None:
        begun = bytes(self._buffer[: self._limits.first_bytes])
        if begun.strip(b"\r\n"):
            self.first_bytes = begun
            detail = Sentence("The connection ended inside the response's head.")
            self._fail("http.response.truncated", detail, reset=reset)
        elif reset:
            self._fail("tcp.reset", Sentence("The server reset the connection before a response."))
        else:
            detail = Sentence("The server closed the connection without a response.")
            if self._interim:
                detail = Sentence(
                    "The server closed the connection without a response, {count} interim"
                    " responses apart.",
                    count=len(self._interim),
                )
            self._fail("http.response.empty", detail)

    # What is no HTTP

    def _read_garbage(self) -> bool:
        if len(self._buffer) >= self._limits.first_bytes:
            self._end_garbage()
        return False

    def _end_garbage(self) -> None:
        self.first_bytes = bytes(self._buffer[: self._limits.first_bytes])
        self._buffer.clear()
        detail = Sentence(
            "What the server sent does not begin with a status line (HTTP/0.9 at best)."
        )
        self._fail("http.response.invalid", detail, anomaly="no_status_line")

    # Content

    def _begin_content(self) -> bool:
        kind = self._framing.kind
        if self._framing.failure is not None:
            # Where the content ends cannot be known, so none of it is taken.
            self.failure, self.done = self._framing.failure, True
            return False
        if kind == "none":
            return self._complete_now()
        if kind == "content-length":
            self._left = self._framing.length or 0
            self._step = self._read_counted
            return True if self._left else self._complete_now()
        self._step = self._read_chunk_size if kind == "chunked" else self._read_to_end
        return True

    def _complete_now(self) -> bool:
        self._complete = self.done = True
        return False

    def _read_counted(self) -> bool:
        room = self._limits.body_read - self._length
        self._left -= self._keep(self._take(min(self._left, len(self._buffer), room)))
        if not self._left:
            return self._complete_now()
        if self._length >= self._limits.body_read:
            self._cut_short = True
            return self._complete_now()
        return False

    def _read_to_end(self) -> bool:
        self._keep_some(len(self._buffer))
        return False

    def _keep(self, data: bytes) -> int:
        room = self._limits.body_kept - len(self._body)
        if room > 0:
            self._body += data[:room]
        self._length += len(data)
        return len(data)

    def _keep_some(self, wanted: int) -> int:
        """Take content of unannounced length; one byte past the bound ends the reading."""
        room = self._limits.body_endless + 1 - self._length
        kept = self._keep(self._take(min(wanted, len(self._buffer), room)))
        self._check_endless()
        return kept

    def _check_endless(self) -> bool:
        if self._length > self._limits.body_endless:
            detail = Sentence(
                "The response has no announced length and did not end within {limit} bytes.",
                limit=self._limits.body_endless,
            )
            self._fail("bound.bytes", detail, bytes=self._length)
        elif self._overhead > self._limits.framing:
            detail = Sentence(
                "The response has more than {limit} bytes of chunk framing.",
                limit=self._limits.framing,
            )
            self._fail("bound.bytes", detail, bytes=self._overhead)
        return not self.done

    # Chunks (RFC 9112 section 7.1)

    def _read_chunk_size(self) -> bool:
        line = self._chunk_line()
        if line is None:
            return False
        match = _CHUNK_SIZE.fullmatch(line)
        if match is None:
            return self._bad_chunk(Sentence("a chunk size is no hexadecimal number"))
        self._left = int(match[1], 16)
        self._step = self._read_chunk if self._left else self._read_trailers
        return self._check_endless()

    def _chunk_line(self) -> bytes | None:
        end = self._buffer.find(b"\n", self._scanned, _MAX_CHUNK_LINE)
        if end < 0:
            self._scanned = len(self._buffer)
            if len(self._buffer) >= _MAX_CHUNK_LINE:
                self._bad_chunk(Sentence("a chunk size has no end"))
            return None
        self._overhead += end + 1
        return self._take(end + 1)[:-1].removesuffix(b"\r")

    def _read_chunk(self) -> bool:
        self._left -= self._keep_some(self._left)
        if self._left or self.done:
            return False
        self._step = self._read_chunk_end
        return True

    def _read_chunk_end(self) -> bool:
        begun = bytes(self._buffer[:2])
        if begun in {b"", b"\r"}:
            return False
        length = 1 if begun[:1] == b"\n" else 2
        if length == 2 and begun != b"\r\n":  # noqa: PLR2004 (CR LF)
            return self._bad_chunk(Sentence("a chunk is longer than its size says"))
        self._overhead += len(self._take(length))
        self._step = self._read_chunk_size
        return True

    def _bad_chunk(self, why: Sentence) -> bool:
        detail = Sentence("The chunked content is broken: {why}.", why=why)
        return self._fail("http.response.invalid", detail, framing="chunked")

    def _read_trailers(self) -> bool:
        for blank in (b"\r\n", b"\n"):
            if self._buffer.startswith(blank):
                self._take(len(blank))
                return self._complete_now()
        if self._buffer == b"\r":
            return False
        end = self._end_of_section(max(0, self._scanned - 2))
        if end is None:
            return False
        offset = len(self._head.raw) if self._head else 0
        fields, found = read_trailers(self._take(end), offset, self._limits.anomalies)
        self._trailers = fields
        self._anomalies += found
        return self._complete_now()
