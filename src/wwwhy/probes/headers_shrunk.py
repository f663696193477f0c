"""The same request with a small header: no cookies, no field above half a kilobyte."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment, Fields
from wwwhy.probes.registry import NotApplicable

FACTOR = "header size"
BIG = 512


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Drop what is big; credentials go too if they are."""
    request = exchange.request
    small = tuple(
        line for line in request.fields if len(line.value) <= BIG and line.name.lower() != "cookie"
    )
    if small == request.fields.lines:
        return NotApplicable("The request's header is small already.")
    return Experiment((replace(request, fields=Fields(small)),))
