"""The same request without cookies."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "cookies"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take the Cookie field away."""
    if "cookie" not in exchange.request.fields:
        return NotApplicable("The request carries no cookies.")
    return Experiment((exchange.request.without_fields("cookie"),))
