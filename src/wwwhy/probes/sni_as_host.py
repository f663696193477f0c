"""The same request with the server name of the TLS handshake made equal to the Host field."""

from wwwhy.errors import InputError
from wwwhy.model import Exchange, Experiment
from wwwhy.model.url import Url
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "sni"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Send the Host field's name as SNI."""
    request = exchange.request
    host = request.fields.get("host")
    if not request.url.is_secure or host is None:
        return NotApplicable("The request sets no Host of its own over TLS.")
    try:
        name = Url.parse(f"https://{host}").host
    except InputError:
        return NotApplicable("The Host field is not a name that TLS can carry.")
    if name == (request.transport.tls.sni or request.url.host):
        return NotApplicable("Both names agree already.")
    return Experiment((anonymous(request).with_tls(sni=name, verify=False),))
