"""What the wait for the answer shows, and the waits for others beside it."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.gateway import fails_alike, is_round, sooner, waited
from wwwhy.model import Evidence, Strength, Value

SHORTEST = 0.8
"""Seconds: nobody's patience is shorter than a second."""


def long_wait(case: Case) -> Evidence:
    """Return how long the answer took, and whether a limit ends a wait like this."""
    values: dict[str, Value] = {
        "box": case.answered_by.name,
        "status": case.status,
        "seconds": round(waited(case.exchange), 1),
    }
    index = case.exchange.index
    if is_round(case.exchange):
        return Evidence("round_wait", values, Strength.STRONG, exchange=index, pointer="timing")
    return Evidence("waited", values, Strength.WEAK, exchange=index, pointer="timing")


def quick_answers(case: Case) -> tuple[Evidence, ...]:
    """Return the answers that came from behind the gateway in much less time."""
    found = []
    for other in sooner(case):
        values: dict[str, Value] = {
            "method": other.request.method,
            "path": other.request.url.path,
            "status": other.status,
            "seconds": round(waited(other), 3),
        }
        found.append(Evidence("quick_answer", values, exchange=other.index))
    return tuple(found)


def slow_answers(case: Case) -> tuple[Evidence, ...]:
    """Return that a path beside it fails alike after a wait of its own."""
    other = fails_alike(case, "random-sibling")
    if other is None or waited(other) < SHORTEST:
        return ()
    values: dict[str, Value] = {"path": other.request.url.path, "seconds": round(waited(other), 1)}
    return (Evidence("all_wait", values, Strength.WEAK, exchange=other.index),)
