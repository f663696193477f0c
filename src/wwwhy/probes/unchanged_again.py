"""The same request twice more, each on a connection of its own.

The control of every other experiment: what succeeds unchanged was healed by no change. Two at once,
because of two servers that take turns one always answers otherwise than the other.
"""

from wwwhy.model import Exchange, Experiment

FACTOR = "time"
TIMES = 2


def change(exchange: Exchange) -> Experiment:
    """Repeat it unchanged, twice."""
    return Experiment((exchange.request,) * TIMES)
