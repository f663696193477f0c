"""The same request with TLS 1.2 at most, where a client certificate is judged in the handshake.

TLS 1.3 judges it when the client has long sent its request (RFC 8446 section 4.4.2).
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "TLS version"
FAILURE_IS_ANSWER = True
VERSION = "1.2"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Offer nothing newer than TLS 1.2."""
    request = exchange.request
    tls = exchange.connection.tls
    if not request.url.is_secure or request.transport.http_version == "3":
        return NotApplicable("The request does not use TLS over TCP.")
    if tls is not None and tls.version not in {None, "TLSv1.3"}:
        return NotApplicable("The connection used TLS 1.2 or older already.")
    if request.transport.tls.min_version == "1.3":
        return NotApplicable("The request insists on TLS 1.3.")
    return Experiment((request.with_tls(max_version=VERSION),))
