"""The same request with the host names an application always serves: localhost and its address."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.anonymous import anonymous

FACTOR = "host"


def change(exchange: Exchange) -> Experiment:
    """Send Host: localhost, and Host: the address that was dialled."""
    request = anonymous(exchange.request)
    address = exchange.connection.remote_address
    names = ["localhost", *([address] if address and ":" not in address else [])]
    return Experiment(tuple(request.with_field("Host", name) for name in names))
