"""The same request without credentials and cookies."""

from wwwhy.model import Exchange, Experiment
from wwwhy.model.masking import credential_fields
from wwwhy.probes.registry import NotApplicable

FACTOR = "credentials"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take every credential-like field away."""
    request = exchange.request
    names = (*credential_fields(request.fields), "cookie")
    if not any(name in request.fields for name in names):
        return NotApplicable("The request carries no credentials to leave out.")
    return Experiment((request.without_fields(*names),))
