"""The same request without a server name in the TLS handshake."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "sni"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Send no SNI (RFC 6066 section 3)."""
    request = exchange.request
    if not request.url.is_secure:
        return NotApplicable("The request does not use TLS.")
    if request.url.host_is_address or request.transport.tls.sni == "":
        return NotApplicable("No server name was sent already.")
    return Experiment((anonymous(request).with_tls(sni="", verify=False),))
