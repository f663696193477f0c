"""The same request over IPv6 only."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "ip version"
FAILURE_IS_ANSWER = True
FAMILY = 6


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Use no address of the other family."""
    request = exchange.request
    if request.transport.family == FAMILY:
        return NotApplicable("The request uses IPv6 only already.")
    if request.url.host_is_address:
        return NotApplicable("The URL names an address, not a name.")
    return Experiment((request.with_transport(family=FAMILY),))
