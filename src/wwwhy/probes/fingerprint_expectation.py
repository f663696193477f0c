"""An expectation that nobody knows: servers answer 417, refuse it, or pass it on."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "expect"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment:
    """Send Expect: foo (RFC 9110 section 10.1.1)."""
    plain = anonymous(exchange.request).with_transport(http_version="1.1")
    return Experiment((plain.with_field("Expect", "foo"),))
