"""The same request as if the site's own page had sent it."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "origin"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Set Origin to the origin of the URL."""
    request = exchange.request
    origin = request.fields.get("origin")
    if origin is None or origin == request.url.origin:
        return NotApplicable("The request does not come from another origin.")
    return Experiment((request.with_field("Origin", request.url.origin),))
