"""The user's own secret under the scheme as it is usually written, where the server names no other.

Schemes are the same in upper and lower case (RFC 9110 section 11.1), and many an application
compares them letter by letter all the same; others take tokens by `Token` or `JWT` only.
"""

import re

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import bearer
from wwwhy.model import Exchange, Experiment, Request
from wwwhy.probes.registry import NotApplicable

FACTOR = "scheme"
USUAL = {
    "basic": "Basic", "bearer": "Bearer", "token": "Token", "jwt": "JWT", "apikey": "ApiKey",
    "api-key": "Api-Key", "digest": "Digest", "dpop": "DPoP", "negotiate": "Negotiate",
}  # fmt: skip
"""How the schemes are written by nearly everybody."""
MOST = 3
_WRITTEN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}[:=]?")
_PARTS = re.compile(
    r"([A-Za-z][A-Za-z0-9_-]{0,39})(?:[ \t]*[:=][ \t]*|[ \t]+)"
    r"(?:\1(?:[ \t]*[:=][ \t]*|[ \t]+)){0,3}(\S+)",
    re.IGNORECASE,
)
"""The scheme, once or several times, and the secret, quotes included."""
_PAIRS = frozenset({'""', "''", "<>", "``"})
_LEAST_QUOTED = 3
_OF_TOKENS = bearer.FAMILY - {"dpop"} | {"apikey", "api-key", "key", "api_key"}


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Write the scheme as usual; a token is also sent by the other schemes for tokens."""
    values = spellings(exchange)
    if not values:
        return NotApplicable("The Authorization field has no other usual spelling.")
    requests = (exchange.request.with_field("Authorization", each) for each in values)
    return Experiment(tuple(requests))


def spellings(exchange: Exchange) -> tuple[str, ...]:
    """Return the other values of Authorization with the same secret that are worth a try."""
    parts = _parts(exchange.request)
    if parts is None:
        return ()
    schemes = _schemes(parts[0].lower(), parts[1], _challenged(exchange))
    values = dict.fromkeys(f"{scheme} {parts[1]}" for scheme in schemes)
    values.pop(_value(exchange.request), None)
    return tuple(values)[:MOST]


def scheme_written(request: Request) -> str:
    """Return the scheme of an Authorization field as it stands there, up to the blank or colon."""
    match = _WRITTEN.match(_value(request))
    return match[0] if match else ""


def is_unusual(request: Request) -> bool:
    """Whether a known scheme is written in another way than nearly everybody writes it."""
    parts = _parts(request)
    usual = USUAL.get(parts[0].lower()) if parts else None
    return parts is not None and usual is not None and _value(request) != f"{usual} {parts[1]}"


def is_allowed(request: Request) -> bool:
    """Whether the scheme and one or more blanks stand before a bare secret.

    So RFC 9110 has it (section 11.4), and any case of the scheme's letters is the same (11.1).
    """
    parts = _parts(request)
    if parts is None:
        return False
    scheme, secret = parts
    between = _value(request).removeprefix(scheme).removesuffix(secret)
    return bool(between) and not between.strip(" ")


def _value(request: Request) -> str:
    return (request.fields.get("authorization") or "").strip()


def _parts(request: Request) -> tuple[str, str] | None:
    """Return the scheme and the secret behind it, without quotes; None for another form."""
    parts = _PARTS.fullmatch(_value(request))
    if parts is None:
        return None
    secret = parts[2]
    if len(secret) >= _LEAST_QUOTED and secret[0] + secret[-1] in _PAIRS:
        secret = secret[1:-1]
    return parts[1], secret


def _schemes(sent: str, secret: str, challenged: frozenset[str]) -> list[str]:
    own = [USUAL[sent]] if sent in USUAL else []
    if sent not in _OF_TOKENS or challenged:
        return own
    # A key by `ApiKey` is tried among its other places, and what was refused has few tries.
    last = ["JWT"] if secret.startswith("eyJ") else []
    return [*own, "Bearer", "Token", *last]


def _challenged(exchange: Exchange) -> frozenset[str]:
    if exchange.response is None:
        return frozenset()
    lines = exchange.response.fields.all("www-authenticate")
    return frozenset(each.scheme for each in parse_challenges(lines).challenges)
