"""Whether the size of a request's header is what a server refuses, by experiments on its fields."""

from wwwhy.causes.case import Case, ProbeState, same_answer, same_outcome
from wwwhy.model import Evidence, Exchange, Fields, Polarity, Strength, Value

SAYS_SO = frozenset({431, 494})
"""Statuses that mean just this (RFC 6585 section 5; nginx's own)."""
PROBES = ("headers-shrunk", "headers-padded", "values-padded", "values-shortened")
_AGAIN = "unchanged-again"


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
    padded = case.probe("headers-padded").first
    values: dict[str, Value] = {"refused": case.outcome}
    if padded is not None and alike(padded, case.control):
        return Evidence("same_size_refused", values, Strength.CONCLUSIVE, exchange=padded.index)
    long, short = (case.probe(name).first for name in PROBES[2:])
    if long is None or short is None or alike(short, case.control):
        return None
    if not alike(long, case.control):
        return None
    values["then"] = ended(short)
    return Evidence("same_names_refused", values, Strength.CONCLUSIVE, exchange=long.index)


def by_less(case: Case, shrunk: Exchange) -> Evidence | None:
    """Return the evidence that a small header ends otherwise; None if it does not."""
    if alike(shrunk, case.control):
        return None
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
    if shrunk is not None and same_answer(shrunk, case.control):
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


def measured(fields: Fields) -> Evidence:
    """Return how large a header is, and which of its fields is the largest."""
    largest = max(fields, key=lambda line: len(line.value), default=None)
    values: dict[str, Value] = {
        "size": fields.size,
        "field": largest.name if largest else "",
        "largest": len(largest.value) if largest else 0,
    }
    return Evidence("sizes", values, Strength.WEAK, pointer="request.headers")
