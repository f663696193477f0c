"""The same request without the fields by which a browser names the page it came from."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "origin"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take Origin and Referer away."""
    if "origin" not in exchange.request.fields:
        return NotApplicable("The request has no Origin field.")
    return Experiment((exchange.request.without_fields("origin", "referer"),))
