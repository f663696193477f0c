"""The same request as HTTP/1.0."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "http version"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Speak HTTP/1.0."""
    if exchange.request.transport.http_version == "1.0":
        return NotApplicable("The request is HTTP/1.0 already.")
    return Experiment((exchange.request.with_transport(http_version="1.0"),))
