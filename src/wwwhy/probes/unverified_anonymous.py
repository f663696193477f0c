"""The same request past the certificate error, without anything secret, to see what is behind."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "verification"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Look behind the certificate error, carrying no secrets."""
    request = exchange.request
    if not request.url.is_secure or not request.transport.tls.verify:
        return NotApplicable("No verification stands in the way.")
    return Experiment((anonymous(request).with_tls(verify=False),))
