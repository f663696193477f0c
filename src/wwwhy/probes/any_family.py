"""The same request over IPv4 or IPv6, where the user's own command allows one of them only."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "ip version"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Leave -4 or -6 out."""
    request = exchange.request
    if request.transport.family is None:
        return NotApplicable("The request may use both IP versions already.")
    if request.url.host_is_address:
        return NotApplicable("The URL names an address, not a name.")
    return Experiment((request.with_transport(family=None),))
