"""A Host without a value: allowed by the grammar, refused by some parsers."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "host"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Send Host with no value (RFC 9112 section 3.2)."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    return Experiment((plain.with_field("Host", ""),))
