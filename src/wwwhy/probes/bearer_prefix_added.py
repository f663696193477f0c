"""The same token with a scheme in front of it: the one the server asks for, and `Bearer`."""

import re

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import bearer
from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "token form"
_BARE = re.compile(r"[A-Za-z0-9._~+/=-]+")
_OTHERS = {"token": "Token", "jwt": "JWT", "apikey": "ApiKey", "api-key": "Api-Key"}
"""Schemes that carry one token as well, as their applications write them (Django, Rails, Flask)."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Add the scheme where the Authorization field holds nothing but a token."""
    value = (exchange.request.fields.get("authorization") or "").strip()
    token = bearer.token_of(exchange.request)
    if _BARE.fullmatch(value) is None or token is None or not token.lacks_prefix:
        return NotApplicable("The Authorization field is not a bare token.")
    named = _challenged(exchange)
    # Where no scheme is asked for, an application may take its tokens by one of its own.
    schemes = [*named, "Bearer"][:2] if _asks(exchange) else ["Bearer", "Token"]
    return Experiment(
        tuple(
            exchange.request.with_field("Authorization", f"{scheme} {value}")
            for scheme in dict.fromkeys(schemes)
        )
    )


def _challenged(exchange: Exchange) -> list[str]:
    return [_OTHERS[each] for each in _asks(exchange) if each in _OTHERS]


def _asks(exchange: Exchange) -> list[str]:
    if exchange.response is None:
        return []
    challenges = parse_challenges(exchange.response.fields.all("www-authenticate")).challenges
    return [each.scheme for each in challenges]
