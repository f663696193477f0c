"""Whether the size of a request's header is what a server refuses, by experiments on its fields."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case, ProbeState, same_answer, same_outcome
from wwwhy.model import Evidence, Exchange, Fields, Polarity, Strength, Value

SAYS_SO = frozenset({431, 494})
"""Statuses that mean just this (RFC 6585 section 5; nginx's own)."""
PROBES = ("headers-shrunk", "headers-padded", "values-padded", "values-shortened")
_AGAIN = "unchanged-again"
STATES = re.compile(
    r"header.{0,60}(?:too (?:large|long|big|many)|exceed|limit|size)"
    r"|too (?:large|long|big|many).{0,30}header",
    re.IGNORECASE,
)
"""What logs say of it."""
_PAGE = re.compile(
    r"headers?\b.{0,60}(?:too (?:large|long|big)\b|exceed)"
    r"|too (?:large|long|big|many)\b.{0,30}header"
    r"|too many headers\b",
    re.IGNORECASE,
)
"""What pages say of it: nginx, Apache, gunicorn, Tomcat, IIS, Jetty."""
_OF_REQUESTS = frozenset({400, 403, 413})
"""Where a page speaks of headers, it means the request's; in a 502 those of a response."""
_SHORT = 4096


def is_steady(case: Case) -> bool | None:
    """Whether the unchanged request goes on failing alike; None if it was not sent again."""
    again = case.probe(_AGAIN)
    return all(alike(each, case.control) for each in again.exchanges) if again.done else None


def is_all_told(case: Case) -> bool:
    """Whether all that could tell size from content was made: what is left then is content."""
    settled = {ProbeState.DONE, ProbeState.NOT_APPLICABLE}
    return all(case.probe(name).state in settled for name in PROBES)


def as_much(case: Case) -> Evidence | None:
    """Return the evidence that as many bytes without meaning are refused as well."""
    shrunk, padded = (case.probe(name).first for name in PROBES[:2])
    values: dict[str, Value] = {"refused": case.outcome}
    if shrunk is not None and alike(shrunk, case.control):
        return _as_much_again(case)
    if padded is not None and alike(padded, case.control):
        return Evidence("same_size_refused", values, Strength.CONCLUSIVE, exchange=padded.index)
    long, short = (case.probe(name).first for name in PROBES[2:])
    if long is None or short is None or alike(short, case.control):
        return None
    if not alike(long, case.control):
        return None
    values["then"] = ended(short)
    return Evidence("same_names_refused", values, Strength.CONCLUSIVE, exchange=long.index)


def _as_much_again(case: Case) -> Evidence | None:
    """Compare by what is said, since even a small header ends in this status.

    All experiments must agree, for servers that answer in turns have several pages of one status.
    One name alone will do only where the page speaks of size: `session unknown` and `session too
    short` are about what stands in a field.
    """
    padded, long, short = (case.probe(name).first for name in PROBES[1:])
    same = [each for each in (padded, long) if each is not None and _says_the_same(case, each)]
    agree = padded in same and (long is None or long in same)
    if not is_all_told(case) or not same or not (agree or stated(case)):
        return None
    if short is not None and _says_the_same(case, short):
        return None
    values: dict[str, Value] = {"refused": case.outcome}
    index = same[0].index
    return Evidence("same_size_same_words", values, Strength.CONCLUSIVE, exchange=index)


def _says_the_same(case: Case, one: Exchange) -> bool:
    return alike(one, case.control) and asking.apart(case, one, case.control) is False


def stated(case: Case) -> Evidence | None:
    """Return the evidence that a short page says so of the request's header."""
    response = case.response
    if response is None or case.status not in _OF_REQUESTS or response.body_length > _SHORT:
        return None
    if _PAGE.search(response.text) is None:
        return None
    values: dict[str, Value] = {"status": case.status}
    index = case.exchange.index
    return Evidence("page_says", values, exchange=index, pointer="response.body")


def by_less(case: Case, shrunk: Exchange) -> Evidence | None:
    """Return the evidence that a small header ends otherwise; None if it does not.

    The same status in other words is another refusal, which waited behind the first.
    """
    if alike(shrunk, case.control):
        # Until the request was sent again it is open whether these words change by themselves.
        if asking.apart(case, shrunk, case.control) is False:
            return None
        same: dict[str, Value] = {"refused": case.outcome}
        return Evidence("small_differs", same, exchange=shrunk.index)
    values: dict[str, Value] = {"refused": case.outcome, "then": ended(shrunk)}
    return Evidence("small_passes", values, Strength.CONCLUSIVE, exchange=shrunk.index)


def ended(exchange: Exchange) -> str | int | None:
    """Return how an exchange ended: its failure's id, or its status."""
    return exchange.failure.type if exchange.failure else exchange.status


def alike(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges ended alike; ways to end without any response are one."""
    nothing = one.response is None and other.response is None
    return same_outcome(one, other) or nothing


def against(case: Case) -> Evidence | None:
    """Return what rules it out: a small header refused alike, or the same size let through.

    Under other names the same size says nothing of a limit that a field has by its name.
    """
    shrunk, padded, long, _ = (case.probe(name).first for name in PROBES)
    if shrunk is not None and _is_same(case, shrunk):
        values: dict[str, Value] = {"refused": case.outcome}
        return Evidence(
            "small_refused_too", values, Strength.CONCLUSIVE, Polarity.AGAINST, shrunk.index
        )
    if shrunk is None or padded is None or long is None or case.status in SAYS_SO:
        return None
    if any(alike(each, case.control) for each in (padded, long)):
        return None
    values = {"then": ended(long)}
    return Evidence("same_size_passes", values, Strength.CONCLUSIVE, Polarity.AGAINST, long.index)


def _is_same(case: Case, shrunk: Exchange) -> bool:
    """Whether a small header gets the same, noise apart; pages of one length may say two things."""
    return same_answer(shrunk, case.control) and _says_the_same(case, shrunk)


def measured(fields: Fields) -> Evidence:
    """Return how large a header is, and which of its fields is the largest."""
    largest = max(fields, key=lambda line: len(line.value), default=None)
    values: dict[str, Value] = {
        "size": fields.size,
        "field": largest.name if largest else "",
        "largest": len(largest.value) if largest else 0,
    }
    return Evidence("sizes", values, Strength.WEAK, pointer="request.headers")
