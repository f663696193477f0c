"""The same request without the fields of which nobody can tell what they are for, and cookies.

Where nothing in a request is a credential by its name, a field that a site invented may be one:
an answer that changes shows that something of it is looked at.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.model.masking import is_address_field, is_public_field
from wwwhy.probes.registry import NotApplicable

FACTOR = "other fields"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Keep the fields whose meaning is public, and take all others and the cookies away."""
    names = {line.name for line in exchange.request.fields}
    others = [name for name in names if not (is_public_field(name) or is_address_field(name))]
    if not others:
        return NotApplicable("The request carries no fields but the usual ones.")
    return Experiment((exchange.request.without_fields(*others),))
