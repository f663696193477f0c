"""The same request on an HTTP/2 connection that was opened for another name of the server."""

from dataclasses import replace

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "connection"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask the other name for its root, then this one, as browsers do (RFC 9113, 9.1.1).

    The other name is one that shared the connection in a recording, else one of the certificate.
    """
    request = exchange.request
    other = next(iter(other_names(exchange)), None)
    if not request.url.is_secure or other is None:
        return NotApplicable("No other name is known that this server's certificate covers.")
    first = anonymous(request).with_transport(http_version="2")
    first = replace(first.without_fields("host"), method="GET")
    first = first.routed(replace(request.url, host=other, path="/", query=None, userinfo=None))
    if not first.transport.addresses and exchange.connection.remote_address:
        # Both names lead to one server, or a browser would not have shared the connection.
        first = first.with_transport(addresses=(exchange.connection.remote_address,))
    return Experiment((first, request), same_connection=True)


def other_names(exchange: Exchange) -> tuple[str, ...]:
    """Return other hosts that this very server has, those of a shared connection first."""
    connection = exchange.connection
    chain = connection.tls.chain if connection.tls else ()
    certified = chain[0].dns_names if chain else ()
    own = exchange.request.url.host
    names = (*connection.shared_with, *(name for name in certified if "*" not in name))
    return tuple(dict.fromkeys(name.lower() for name in names if name.lower() != own))
