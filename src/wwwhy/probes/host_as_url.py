"""The same request with the Host field made equal to the URL's host."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "host"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Let Host follow from the URL again."""
    request = exchange.request
    host = request.fields.get("host")
    if host is None or host.lower() == request.url.authority:
        return NotApplicable("The Host field follows from the URL already.")
    return Experiment((request.without_fields("host"),))
