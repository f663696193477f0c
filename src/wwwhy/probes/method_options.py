"""The same target with the method OPTIONS and no body."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "method"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask with OPTIONS."""
    request = exchange.request
    if request.method == "OPTIONS" and request.body is None:
        return NotApplicable("The request is a OPTIONS already.")
    bare = request.without_fields("content-type", "content-length", "transfer-encoding", "expect")
    return Experiment((replace(bare, method="OPTIONS", body=None),))
