"""Where the content of an HTTP/1 response ends (RFC 9112 section 6.3)."""

import re
from dataclasses import dataclass

from wwwhy.errors import Sentence
from wwwhy.model import Anomaly, Failure
from wwwhy.wire.h1_head import Head, Line

_NUMBER = re.compile(r"\d{1,40}")
_OK, _MULTIPLE_CHOICES, _SWITCHING_PROTOCOLS = 200, 300, 101
_WITHOUT_CONTENT = frozenset({_SWITCHING_PROTOCOLS, 204, 304})


@dataclass(frozen=True, slots=True)
class Framing:
    """How the content is delimited, and what is wrong with the way it says so."""

    kind: str
    """none, content-length, chunked or close, as in `Response.framing`."""
    length: int | None = None
    """Bytes of content, for content-length."""
    declared: int | None = None
    """Content-Length, where it says one number, whether or not it binds."""
    anomalies: tuple[Anomaly, ...] = ()
    failure: Failure | None = None
    """Set where every strict client refuses the response, as curl does."""


def framing_of(head: Head, method: str) -> Framing:
    """Decide how the content of the answer to `method` is delimited."""
    lengths = head.values("content-length")
    declared, doubt, failure = _declared(lengths)
    coding, odd = _coding(head)
    anomalies = doubt + odd
    if coding is not None and lengths:
        text = "Transfer-Encoding overrides Content-Length (RFC 9112 section 6.1)"
        conflict = Anomaly("content_length_and_transfer_encoding", lengths[0].offset, text)
        anomalies = (*anomalies, conflict)
        failure = None
    if _is_bodiless(head.status, method):
        return Framing("none", None, declared, anomalies)
    if coding is not None:
        return Framing(coding, None, declared, anomalies)
    if failure is not None:
        return Framing("close", None, None, anomalies, failure)
    if declared is not None:
        return Framing("content-length", declared, declared, anomalies)
    return Framing("close", None, None, anomalies)


def _is_bodiless(status: int, method: str) -> bool:
    if method == "HEAD" or status in _WITHOUT_CONTENT:
        return True
    return method == "CONNECT" and _OK <= status < _MULTIPLE_CHOICES


def _declared(
    lines: tuple[Line, ...],
) -> tuple[int | None, tuple[Anomaly, ...], Failure | None]:
    members = [member.strip(" \t") for line in lines for member in line.value.split(",")]
    if not members:
        return None, (), None
    offset = lines[0].offset
    if not all(_NUMBER.fullmatch(member) for member in members):
        odd = Anomaly("content_length_illegal", offset, "Content-Length is not a number")
        detail = Sentence(
            "The response's Content-Length is not a number, so its end cannot be known."
        )
        return None, (odd,), Failure("http.response.invalid", detail)
    numbers = {int(member) for member in members}
    if len(members) == 1:
        return numbers.pop(), (), None
    if len(numbers) == 1:
        same = Anomaly("two_content_lengths", offset, "Content-Length stands there repeatedly")
        return numbers.pop(), (same,), None
    differing = Anomaly("two_content_lengths", offset, "the Content-Length values differ")
    detail = Sentence(
        "The response has two Content-Length values that differ (RFC 9112 section 6.3)."
    )
    return None, (differing,), Failure("http.response.invalid", detail)


def _coding(head: Head) -> tuple[str | None, tuple[Anomaly, ...]]:
    """Return `chunked`, `close` or None for the Transfer-Encoding lines."""
    lines = head.values("transfer-encoding")
    members = [member.strip(" \t").lower() for line in lines for member in line.value.split(",")]
    codings = [member.partition(";")[0].strip() for member in members if member]
    # `identity` was withdrawn with RFC 7230 and changes nothing.
    codings = [coding for coding in codings if coding != "identity"]
    if not codings:
        return None, ()
    offset = lines[0].offset
    anomalies: tuple[Anomaly, ...] = ()
    if head.version == "1.0":
        text = "Transfer-Encoding does not exist in HTTP/1.0"
        anomalies = (Anomaly("transfer_encoding_in_http_1_0", offset, text),)
    if codings.count("chunked") > 1:
        odd = Anomaly("chunked_twice", offset, "chunked stands there more than once")
        anomalies = (*anomalies, odd)
    if codings[-1] == "chunked":
        return "chunked", anomalies
    odd = Anomaly("chunked_not_last", offset, "the last transfer coding is not chunked")
    return "close", (*anomalies, odd)
