"""What to do with a status code, as a table that programs can ask."""

import re
from collections.abc import Iterable, Mapping

from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entry
from wwwhy.errors import UsageError

IDEMPOTENT = frozenset(
    {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY", "SEARCH", "LINK", "UNLINK"}
    | {"PROPFIND", "PROPPATCH", "REPORT", "COPY", "MOVE", "MKCOL", "MKCALENDAR", "UNLOCK", "ACL"}
    | {"BIND", "REBIND", "UNBIND", "ORDERPATCH", "MKREDIRECTREF", "UPDATEREDIRECTREF"}
    | {"VERSION-CONTROL", "BASELINE-CONTROL", "CHECKIN", "CHECKOUT", "UNCHECKOUT", "LABEL"}
    | {"MERGE", "MKACTIVITY", "MKWORKSPACE", "UPDATE"}
)
"""Methods that may be sent twice: those that the IANA method registry calls idempotent."""
LONGEST_WAIT = 366 * 24 * 3600.0
"""Seconds; a Retry-After beyond it is a fault and not an instruction."""
_ANY_METHOD = frozenset({"wait", "connection"})
_ASKS_BACK = frozenset({413, 503})
_SECONDS = re.compile(r"\d{1,9}")

Headers = Mapping[str, str] | Iterable[tuple[str, str]] | None
"""Fields by name, or as pairs; None for none."""


def status(code: int) -> Entry:
    """Return what is known of an HTTP status code; of an unassigned one, what its class means.

    Registered codes come from the IANA registry, others from the product that is known for them.

    Raises:
        UsageError: it is no number from 0 to 999.

    """
    if not isinstance(code, int) or isinstance(code, bool) or not 0 <= code <= 999:  # noqa: PLR2004 (three digits, RFC 9110 section 15)
        raise UsageError("{code} is no status code; they have three digits.", code=code)
    for ref in index.refs(f"{code:03}"):
        found = entry(*ref.split("/", 1))
        if found.owner.kind == "status" and found.code == f"{code:03}":
            return found
    digit = code // 100
    return entry("iana", f"{digit}xx" if 1 <= digit <= 5 else "6xx")  # noqa: PLR2004 (classes)


def is_retryable(code: int, method: str = "GET", headers: Headers = ()) -> bool:
    """Say whether a program may send the same request again, after `retry_after` or a pause.

    Arguments:
        code: the status code of the response.
        method: of the request.
        headers: fields of the response; a Retry-After makes a 413 temporary.

    Raises:
        UsageError: it is no status code.

    """
    rule = status(code).retry
    if rule in _ANY_METHOD:
        return True
    repeatable = str(method).upper() in IDEMPOTENT
    if rule == "idempotent":
        return repeatable
    # What cannot be read asks for nothing: an empty Retry-After leaves a 413 what it is.
    return code in _ASKS_BACK and repeatable and any(map(_is_wait, _values(headers)))


def retry_after(headers: Headers, now: float) -> float | None:
    """Return how many seconds to wait (RFC 9110 section 10.2.3); None if the field does not say.

    Of several values the longest wait counts: asking too early is what the server objects to.

    Arguments:
        headers: fields of the response, as a mapping or as pairs.
        now: seconds since the epoch, for the form with a date.

    """
    waits = [wait for value in _values(headers) if (wait := _wait(value, now)) is not None]
    return max(waits, default=None)


def _values(headers: Headers) -> list[str]:
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return [str(value) for name, value in pairs if str(name).lower() == "retry-after"]


def _is_wait(value: str) -> bool:
    """Whether it is a number of seconds or a date."""
    text = value.strip(" \t")
    return _seconds(text) is not None or _moment(text) is not None


def _seconds(text: str) -> float | None:
    return float(text) if _SECONDS.fullmatch(text) and text.isascii() else None


def _moment(text: str) -> float | None:
    from wwwhy.model.response import http_date  # noqa: PLC0415 (the model, for dates only)

    # A leap second is allowed (RFC 9110 section 5.6.7), and no calendar of Python has it.
    told = text[:64]
    moment = http_date(told.replace(":60 ", ":59 "))
    return moment + 1 if moment is not None and ":60 " in told else moment


def _wait(value: str, now: float) -> float | None:
    text = value.strip(" \t")
    seconds = _seconds(text)
    if seconds is None:
        moment = _moment(text)
        if moment is None:
            return None
        seconds = max(0.0, moment - now)
    return seconds if seconds <= LONGEST_WAIT else None
