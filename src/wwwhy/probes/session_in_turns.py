"""The same request four times and then twice without its cookies, one after the other.

Servers that take turns show their number by the rhythm of their answers; strangers show whether
the cookies matter at all.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "cookies"
WITH, WITHOUT = 4, 2


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Keep an order in time, each on a connection of its own."""
    request = exchange.request
    if "cookie" not in request.fields:
        return NotApplicable("The request carries no cookies.")
    strangers = (request.without_fields("cookie"),) * WITHOUT
    return Experiment((*(request,) * WITH, *strangers), in_order=True, may_overlap=True)
