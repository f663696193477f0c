"""The same request with a small header: no cookies, no long field, two kilobytes, a few lines."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields
from wwwhy.probes.registry import NotApplicable

FACTOR = "header size"
BIG = 512
"""Longest value that stays, in bytes."""
SMALL = 2048
"""Most that all lines together keep, in bytes."""
FEW = 24
"""Most lines that stay; servers limit their number as well (Apache 100, HAProxy 101)."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Drop what is big; credentials go too if they are."""
    request = exchange.request
    places = dropped(request.fields)
    if not places:
        return NotApplicable("The request's header is small already.")
    small = (line for place, line in enumerate(request.fields) if place not in places)
    return Experiment((replace(request, fields=Fields(tuple(small))),))


def dropped(fields: Fields) -> frozenset[int]:
    """Return the places of the lines that make a header big."""
    places: set[int] = set()
    kept = 0
    for place, line in enumerate(fields):
        size = len(line.name) + len(line.value) + 4
        full = kept + size > SMALL or place - len(places) >= FEW
        if len(line.value) > BIG or line.name.lower() == "cookie" or full:
            places.add(place)
        else:
            kept += size
    return frozenset(places)
