"""The same request with a server name in the TLS handshake that nobody has."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "sni"
FAILURE_IS_ANSWER = True
NOBODY = "wwwhy-probe.invalid"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Send an SNI that matches no site."""
    if not exchange.request.url.is_secure:
        return NotApplicable("The request does not use TLS.")
    return Experiment((anonymous(exchange.request).with_tls(sni=NOBODY, verify=False),))
