"""The same request over IPv4 only."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "ip version"
FAILURE_IS_ANSWER = True
FAMILY = 4


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Use no address of the other family."""
    request = exchange.request
    if request.transport.family == FAMILY:
        return NotApplicable("The request uses IPv4 only already.")
    if request.url.host_is_address:
        return NotApplicable("The URL names an address, not a name.")
    return Experiment((request.with_transport(family=FAMILY),))
