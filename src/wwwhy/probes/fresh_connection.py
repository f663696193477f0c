"""The same request again, on a connection of its own."""

from wwwhy.model import Exchange, Experiment

FACTOR = "connection"


def change(exchange: Exchange) -> Experiment:
    """Repeat it unchanged."""
    return Experiment((exchange.request,))
