"""A field of 33 kB: beyond the limits of most servers, within those of some proxies."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "header size"
FAILURE_IS_ANSWER = True
LENGTH = 33_000


def change(exchange: Exchange) -> Experiment:
    """Send one field of 33,000 bytes."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    return Experiment((plain.with_field("X-Padding", "a" * LENGTH),))
