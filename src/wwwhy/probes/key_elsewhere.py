"""The same API key in another place: the header names that are usual or that the server names."""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from wwwhy.model import Exchange, Experiment, Request
from wwwhy.model.masking import is_credential_field
from wwwhy.probes.registry import NotApplicable

FACTOR = "place of the key"
QUERY_NAMES = frozenset(
    {
        "api_key",
        "apikey",
        "api-key",
        "key",
        "token",
        "access_token",
        "auth_token",
        "subscription-key",
    }
)
_USUAL = ("X-API-Key", "Authorization: Bearer", "Authorization: ApiKey", "apikey")
_NAMED = re.compile(r"\b((?:X-)?[A-Za-z]+(?:-[A-Za-z]+){0,3}-(?:Key|Token))\b", re.IGNORECASE)
MOST = 4


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Move the key to at most four other places; it never leaves its origin."""
    found = find_key(exchange.request)
    if found is None:
        return NotApplicable("The request carries nothing that looks like an API key.")
    place, key, bare = found
    places = [name for name in _places(exchange) if name.lower() != place.lower()]
    return Experiment(tuple(_with_key(bare, name, key) for name in places[:MOST]))


def find_key(request: Request) -> tuple[str, str, Request] | None:
    """Return where the key stands, the key, and the request without it; None if there is none."""
    for name, value in request.fields:
        if is_credential_field(name) and name.lower() != "proxy-authorization":
            scheme, blank, secret = value.strip().partition(" ")
            place = f"{name}: {scheme}" if blank else name
            return place, secret.strip() or scheme, request.without_fields(name)
    pairs = parse_qsl(request.url.query or "", keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in QUERY_NAMES and value:
            rest = urlencode([pair for pair in pairs if pair[0] != name]) or None
            return f"?{name}", value, replace(request, url=replace(request.url, query=rest))
    return None


def _places(exchange: Exchange) -> list[str]:
    """Return header names the refusal itself mentions, then the usual ones."""
    response = exchange.response
    said = ""
    if response is not None:
        said = f"{response.fields.combined('www-authenticate') or ''} {response.text[:4096]}"
    return list(dict.fromkeys([*_NAMED.findall(said)[:2], *_USUAL]))


def _with_key(request: Request, place: str, key: str) -> Request:
    name, _, scheme = place.partition(": ")
    return request.with_field(name, f"{scheme} {key}" if scheme else key)
