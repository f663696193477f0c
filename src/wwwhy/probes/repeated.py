"""The same request six times, each on a connection of its own."""

from wwwhy.model import Exchange, Experiment

FACTOR = "time"
TIMES = 6


def change(exchange: Exchange) -> Experiment:
    """Repeat it unchanged: a fault that comes and goes shows."""
    return Experiment((exchange.request,) * TIMES)
