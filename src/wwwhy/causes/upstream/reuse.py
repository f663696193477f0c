"""Whether failures follow from a gateway's idle connections: each works once and fails when reused.

A gateway keeps connections to the server behind it. If that server has closed them meanwhile, or
closes them when a second request comes, then whoever gets a kept connection fails, and whoever
gets a new one succeeds and leaves it to the next. So requests sent one after the other fail for as
long as there are kept connections, and then every second time.
"""

from collections.abc import Sequence

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.model import Exchange

_MOST_KEPT = 4
SERIES = ("one-by-one", "repeated")
"""Probes that send the same request several times, in turn and at once."""
AGAIN = ("fresh-connection", *SERIES)
"""All probes that send the same request, or the safe twin of it."""


def kept_before(one_by_one: Sequence[bool]) -> int | None:
    """Return how many connections were kept before, if these failures (True) follow from reuse.

    None if they do not. Chance rarely looks like that. One broken server of two does, where no more
    than one connection was kept: it never fails twice in a row, and it fails just as often where
    requests are sent at once.
    """
    if len(one_by_one) <= _MOST_KEPT:
        return None
    fitting = (
        kept for kept in range(_MOST_KEPT) if _expected(len(one_by_one), kept) == [*one_by_one]
    )
    return next(fitting, None)


def _expected(count: int, kept: int) -> list[bool]:
    failures = []
    for _ in range(count):
        failures.append(kept > 0)
        kept = kept - 1 if kept else 1
    return failures


def series(case: Case) -> tuple[list[Exchange], list[Exchange]]:
    """Return which of the unchanged requests were served, and which ended as the user's own."""
    again = (each for name in AGAIN for each in case.probe(name).exchanges)
    unchanged = [case.control, *again]
    served = [each for each in unchanged if is_success(each)]
    return served, [each for each in unchanged if same_outcome(each, case.exchange)]


def failures(case: Case, probe_id: str) -> list[bool]:
    """Return which exchanges of a probe failed as the request did; none if one ended otherwise."""
    exchanges = case.probe(probe_id).exchanges
    failed = [same_outcome(each, case.exchange) for each in exchanges]
    known = all(f or is_success(e) for f, e in zip(failed, exchanges, strict=True))
    return failed if known else []
