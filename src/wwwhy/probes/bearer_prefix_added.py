"""The same token with the scheme name `Bearer` in front of it."""

import re

from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "token form"
_BARE = re.compile(r"[A-Za-z0-9._~+/=-]{8,}")


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Add the scheme where the Authorization field holds nothing but a token."""
    value = (exchange.request.fields.get("authorization") or "").strip()
    if _BARE.fullmatch(value) is None:
        return NotApplicable("The Authorization field is not a bare token.")
    return Experiment((exchange.request.with_field("Authorization", f"Bearer {value}"),))
