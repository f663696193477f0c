"""Values of evidence as a person writes them: times, spans, sizes, lists, yes and no.

A sentence may say what a value is: `{expires:time}`, `{waited:seconds}`, `{waited:ms}`,
`{size:bytes}`, `{name:text}`. Where it does not, the value's name tells (`*_at`, `*_ms`,
`*_bytes`), and a float that can only be seconds since the epoch is a time.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.outside import outside
from wwwhy.model.failure import FAILURE_TYPES
from wwwhy.model.finding import Value

_EPOCH = (3e8, 1e10)
"""From 1979 to 2286: floats in this range are moments, nothing else we measure is."""
_KINDS = (
    ("time", re.compile(r"(.*_)?(at|expires|expired|date|time|not_before|not_after|since|until)")),
    ("ms", re.compile(r"(.*_)?(ms|milliseconds)")),
    ("seconds", re.compile(r"(.*_)?(s|seconds|skew|age|offset|lifetime|retry_after)")),
    ("bytes", re.compile(r"(.*_)?(bytes|size|body_length|content_length)")),
)
_SPANS = (
    ("year", 365.25 * 86400),
    ("month", 30.44 * 86400),
    ("day", 86400.0),
    ("hour", 3600.0),
    ("minute", 60.0),
    ("second", 1.0),
)


def shown(value: Value, words: Phrases, *, name: str = "", kind: str = "", now: float = 0) -> str:
    """Write one value; `now` is what times are relative to, 0 leaves the relation out."""
    if value is None or isinstance(value, bool):
        return words("value", "none" if value is None else "yes" if value else "no")
    if isinstance(value, tuple):
        listed = ", ".join(shown(item, words, kind="text") for item in value)
        return listed or words("value", "nothing")
    if isinstance(value, str):
        return outside(words.named("box", value)) if name == "box" else _text(value, words)
    writer = _WRITERS.get(kind or _guessed(name, value))
    if not math.isfinite(value) or writer is None:
        return _number(value, words)
    return writer(value, words, now)


def span(seconds: float, words: Phrases) -> str:
    """Write a length of time in at most two units: `3 min 20 s`, `350 ms`."""
    if not math.isfinite(seconds):
        return str(seconds)
    sign = "-" if seconds < 0 else ""
    seconds = abs(seconds)
    if seconds < 1:
        return sign + words("unit", "ms", n=round(seconds * 1000))
    if seconds < 10 and seconds != int(seconds):  # noqa: PLR2004 (a tenth matters in small spans)
        return sign + words("unit", "s", n=_number(round(seconds, 1), words))
    whole = round(seconds)
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [("d", days), ("h", hours), ("min", minutes), ("s", rest)]
    first = next(i for i, (_, n) in enumerate(parts) if n)
    return sign + " ".join(words("unit", u, n=n) for u, n in parts[first : first + 2] if n)


def size(count: float, words: Phrases) -> str:
    """Write a number of bytes: `512 bytes`, `1.5 KiB`."""
    if abs(count) < 1024:  # noqa: PLR2004 (a kibibyte)
        return words("unit", "bytes", n=round(count))
    value, unit = count / 1024, "kib"
    for larger in ("mib", "gib"):
        if abs(value) < 1024:  # noqa: PLR2004
            break
        value, unit = value / 1024, larger
    return words("unit", unit, n=_number(round(value, 1), words))


def moment(epoch: float, words: Phrases, now: float = 0) -> str:
    """Write a time in UTC and how far from `now` it is."""
    try:
        written = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return _number(epoch, words)
    if not now or not math.isfinite(now):
        return words("value", "time", moment=written)
    return words("value", "time_relative", moment=written, relative=_relative(epoch - now, words))


def _relative(delta: float, words: Phrases) -> str:
    distance = abs(delta)
    if distance < 1:
        return words("value", "now")
    unit, length = next((u, n) for u, n in _SPANS if distance >= n)
    # Floored, not rounded: "2 hours ago" must not be said of 1 h 31 min.
    written = words("span", unit, n=int(distance // length))
    return words("value", "ago" if delta < 0 else "ahead", span=written)


def _guessed(name: str, value: float) -> str:
    kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(name)), "")
    can_be_time = _EPOCH[0] <= value <= _EPOCH[1]
    if kind == "time" and not can_be_time:
        return ""
    if not kind and isinstance(value, float) and can_be_time:
        return "time"
    return kind


def _text(value: str, words: Phrases) -> str:
    if not value.strip():
        return words("value", "blank" if value else "empty")
    if value in FAILURE_TYPES and "." in value:
        return words("value", "failed", what=words("failure", value))
    return outside(value)


def _number(value: float, words: Phrases) -> str:
    if not math.isfinite(value):
        return str(value)
    if value == int(value):
        return str(int(value))
    written = f"{value:.3f}".rstrip("0").rstrip(".")
    return written.replace(".", words("value", "decimal"))


_WRITERS: Mapping[str, Callable[[float, Phrases, float], str]] = {
    "time": moment,
    "seconds": lambda value, words, _: span(value, words),
    "ms": lambda value, words, _: span(value / 1000, words),
    "bytes": lambda value, words, _: size(value, words),
}
