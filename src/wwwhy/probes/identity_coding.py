"""The same request, asking for content that is not compressed (RFC 9110 section 12.5.3)."""

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "content coding"
_NAME = "Accept-Encoding"


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask for `identity` only."""
    request = exchange.request
    if (request.fields.get(_NAME) or "").strip().lower() == "identity":
        return NotApplicable("The request asks for uncompressed content already.")
    return Experiment((request.with_field(_NAME, "identity"),))
