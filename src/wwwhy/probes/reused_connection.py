"""The same request twice on one connection."""

from wwwhy.model import Exchange, Experiment

FACTOR = "connection"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Send it, then send it again on the connection that is still open."""
    return Experiment((exchange.request, exchange.request), same_connection=True)
