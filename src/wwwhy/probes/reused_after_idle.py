"""The same request twice on one connection, with a pause in which the server may close it."""

from wwwhy.model import Exchange, Experiment

FACTOR = "time"
FAILURE_IS_ANSWER = True
WAITS = True
USUAL = 5.5
"""Seconds: Node, uvicorn and Apache close an idle connection after five, gunicorn after two."""
LONGEST = 10.0
_MARGIN = 0.1


def change(exchange: Exchange) -> Experiment:
    """Pause as long as the connection had been idle when the request failed on it, if known."""
    idle = exchange.connection.idle_before_ms
    pause = USUAL if idle is None else min(idle / 1000 + _MARGIN, LONGEST)
    return Experiment((exchange.request, exchange.request), same_connection=True, pause=pause)
