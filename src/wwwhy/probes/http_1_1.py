"""The same request as HTTP/1.1."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "http version"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Speak HTTP/1.1 and offer nothing else."""
    if exchange.connection.http_version == "1.1":
        return NotApplicable("The request went over HTTP/1.1 already.")
    return Experiment((exchange.request.with_transport(http_version="1.1"),))
