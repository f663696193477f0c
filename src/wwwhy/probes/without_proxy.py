"""The same request straight to the server, past the forward proxy."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "proxy"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Use no proxy."""
    if exchange.request.transport.proxy is None:
        return NotApplicable("The request uses no proxy.")
    return Experiment(
        (exchange.request.with_transport(proxy=None).without_fields("proxy-authorization"),)
    )
