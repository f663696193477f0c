"""Field sections of HTTP/2 and HTTP/3: a request's pseudo-header fields, a response's faults.

The rules are the same in both (RFC 9113 sections 8.2 and 8.3, RFC 9114 sections 4.2 and 4.3).
Nothing that arrived is thrown away: what a strict reader would refuse becomes an Anomaly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from wwwhy.errors import Sentence
from wwwhy.model import Anomaly, Failure, Field, Fields, Request
from wwwhy.model.masking import is_credential_field
from wwwhy.wire.stream import StreamFailure

Pairs = tuple[tuple[bytes, bytes], ...]

CONNECTION_FIELDS = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
        "http2-settings",
    }
)
"""Fields of HTTP/1 connections, which make a message malformed here (RFC 9113 section 8.2.2)."""

_BREAKING = re.compile(rb"[\r\n\0]")
_UPPER = re.compile("[A-Z]")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_STATUS = re.compile("[1-9][0-9]{2}")
_LENGTH = re.compile("[0-9]{1,18}")


def request_section(request: Request, *, expect: bool = False) -> Pairs:
    """Return the request's field section: pseudo-header fields first, then its own, in order.

    `:authority` is the first Host line if there is one (also a blank one), else the URL's. Names
    go in lower case, connection-specific fields stay behind, and Content-Length is added to a
    body whose length nothing tells. `expect` adds `expect: 100-continue`.

    Raises:
        StreamFailure: a part holds a line break, which a gateway to HTTP/1 would let through.

    """
    lines = [(octets(name.lower()), octets(value)) for name, value in _sendable(request.fields)]
    framed = "content-length" in request.fields or "transfer-encoding" in request.fields
    if request.body is not None and not framed:
        lines.append((b"content-length", b"%d" % len(request.body)))
    if expect and "expect" not in request.fields:
        lines.append((b"expect", b"100-continue"))
    section = (*_control_data(request), *lines)
    if any(_BREAKING.search(part) for line in section for part in line):
        detail = Sentence("The request was not sent: a field or the target holds a line break.")
        raise StreamFailure(Failure("http.request.unsendable", detail))
    return section


def _control_data(request: Request) -> Pairs:
    """Return the pseudo-header fields in curl's order (RFC 9113 section 8.3.1)."""
    host = request.fields.get("host")
    method = (b":method", octets(request.method))
    authority = (b":authority", octets(request.url.authority if host is None else host))
    if request.method == "CONNECT":
        return (method, authority)
    target = request.request_target or request.url.target
    scheme = (b":scheme", octets(request.url.scheme))
    return (method, scheme, authority, (b":path", octets(target)))


def _sendable(fields: Fields) -> Iterable[Field]:
    hosts = 0
    for line in fields:
        name = line.name.lower()
        hosts += name == "host"
        if name in CONNECTION_FIELDS or (name == "host" and hosts == 1):
            continue
        if name == "te" and line.value.strip().lower() != "trailers":
            continue
        yield line


def octets(text: str) -> bytes:
    """Return latin-1 octets; text beyond latin-1 goes as UTF-8, as from curl's command line."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        pass
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # A lone surrogate that no command line can hold.
        return text.encode("utf-8", "replace")


def is_secret(name: bytes) -> bool:
    """Whether a field of this name must not enter a compression table (RFC 7541 section 7.1)."""
    return name == b"cookie" or is_credential_field(name.decode("latin-1"))


@dataclass(frozen=True, slots=True)
class Section:
    """A response head or a trailer section, as it was read."""

    status: int | None
    """None in trailers, and where `:status` is missing or no status code."""
    fields: Fields
    raw: bytes = field(repr=False)
    """The lines as they came, written as `name: value` and CR LF; anomalies point into it."""
    anomalies: tuple[Anomaly, ...]

    @property
    def declared_length(self) -> int | None:
        """Content-Length, where all its lines say the same number."""
        values = set(self.fields.all("content-length"))
        value = values.pop() if len(values) == 1 else ""
        return int(value) if _LENGTH.fullmatch(value) else None


def read_section(
    pairs: Iterable[tuple[bytes, bytes]], *, trailers: bool = False, max_anomalies: int = 64
) -> Section:
    """Read a decoded header block of a response."""
    reader = _Reader(trailers=trailers, max_anomalies=max_anomalies)
    for name, value in pairs:
        reader.take(name, value)
    return reader.result()


class _Reader:
    def __init__(self, *, trailers: bool, max_anomalies: int) -> None:
        self._trailers = trailers
        self._max_anomalies = max_anomalies
        self._statuses: list[str] = []
        self._lines: list[Field] = []
        self._raw = bytearray()
        self._anomalies: list[Anomaly] = []

    def take(self, name: bytes, value: bytes) -> None:
        line = Field(name.decode("latin-1"), value.decode("latin-1"))
        if line.name.startswith(":"):
            self._take_pseudo(line)
        else:
            self._check_name(line.name)
            self._lines.append(line)
        self._check_value(line)
        self._raw += b"%b: %b\r\n" % (name, value)

    def result(self) -> Section:
        status = self._statuses[0] if self._statuses else ""
        valid = _STATUS.fullmatch(status) is not None
        if not self._trailers and not valid:
            if self._statuses:
                said = Sentence(":status is {value}", value=_shown(status))
                self._note("status_invalid", said)
            else:
                self._note("status_missing", Sentence(":status is missing"))
        fields = Fields(tuple(self._lines))
        self._check_lengths(fields)
        return Section(
            status=int(status) if valid and not self._trailers else None,
            fields=fields,
            raw=bytes(self._raw),
            anomalies=tuple(self._anomalies),
        )

    def _take_pseudo(self, line: Field) -> None:
        if line.name != ":status" or self._trailers:
            self._note("pseudo_field_unknown", f"{_shown(line.name)} does not belong there")
        elif self._statuses:
            self._note("pseudo_field_repeated", ":status comes twice")
        elif self._lines:
            self._note("pseudo_field_late", ":status comes after an ordinary field")
        if line.name == ":status":
            self._statuses.append(line.value)

    def _check_name(self, name: str) -> None:
        if name.lower() in CONNECTION_FIELDS:
            self._note("connection_specific_field", f"{_shown(name)} belongs to HTTP/1 only")
        if _UPPER.search(name):
            self._note("upper_case_name", f"{_shown(name)} is not in lower case")
        if not _NAME.fullmatch(name):
            self._note("illegal_header_name", f"{_shown(name)} is no field name")

    def _check_value(self, line: Field) -> None:
        if _CONTROL.search(line.value):
            self._note(
                "control_character", f"the value of {_shown(line.name)} holds a control character"
            )
        if line.value != line.value.strip(" \t"):
            self._note(
                "value_whitespace", f"the value of {_shown(line.name)} begins or ends with a blank"
            )

    def _check_lengths(self, fields: Fields) -> None:
        values = fields.all("content-length")
        if len(values) > 1:
            how = "values differ" if len(set(values)) > 1 else "line stands there repeatedly"
            self._note("two_content_lengths", f"the Content-Length {how}")
        elif values and not _LENGTH.fullmatch(values[0]):
            self._note("content_length_illegal", "Content-Length is not a number")

    def _note(self, name: str, text: str) -> None:
        if self._trailers:
            text = f"trailer: {text}"
        if len(self._anomalies) < self._max_anomalies:
            self._anomalies.append(Anomaly(name, len(self._raw), text))


def _shown(text: str) -> str:
    return ascii(text[:64])
