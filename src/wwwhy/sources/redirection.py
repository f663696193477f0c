"""The redirects of a recording that led to one of its entries."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wwwhy.model import Exchange, Url
from wwwhy.model.masking import credential_fields

MOST_HOPS = 50
_LOOKED_BACK = 200
"""Entries: a page fetches many other things between a redirect and where it leads."""
_PATIENCE = 10.0
"""Seconds: a client follows at once; who comes later was not led there."""
_CLOCK = 1.0
"""Seconds by which recorded times may overlap."""


def find_hops(entries: Sequence[Exchange], last: Exchange) -> tuple[Exchange, ...]:
    """Return the entries that led to one of them by redirects, the first first, and that one.

    Each says what the redirect before it left behind. The cookies of a recording are a browser's,
    which stores what fits.
    """
    place = next((n for n, each in enumerate(entries) if each is last), 0)
    hops = [last]
    for before, earlier in _backwards(entries, place):
        hops[0] = replace(hops[0], withheld=_withheld(before, hops[0]))
        request = replace(before.request, cookie_jar=True)
        hops.insert(0, replace(before, request=request))
        if earlier == 0 or len(hops) == MOST_HOPS:
            break
    return tuple(hops)


def _backwards(entries: Sequence[Exchange], place: int) -> Iterator[tuple[Exchange, int]]:
    while (found := _leading(entries, place)) is not None:
        place = found
        yield entries[place], place


def _leading(entries: Sequence[Exchange], place: int) -> int | None:
    """Return the place of the entry whose redirect leads to another; None if nothing led there."""
    goal = entries[place]
    for earlier in range(place - 1, max(place - _LOOKED_BACK, 0) - 1, -1):
        each = entries[earlier]
        if _is_followed(each, goal):
            return earlier
        if _bare(each.request.url) == _bare(goal.request.url):
            return None  # it was here that the redirect led, and this is a visit of its own
    return None


def _is_followed(redirect: Exchange, goal: Exchange) -> bool:
    target = redirect.leads_to
    if target is None or _bare(target) != _bare(goal.request.url):
        return False
    if goal.request.method not in {redirect.request.method, "GET"}:
        return False
    began, ended = goal.timing.started_at, redirect.received_at
    timed = began > 0 and redirect.timing.started_at > 0
    return not timed or -_CLOCK <= began - ended <= _PATIENCE


def _withheld(before: Exchange, hop: Exchange) -> tuple[str, ...]:
    """Return the credentials that went no further; a browser keeps cookies by rules of its own."""
    names = credential_fields(before.request.fields)
    moved = before.request.url.origin != hop.request.url.origin
    kept = {line.name.lower() for line in hop.request.fields} | {"cookie", "cookie2"}
    lost = tuple(name for name in names if moved and name.lower() not in kept)
    return lost if before.request.method == hop.request.method else (*lost, "method")


def _bare(url: Url) -> Url:
    return replace(url, userinfo=None, fragment=None)
