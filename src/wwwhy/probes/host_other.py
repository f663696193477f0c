"""The same request for a host that nobody has: what the server gives to strangers."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "host"
NOBODY = "wwwhy-probe.invalid"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Send a Host field that matches no site; SNI stays, so only the routing by Host differs."""
    request = anonymous(exchange.request).with_field("Host", NOBODY)
    return Experiment((request,))
