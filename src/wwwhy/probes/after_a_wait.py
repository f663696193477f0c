"""The same request once more, after the time the server asked for (at most ten seconds)."""

from wwwhy.model import Exchange, Experiment
from wwwhy.model.response import http_date
from wwwhy.probes.registry import NotApplicable

FACTOR = "time"
WAITS = True
LONGEST = 10.0
SHORTEST = 2.0


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Wait as long as Retry-After says, or two seconds where nothing is said."""
    response = exchange.response
    stated = response.fields.get("retry-after") if response else None
    wait = SHORTEST if stated is None else _seconds(stated, exchange)
    if wait is None or wait > LONGEST:
        return NotApplicable("The server asks for a longer wait than a diagnosis can take.")
    return Experiment((exchange.request,), delay=max(wait, 0.0) + 0.2)


def _seconds(stated: str, exchange: Exchange) -> float | None:
    """Read Retry-After in either of its forms (RFC 9110 section 10.2.3)."""
    if stated.strip().isdigit():
        return float(stated.strip()[:9])
    moment = http_date(stated)
    date = exchange.response.date if exchange.response else None
    return None if moment is None else moment - (date or exchange.received_at)
