"""The same API key in another place: where the answer points, else where keys usually go."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_plus, urlencode

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import apikey
from wwwhy.model import Exchange, Experiment, Request, Response
from wwwhy.model.masking import is_credential_field
from wwwhy.probes.registry import NotApplicable

FACTOR = "place of the key"
QUERY_NAMES = apikey.QUERY_NAMES - {"code"}
"""Parameters that carry a key; `code` is left out, it is a login's one-time code elsewhere."""
_USUAL = ("X-API-Key", "Authorization: Bearer", "Authorization: ApiKey", "apikey")
_OWN_FIELDS = ("X-API-Key", "apikey", "Authorization: ApiKey", "Authorization: Bearer")
"""The order where the answer asks for a key, and not for a bearer: a refused one has few tries."""
_KEY_SCHEMES = frozenset({"apikey", "api-key", "key", "x-api-key"})
_NAMED = re.compile(r"\b((?:X-)?[A-Za-z]+(?:-[A-Za-z]+){0,3}-(?:Key|Token))\b", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w-])[A-Za-z][\w-]{1,30}(?![\w-])")
_IN_QUERY = re.compile(r"[?&]\Z|quer(?:y|ies)|par[aáàâ]m|параметр|参数|パラメータ", re.IGNORECASE)
_NOT_KEYS = re.compile(
    r"proxy-authorization|dpop|.*(?:csrf|xsrf|session|ticket|otp|mfa|wsse|saml|assertion|hmac|cookie"
    r"|security-token|signature|passw|passphrase|pwd).*|.*[-_](?:pass|pin|sign?)",
    re.IGNORECASE,
)
"""Proofs of another kind, each bound to its place: nobody sends them elsewhere by mistake."""
_WHOLE_SCHEMES = re.compile(r"basic|digest|negotiate|ntlm|hawk|signature|aws.*", re.IGNORECASE)
"""Schemes whose credentials are more than one secret word."""
_LOOKED_AT = 4096
_NEAR = 48
MOST = 4


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Move the key to at most four other places; it never leaves its origin.

    Into the URL, where logs keep it, only if the answer itself asks for it there.
    """
    found = find_key(exchange.request)
    if found is None:
        return NotApplicable("The request carries nothing that looks like an API key.")
    place, key, bare = found
    others: dict[str, str] = {}
    for name in (*places_named(exchange.response), *_usual(exchange.response)):
        if name.lower() != place.lower():
            others.setdefault(name.lower(), name)
    chosen = [*others.values()][:MOST]
    return Experiment(tuple(_with_key(bare, name, key) for name in chosen))


def _usual(response: Response | None) -> tuple[str, ...]:
    lines = response.fields.all("www-authenticate") if response else ()
    schemes = {each.scheme for each in parse_challenges(lines).challenges}
    return _OWN_FIELDS if schemes & _KEY_SCHEMES and "bearer" not in schemes else _USUAL


def find_key(request: Request) -> tuple[str, str, Request] | None:
    """Return where the key stands, the key, and the request without it; None if there is none.

    The place is a field's name, with the scheme behind a colon if there is one, or `?name`.
    """
    for name, value in request.fields:
        if is_credential_field(name) and _NOT_KEYS.fullmatch(name) is None:
            scheme, blank, secret = value.strip().partition(" ")
            if blank and _WHOLE_SCHEMES.fullmatch(scheme):
                continue
            place = f"{name}: {scheme}" if blank else name
            return place, secret.strip() or scheme, request.without_fields(name)
    for pair in (request.url.query or "").split("&"):
        name, _, value = pair.partition("=")
        if name.lower() in QUERY_NAMES and value:
            return f"?{name}", unquote_plus(value), without_keys(request)
    return None


def without_keys(request: Request) -> Request:
    """Return the request without keys in its query; the rest of it stays as it was typed."""
    pairs = (request.url.query or "").split("&")
    kept = [pair for pair in pairs if pair.partition("=")[0].lower() not in QUERY_NAMES]
    if kept == pairs:
        return request
    return replace(request, url=replace(request.url, query="&".join(kept) or None))


def places_named(response: Response | None) -> tuple[str, ...]:
    """Return the places for a key that a refusal itself names, at most two."""
    if response is None:
        return ()
    text = response.text[:_LOOKED_AT]
    said = f"{response.fields.combined('www-authenticate') or ''} {text}"
    return tuple(dict.fromkeys([*_NAMED.findall(said), *_parameters(text)]))[:2]


def _parameters(text: str) -> Iterator[str]:
    for word in _WORD.finditer(text):
        if word[0].lower() in QUERY_NAMES:
            before = text[max(0, word.start() - _NEAR) : word.start()]
            after = text[word.end() : word.end() + _NEAR]
            if _IN_QUERY.search(before) or _IN_QUERY.search(after):
                yield f"?{word[0]}"


def _with_key(request: Request, place: str, key: str) -> Request:
    if place.startswith("?"):
        pairs = [request.url.query] if request.url.query else []
        query = "&".join([*pairs, urlencode({place[1:]: key})])
        return replace(request, url=replace(request.url, query=query))
    name, _, scheme = place.partition(": ")
    return request.with_field(name, f"{scheme} {key}" if scheme else key)
