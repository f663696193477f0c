"""The same name asked from the configured name servers by a message of our own."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "resolver"
FAILURE_IS_ANSWER = True
_NOT_IN_THE_DNS = ("localhost", "local")
"""Top-level names that no name server may be asked for (RFC 6761 6.3, RFC 6762 section 3)."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Go past hosts files, caches and resolver libraries."""
    request = exchange.request
    if request.url.host_is_address or request.transport.addresses or request.transport.unix_socket:
        return NotApplicable("No name is looked up.")
    if request.transport.resolver is not None:
        return NotApplicable("The name servers were asked directly already.")
    if request.url.host.rstrip(".").lower().rpartition(".")[2] in _NOT_IN_THE_DNS:
        return NotApplicable("Names of this kind are not in the DNS.")
    return Experiment((request.with_transport(resolver="dns"),))
