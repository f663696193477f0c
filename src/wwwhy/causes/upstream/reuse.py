"""Whether failures follow from a gateway's idle connections: each works once and fails when reused.

A gateway keeps connections to the server behind it. If that server has closed them meanwhile, or
closes them when a second request comes, then whoever gets a kept connection fails, and whoever
gets a new one succeeds and leaves it to the next. So requests sent one after the other fail for as
long as there are kept connections, and then every second time.
"""

from collections.abc import Sequence

_MOST_KEPT = 4


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
