"""The same request with a small header: no cookies, no long field, two kilobytes at most."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields
from wwwhy.probes.registry import NotApplicable

FACTOR = "header size"
BIG = 512
"""Longest value that stays, in bytes."""
SMALL = 2048
"""Most that all lines together keep, in bytes."""


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
    places, kept = set(), 0
    for place, line in enumerate(fields):
        size = len(line.name) + len(line.value) + 4
        if len(line.value) > BIG or line.name.lower() == "cookie" or kept + size > SMALL:
            places.add(place)
        else:
            kept += size
    return frozenset(places)
