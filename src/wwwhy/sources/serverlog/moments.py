"""The points in time that servers write: every form seen in their logs, as epoch seconds.

Error logs of nginx, Apache, HAProxy and most applications tell local time without a zone, syslog
not even the year; a `Clock` says how to read those.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE = (
    r"(?:\s?(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d\b|(?<=\d)[+-]\d\d\b(?!:)"
    r"|[A-Z][A-Za-z_]+(?:/[A-Z][\w+-]+){1,2}))?"
)
_MONTH = "(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_FORMS = (
    # 2026-11-21T00:15:19.123+00:00, 2026-11-21 00:15:19,123, 2026/11/21 00:15:19
    rf"(?P<year>\d{{4}})[-/](?P<month>\d\d)[-/](?P<day>\d\d)[T ]{_CLOCK}{_ZONE}",
    # 21/Nov/2026:00:15:19 +0000, 21-Nov-2026 00:15:19 UTC, Sat, 21 Nov 2026 00:15:19 GMT
    rf"(?P<day>\d{{1,2}})[/ -]{_MONTH}[/ -](?P<year>\d{{4}})[: ]{_CLOCK}{_ZONE}",
    # Sat Nov 21 00:15:19.568355 2026 (ctime, with Apache's fraction)
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})",
    # Nov 21 00:15:19 (syslog)
    rf"{_MONTH} (?P<day>[ \d]\d) {_CLOCK}(?! \d{{4}}\b)",
)
_PATTERNS = tuple(re.compile(rf"(?<![\w/-]){form}", re.ASCII) for form in _FORMS)
_EARLIEST, _LATEST = 0.0, 253_402_300_799.0
_HALF_A_YEAR = 183 * 86400


@dataclass(frozen=True, slots=True)
class Clock:
    """How to read the times that a log leaves incomplete."""

    zone: tzinfo | None = None
    """For times without a zone; None is this machine's own."""
    near: float | None = None
    """A moment in the year of times without a year; None leaves those unread."""


LOCAL = Clock()


def found(text: str, clock: Clock = LOCAL, within: int = 96) -> tuple[float, int, int] | None:
    """Return the first point in time that stands in the text's start, and where it stands."""
    head = text[:within]
    matches = (pattern.search(head) for pattern in _PATTERNS)
    for match in sorted(filter(None, matches), key=lambda each: each.start()):
        time = _time(match, clock)
        if time is not None:
            return time, match.start(), match.end()
    return None


def moment(text: str, clock: Clock = LOCAL) -> float | None:
    """Read a text that is a point in time in any of the forms; None if it is none."""
    hit = found(text, clock, within=len(text[:96]))
    return hit[0] if hit and hit[1] == 0 else None


def epoch(text: str) -> float | None:
    """Read epoch seconds, with or without a fraction; smaller units are told by their size."""
    if not re.fullmatch(r"\d{9,19}(?:\.\d{1,9})?", text, re.ASCII):
        return None
    number = float(text)
    # Milliseconds, microseconds (journald) and nanoseconds (Go): seconds would be the year 5138.
    unit = next(
        (unit for least, unit in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)) if number > least), 1.0
    )
    return number / unit


def _time(match: re.Match[str], clock: Clock) -> float | None:
    parts = match.groupdict()
    month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"])
    numbers = [month, *(int(parts[name]) for name in ("day", "hour", "minute", "second"))]
    fraction = float(f"0.{parts['fraction']}") if parts["fraction"] else 0.0
    zone = _zone(parts.get("zone"), clock)
    year = parts.get("year")
    if year is not None:
        return _seconds(int(year), numbers, fraction, zone)
    if clock.near is None or not _EARLIEST <= clock.near <= _LATEST:
        return None
    this = datetime.fromtimestamp(clock.near, UTC).year
    times = [_seconds(each, numbers, fraction, zone) for each in (this - 1, this, this + 1)]
    near = (t for t in times if t is not None and abs(t - clock.near) < _HALF_A_YEAR)
    return next(near, None)


def _seconds(year: int, numbers: list[int], fraction: float, zone: tzinfo | None) -> float | None:
    month, day, hour, minute, second = numbers
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        seconds = moment.timestamp() + (second - min(second, 59)) + fraction
    except (ValueError, OverflowError, OSError):
        return None
    return seconds if _EARLIEST <= seconds <= _LATEST else None


def _zone(text: str | None, clock: Clock) -> tzinfo | None:
    if text is None:
        return clock.zone
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    if text[0] in "+-":
        offset = timedelta(hours=int(text[1:3]), minutes=int(text[3:].lstrip(":") or 0))
        if offset >= timedelta(days=1):
            return clock.zone
        return timezone(-offset if text[0] == "-" else offset)
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, LookupError):  # no such zone here
        return clock.zone
