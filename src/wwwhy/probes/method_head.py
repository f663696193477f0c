"""The same target with the method HEAD and no body."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "method"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask with HEAD."""
    request = exchange.request
    if request.method == "HEAD" and request.body is None:
        return NotApplicable("The request is a HEAD already.")
    bare = request.without_fields("content-type", "content-length", "transfer-encoding", "expect")
    return Experiment((replace(bare, method="HEAD", body=None),))
