"""A response, read leniently: nothing that arrived is thrown away."""

from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

from wwwhy.model.fields import Fields


@dataclass(frozen=True, slots=True)
class Interim:
    """An interim (1xx) response that came before the final one (RFC 9110 section 15.2)."""

    status: int
    reason: str
    fields: Fields
    at_ms: float


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A place where the message breaks the grammar, and how a strict reader would take it."""

    name: str
    """Such as space_before_colon, bare_lf, two_content_lengths, obs_fold, control_character."""
    offset: int
    """Byte offset in the head."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A final response."""

    status: int
    reason: str = ""
    version: str = "1.1"
    """0.9, 1.0, 1.1, 2 or 3."""
    fields: Fields = Fields()
    body: bytes = field(default=b"", repr=False)
    """At most the first mebibyte, as it came (still content-encoded)."""
    body_length: int = 0
    """Bytes of content that arrived, also those beyond the limit."""
    declared_length: int | None = None
    """Content-Length, where it says one number."""
    framing: str = "none"
    """content-length, chunked, close, stream (HTTP/2, HTTP/3) or none."""
    complete: bool = True
    """Whether the framing says that all of it arrived."""
    cut_short: bool = False
    """Whether we stopped reading a long, healthy body; `complete` stays true then."""
    interim: tuple[Interim, ...] = ()
    trailers: Fields = Fields()
    raw_head: bytes = field(default=b"", repr=False)
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def date(self) -> float | None:
        """The server's own clock (Date field), in seconds since the epoch; None if unreadable."""
        return http_date(self.fields.get("date"))

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters; '' if there is none."""
        return (self.fields.get("content-type") or "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text, opened if it was compressed; for signatures, never for display."""
        from wwwhy.model.content import text_of  # noqa: PLC0415 (zlib is needed here only)

        return text_of(self.body, self.fields)

    @property
    def is_redirect(self) -> bool:
        """Whether it sends the client elsewhere: 301, 302, 303, 307 or 308 with a Location."""
        return self.status in {301, 302, 303, 307, 308} and "location" in self.fields


def http_date(value: str | None) -> float | None:
    """Read an HTTP-date in any of its three forms (RFC 9110 section 5.6.7); None if it is none."""
    if value is None:
        return None
    try:
        moment = parsedate_to_datetime(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
