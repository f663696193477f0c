"""The same request without the field by which a browser names the page's origin."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "origin"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take Origin away; Referer stays, because servers refuse by that one as well."""
    if "origin" not in exchange.request.fields:
        return NotApplicable("The request has no Origin field.")
    return Experiment((exchange.request.without_fields("origin"),))
