"""The same request through the forward proxy that is set for other hosts."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "proxy"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Use the proxy that --noproxy or NO_PROXY keeps from this host."""
    transport = exchange.request.transport
    if transport.proxy is not None or transport.unused_proxy is None:
        return NotApplicable("No proxy is set that this request does not use.")
    return Experiment((exchange.request.with_transport(proxy=transport.unused_proxy),))
