"""The same request six times, one after the other, each on a connection of its own."""

from wwwhy.model import Exchange, Experiment

FACTOR = "time"
TIMES = 6


def change(exchange: Exchange) -> Experiment:
    """Repeat it without a pause: what a gateway kept from the request before, it uses again."""
    return Experiment((exchange.request,) * TIMES, in_order=True)
