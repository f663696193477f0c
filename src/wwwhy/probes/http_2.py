"""The same request over HTTP/2."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "http version"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Offer HTTP/2 in the TLS handshake."""
    if not exchange.request.url.is_secure:
        return NotApplicable("Without TLS a server does not offer HTTP/2.")
    if exchange.connection.http_version == "2":
        return NotApplicable("The request went over HTTP/2 already.")
    return Experiment((exchange.request.with_transport(http_version="2"),))
