"""The same request with the credential repeated in X-Authorization.

Gateways that run CGI or PHP take `Authorization` away but let other fields through, so an
application that accepts the copy shows that the original was lost on the way.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "field names"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Add a copy of the Authorization field under another name."""
    value = exchange.request.fields.get("authorization")
    if value is None:
        return NotApplicable("The request carries no Authorization field.")
    return Experiment((exchange.request.with_field("X-Authorization", value),))
