"""The same request with one well-formed credential that is nobody's.

Against the real credential's answer it shows whether credentials are looked at at all. The name
in it is not the user's, so no account can be locked by it.
"""

import base64

from wwwhy.auth import parse_challenges
from wwwhy.model import Exchange, Experiment
from wwwhy.probes.registry import NotApplicable

FACTOR = "credentials"
WRONG_CREDENTIAL = True
NOBODY = "wwwhy-probe-nobody"
_REFUSALS = frozenset({400, 401, 403, 422, 500})
"""Codes of applications that were shown nobody; 400, 422 and 500 of those who stumble over it."""


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Put a garbage credential of the same scheme, or of the challenged one if none was sent."""
    scheme = _sent(exchange) or _challenged(exchange)
    if scheme is None:
        return NotApplicable("No scheme is known in which a credential could be sent.")
    return Experiment((exchange.request.with_field("Authorization", credential(scheme)),))


def credential(scheme: str) -> str:
    """Return a syntactically valid credential of a scheme that belongs to nobody."""
    if scheme.lower() == "basic":
        return "Basic " + base64.b64encode(f"{NOBODY}:{NOBODY}".encode()).decode()
    return f"{scheme} {NOBODY}"


def _sent(exchange: Exchange) -> str | None:
    value = exchange.request.fields.get("authorization") or ""
    scheme, blank, rest = value.partition(" ")
    return scheme if blank and rest.strip() and scheme.isalpha() else None


def _challenged(exchange: Exchange) -> str | None:
    if exchange.response is None:
        return None
    challenges = parse_challenges(exchange.response.fields.all("www-authenticate")).challenges
    schemes = [challenge.scheme for challenge in challenges]
    if not schemes and exchange.response.status in _REFUSALS:
        # A refusal that names no scheme is an API's; most of them take a bearer token.
        return "Bearer"
    return next((scheme.capitalize() for scheme in ("bearer", "basic") if scheme in schemes), None)
