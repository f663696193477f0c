"""The same request judged by another list of certificate authorities."""

from wwwhy.model import Exchange, Experiment, Store
from wwwhy.probes.anonymous import anonymous
from wwwhy.probes.registry import NotApplicable

FACTOR = "trust store"
FAILURE_IS_ANSWER = True


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Use the stores the baseline was not judged by: the system's and Mozilla's (certifi)."""
    tls = exchange.connection.tls
    if tls is None or not tls.chain:
        return NotApplicable("No certificate was seen.")
    stores = [store for store in (Store.SYSTEM, Store.CERTIFI) if store.value in tls.trusted_by]
    if not stores or "user" in tls.trusted_by:
        return NotApplicable("No other store judges this chain differently.")
    request = anonymous(exchange.request).with_tls(store=stores[0])
    if stores[0] is Store.SYSTEM:
        # So that the command which shows it needs no file of the user's own.
        request = request.with_tls(ca_file=None, ca_path=None)
    return Experiment((request,))
