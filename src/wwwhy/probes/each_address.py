"""The same request to each address of the name, one by one."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "address"
FAILURE_IS_ANSWER = True
MOST = 6


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Dial every address on its own."""
    dns = exchange.connection.dns
    addresses = exchange.request.transport.addresses or (dns.addresses if dns else ())
    if len(addresses) < 2:  # noqa: PLR2004
        return NotApplicable("The name has one address only.")
    return Experiment(
        tuple(exchange.request.with_transport(addresses=(each,)) for each in addresses[:MOST])
    )
