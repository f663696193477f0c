"""The same request once more, after the time the server asked for (at most ten seconds)."""

import re
from collections.abc import Iterator
from datetime import datetime

from wwwhy.model import Exchange, Experiment, Response
from wwwhy.model.response import http_date
from wwwhy.probes.registry import NotApplicable

FACTOR = "time"
WAITS = True
LONGEST = 10.0
SHORTEST = 2.0
_RESET = re.compile(r"(?:x-)?(?:[\w-]{1,40}-)?rate-?limit-(?:[\w-]{1,40}-)?reset(?:-[\w-]{1,40})?")
_COMBINED = re.compile(r"(?:^|[;,])\s*(?:t|reset)=(\d{1,9})(?!\d)")
_SPAN = re.compile(
    r"(?:(\d{1,4})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?"
)
_EPOCH, _EPOCH_MS = 1e9, 1e12
"""No wait is that many seconds long: such a number is a moment."""
_MAX_FIELD = 256


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Wait as long as the answer says, or two seconds where nothing is said."""
    wait = stated_wait(exchange)
    if wait is not None and wait > LONGEST:
        return NotApplicable("The server asks for a longer wait than a diagnosis can take.")
    return Experiment((exchange.request,), delay=max(SHORTEST if wait is None else wait, 0.0) + 0.2)


def stated_wait(exchange: Exchange) -> float | None:
    """Return for how many seconds an answer asks to wait: Retry-After, else when counts begin anew.

    Counts begin anew after RateLimit's `t` (draft-ietf-httpapi-ratelimit-headers), or at a
    `*-RateLimit-Reset` of any maker: seconds, a moment, or a span such as `6m0s`. The longest of
    several counts, because any of them may be the one that is used up. None if nothing is said.
    """
    response = exchange.response
    if response is None:
        return None
    retry = response.fields.get("retry-after")
    if retry is not None:
        wait = _until(retry.strip(), exchange, response)
        return float("inf") if wait is None else wait
    return max(counts_anew(exchange), default=None)


def counts_anew(exchange: Exchange) -> tuple[float, ...]:
    """Return in how many seconds each counter of an answer begins anew, as far as it tells."""
    response = exchange.response
    if response is None:
        return ()
    return tuple(wait for wait in _resets(response, exchange) if wait is not None)


def _resets(response: Response, exchange: Exchange) -> Iterator[float | None]:
    for name, value in response.fields:
        text = value.strip()[:_MAX_FIELD]
        if name.lower() in {"ratelimit", "x-ratelimit"}:
            yield from (float(seconds) for seconds in _COMBINED.findall(text))
        elif _RESET.fullmatch(name.lower()):
            yield _until(text, exchange, response)


def _until(text: str, exchange: Exchange, response: Response) -> float | None:
    """Read seconds, a span, a number of seconds or milliseconds since 1970, or a date."""
    now = response.date or exchange.received_at
    if re.fullmatch(r"\d{1,15}(?:\.\d{1,9})?", text):
        number = float(text)
        number = number / 1000 if number >= _EPOCH_MS else number
        return number - now if number >= _EPOCH else number
    span = _SPAN.fullmatch(text)
    if span is not None and text:
        hours, minutes, seconds, millis = (float(part or 0) for part in span.groups())
        return hours * 3600 + minutes * 60 + seconds + millis / 1000
    moment = http_date(text) or _iso(text)
    return None if moment is None else moment - now


def _iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
