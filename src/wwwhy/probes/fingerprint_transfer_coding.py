"""A transfer coding that nobody knows, without a body: answered by 501, 400 or not at all."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "transfer-encoding"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Send Transfer-Encoding: foo (RFC 9112 section 6.1)."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    return Experiment((plain.with_field("Transfer-Encoding", "foo"),))
