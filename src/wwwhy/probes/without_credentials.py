"""The same request without credentials and cookies, twice.

What differs between the two changes by itself: so noise shows, and servers that take turns, without
one more use of a credential that was refused.
"""

from wwwhy.model import Exchange, Experiment
from wwwhy.model.masking import credential_fields
from wwwhy.probes.key_elsewhere import without_keys
from wwwhy.probes.registry import NotApplicable

FACTOR = "credentials"
TIMES = 2


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take every credential-like field away, and keys in the query; send what is left twice."""
    request = exchange.request
    bare = without_keys(request.without_fields(*credential_fields(request.fields), "cookie"))
    if bare == request:
        return NotApplicable("The request carries no credentials to leave out.")
    return Experiment((bare,) * TIMES)
