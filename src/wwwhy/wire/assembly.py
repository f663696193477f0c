"""A response of HTTP/2 or HTTP/3 while its pieces arrive, within the bounds."""

from collections.abc import Sequence

from wwwhy.errors import Sentence
from wwwhy.model import Anomaly, Failure, Fields, Interim, Response
from wwwhy.wire.frames import protocol_error
from wwwhy.wire.limits import Limits
from wwwhy.wire.sections import Section, read_section
from wwwhy.wire.stream import broken_off

_FINAL = 200
_WITHOUT_CONTENT = frozenset({204, 304})


class Assembly:
    """Takes sections and content in order and tells when no more is wanted.

    Attributes:
        failure: why the response is missing, broken or cut off; None while all is well.
        ended: whether the exchange is over, with or without a failure.
        pieces: how many sections and pieces of content came.
        first_bytes: the head that could not be read as one, if there was such.

    """

    def __init__(self, method: str, version: str, limits: Limits) -> None:
        """Make one for the answer to a request with `method`; `version` is `2` or `3`."""
        self.failure: Failure | None = None
        self.ended = False
        self.pieces = 0
        self.first_bytes = b""
        self._method = method
        self._version = version
        self._limits = limits
        self._interim: list[Interim] = []
        self._head: Section | None = None
        self._trailers: Section | None = None
        self._kept = bytearray()
        self._length = 0
        self._complete = False
        self._cut_short = False

    @property
    def status(self) -> int | None:
        """Status code of the final response; None until its head came."""
        return self._head.status if self._head else None

    @property
    def interim(self) -> tuple[Interim, ...]:
        """The interim responses so far."""
        return tuple(self._interim)

    def take_section(self, pairs: Sequence[tuple[bytes, bytes]], at_ms: float) -> None:
        """Take a decoded header block: an interim head, the final head, or the trailers."""
        self.pieces += 1
        # One pseudo-header field and the lines; counted first, because reading them takes time.
        if len(pairs) > self._limits.lines + 1:
            self.break_off(head_too_large(self._limits))
            return
        section = read_section(
            pairs, trailers=self._head is not None, max_anomalies=self._limits.anomalies
        )
        if len(section.raw) > self._limits.head:
            self.break_off(head_too_large(self._limits))
        elif self._head is not None:
            self._trailers = section
        elif section.status is None:
            self.first_bytes = section.raw[: self._limits.first_bytes]
            noted = section.anomalies
            what = next((each for each in noted if each.name.startswith("status_")), noted[0])
            detail = Sentence("The response head cannot be read: {what}.", what=what.text)
            self.break_off(Failure("http.response.invalid", detail))
        elif section.status < _FINAL:
            self._take_interim(section.status, section.fields, at_ms)
        else:
            self._head = section

    def _take_interim(self, status: int, fields: Fields, at_ms: float) -> None:
        if len(self._interim) >= self._limits.interim:
            detail = Sentence(
                "The server sent more than {limit} interim responses.", limit=self._limits.interim
            )
            self.break_off(protocol_error(detail, flood="interim"))
            return
        self._interim.append(Interim(status, "", fields, at_ms))

    def take_content(self, data: bytes) -> None:
        """Take a piece of content: the first bytes are kept, the rest is counted."""
        self.pieces += bool(data)
        room = self._limits.body_kept - len(self._kept)
        self._kept += data[:room] if room > 0 else b""
        self._length += len(data)
        declared = self._declared
        if declared is None and self._length > self._limits.body_endless:
            detail = Sentence(
                "The response has no announced length and did not end within {limit} bytes.",
                limit=self._limits.body_endless,
            )
            self.break_off(Failure("bound.bytes", detail, {"bytes": self._length}))
        elif declared is not None and self._limits.body_read < self._length < declared:
            self._cut_short = self._complete = self.ended = True

    def end(self) -> None:
        """Say that the peer ended the message, as its framing tells."""
        if self.ended:
            return
        self.ended = self._complete = True
        declared = self._declared
        if self._head is None:
            self._complete = False
            self.failure = Failure(
                "http.response.empty", Sentence("The server ended the stream without a response.")
            )
        elif declared is not None and self._length < declared:
            self._complete = False
            detail = Sentence(
                "The response ended after {length} of {declared} bytes.",
                length=self._length,
                declared=declared,
            )
            self.failure = Failure("http.response.truncated", detail)
        elif declared is not None and self._length > declared:
            detail = Sentence(
                "The response holds {length} bytes but announced {declared}.",
                length=self._length,
                declared=declared,
            )
            self.failure = Failure("http.response.invalid", detail)

    def break_off(self, failure: Failure) -> None:
        """Say that no more will come, and why; the first reason stays."""
        if not self.ended:
            self.ended, self.failure = True, failure

    def close(self, *, reset: bool = False) -> None:
        """Say that the peer closed or reset the connection before the message ended."""
        if self._head is not None:
            detail = broken_off(self._length, self._declared, reset=reset)
            self.break_off(Failure("http.response.truncated", detail, {"reset": reset}))
        elif reset:
            detail = Sentence("The server reset the connection before a response.")
            self.break_off(Failure("tcp.reset", detail))
        else:
            detail = Sentence("The server closed the connection without a response.")
            self.break_off(Failure("http.response.empty", detail))

    @property
    def response(self) -> Response | None:
        """The response as far as it came; None if no final head did."""
        if self._head is None or self._head.status is None:
            return None
        return Response(
            status=self._head.status,
            version=self._version,
            fields=self._head.fields,
            body=bytes(self._kept),
            body_length=self._length,
            declared_length=self._head.declared_length,
            framing="none" if self._is_bodiless and not self._length else "stream",
            complete=self._complete,
            cut_short=self._cut_short,
            interim=self.interim,
            trailers=self._trailers.fields if self._trailers else Fields(),
            raw_head=self._head.raw,
            anomalies=self._anomalies,
        )

    @property
    def _is_bodiless(self) -> bool:
        """Whether content is out of the question (RFC 9110 section 6.4.1)."""
        return self._method == "HEAD" or self.status in _WITHOUT_CONTENT

    @property
    def _declared(self) -> int | None:
        """Content-Length where it binds: a HEAD or a 304 names that of another response."""
        return None if self._head is None or self._is_bodiless else self._head.declared_length

    @property
    def _anomalies(self) -> tuple[Anomaly, ...]:
        """Those of the head and of the trailers, which stand after it."""
        found = self._head.anomalies if self._head else ()
        if self._trailers is not None:
            start = len(self._head.raw) if self._head else 0
            found += tuple(
                Anomaly(each.name, start + each.offset, each.text)
                for each in self._trailers.anomalies
            )
        return found[: self._limits.anomalies]


def head_too_large(limits: Limits) -> Failure:
    """Make the failure that says a head or trailer section broke our bounds."""
    detail = Sentence(
        "The response head has more than {limit} bytes or {lines} lines.",
        limit=limits.head,
        lines=limits.lines,
    )
    return Failure("http.response.head_too_large", detail)
