"""The same request without credentials and cookies."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from wwwhy.model import Exchange, Experiment, Request
from wwwhy.model.masking import credential_fields
from wwwhy.probes.key_elsewhere import QUERY_NAMES
from wwwhy.probes.registry import NotApplicable

FACTOR = "credentials"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Take every credential-like field away, and keys in the query."""
    request = exchange.request
    bare = _without_keys(request.without_fields(*credential_fields(request.fields), "cookie"))
    if bare == request:
        return NotApplicable("The request carries no credentials to leave out.")
    return Experiment((bare,))


def _without_keys(request: Request) -> Request:
    pairs = parse_qsl(request.url.query or "", keep_blank_values=True)
    kept = [pair for pair in pairs if pair[0].lower() not in QUERY_NAMES]
    if kept == pairs:
        return request
    return replace(request, url=replace(request.url, query=urlencode(kept) or None))
