"""Recorded redirects that lead to their own address: a circle, although each answer looks whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from wwwhy.errors import InputError, Sentence
from wwwhy.model import Exchange, Failure
from wwwhy.sources.raw import UNKNOWN_URL


def with_circles_named(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return the exchanges of one recording, with the failure where a redirect has no end.

    What counts is how the last visit to an address ended. A redirect to itself that sets a cookie
    may be meant to end with the next visit; where none was recorded, it is taken as whole.
    """
    ends = {_visit(each): _leads_to_itself(each) for each in exchanges}
    repeated = _repeated(exchanges)
    return [
        _endless(each)
        if ends[_visit(each)] and _leads_to_itself(each) and not _may_yet_end(each, repeated)
        else each
        for each in exchanges
    ]


def _visit(exchange: Exchange) -> tuple[str, str]:
    return exchange.request.method, str(replace(exchange.request.url, fragment=None))


def _leads_to_itself(exchange: Exchange) -> bool:
    """Whether a request that may be repeated is led back; a form that was sent leads on so."""
    response = exchange.response
    is_asked = exchange.request.is_safe and exchange.request.url.host != UNKNOWN_URL.host
    if exchange.failure is not None or response is None or not is_asked:
        return False
    location = response.fields.get("location")
    if not response.is_redirect or location is None:
        return False
    try:
        there = exchange.request.url.join(location)
    except InputError:
        return False
    return _visit(exchange)[1] == str(replace(there, fragment=None))


def _repeated(exchanges: Sequence[Exchange]) -> frozenset[tuple[str, str]]:
    """Return what was led back to itself more than once."""
    counts = Counter(_visit(each) for each in exchanges if _leads_to_itself(each))
    return frozenset(visit for visit, count in counts.items() if count > 1)


def _may_yet_end(exchange: Exchange, repeated: frozenset[tuple[str, str]]) -> bool:
    response = exchange.response
    sets = response is not None and "set-cookie" in response.fields
    return sets and _visit(exchange) not in repeated


def _endless(exchange: Exchange) -> Exchange:
    detail = Sentence("The redirect leads back to its own address.")
    return replace(exchange, failure=Failure("http.response.redirect_loop", detail))
