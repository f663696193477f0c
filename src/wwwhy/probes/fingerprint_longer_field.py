"""A field of 70 kB: beyond the limits of nearly all servers."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "header size"
FAILURE_IS_ANSWER = True
LENGTH = 70_000


def change(exchange: Exchange) -> Experiment:
    """Send one field of 70,000 bytes."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    return Experiment((plain.with_field("X-Padding", "a" * LENGTH),))
