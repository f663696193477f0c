"""No Host at all: most servers refuse it, as HTTP/1.1 demands, and some serve it all the same."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "host"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Leave the Host line out (RFC 9112 section 3.2)."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1", host_line=False)
    return Experiment((plain.without_fields("host"),))
