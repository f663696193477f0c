"""A version that this connection cannot carry: refused by 505, 400 or 426, or not looked at."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "version text"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Write HTTP/3.0 where HTTP/1.1 is spoken (RFC 9112 section 2.3)."""
    plain = anonymous(exchange.request)
    return Experiment((plain.with_transport(http_version="1.1", version_text="HTTP/3.0"),))
