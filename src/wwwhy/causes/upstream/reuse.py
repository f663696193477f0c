"""Whether failures follow from a gateway's idle connections: each works once and fails when reused.

A gateway keeps connections to the server behind it. If that server has closed them meanwhile, or
closes them when a second request comes, then whoever gets a kept connection fails, and whoever
gets a new one succeeds and leaves it to the next. So requests sent one after the other fail every
second time, while of many at once only as many fail as connections were kept. Neither chance nor a
broken half of several servers looks like that.
"""

from collections.abc import Sequence

_MOST_KEPT = 12
_ENOUGH = 2


def follows_reuse(one_by_one: Sequence[bool], at_once: Sequence[bool]) -> bool:
    """Whether these failures (True) are just those of kept connections, in either order of both.

    At least two must have failed and two have succeeded, or nothing could be told.
    """
    failed = sum(one_by_one) + sum(at_once)
    if min(failed, len(one_by_one) + len(at_once) - failed) < _ENOUGH:
        return False
    return any(
        _in_turn_first(one_by_one, at_once, kept) or _at_once_first(one_by_one, at_once, kept)
        for kept in range(_MOST_KEPT)
    )


def _in_turn_first(one_by_one: Sequence[bool], at_once: Sequence[bool], kept: int) -> bool:
    expected, kept = _in_turn(len(one_by_one), kept)
    return expected == list(one_by_one) and sum(at_once) == min(kept, len(at_once))


def _at_once_first(one_by_one: Sequence[bool], at_once: Sequence[bool], kept: int) -> bool:
    failed = sum(at_once)
    if failed != min(kept, len(at_once)):
        return False
    new = len(at_once) - failed
    # How many of the new ones it keeps is its own affair (`keepalive 2`).
    ways = (_in_turn(len(one_by_one), each)[0] for each in range(min(1, new), kept + new + 1))
    return list(one_by_one) in ways


def _in_turn(count: int, kept: int) -> tuple[list[bool], int]:
    """Return which of so many requests in turn fail, and how many connections are kept then."""
    failures = []
    for _ in range(count):
        failures.append(kept > 0)
        kept = kept - 1 if kept else 1
    return failures, kept
