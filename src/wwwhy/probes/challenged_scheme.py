"""The user's own secret, under the scheme that the server asked for."""

import base64
import binascii
import secrets

from wwwhy.auth import Challenge, parse_challenges
from wwwhy.auth.schemes import digest
from wwwhy.model import Exchange, Experiment, Request
from wwwhy.probes.registry import NotApplicable

FACTOR = "scheme"
_WRAPPED = {"bearer": "Bearer", "token": "Token", "apikey": "ApiKey", "api-key": "Api-Key"}


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Send the same secret in each challenged scheme it fits in, at most two."""
    sent = exchange.request.fields.get("authorization")
    if sent is None or exchange.response is None:
        return NotApplicable(
            "The request carries no Authorization field to send in another scheme."
        )
    scheme, _, secret = sent.strip().partition(" ")
    if not secret.strip():
        return NotApplicable("The Authorization field names no scheme that could be another one.")
    challenges = parse_challenges(exchange.response.fields.all("www-authenticate")).challenges
    others = [each for each in challenges if each.scheme != scheme.lower()]
    values = [_value(each, scheme.lower(), secret.strip(), exchange.request) for each in others]
    requests = [exchange.request.with_field("Authorization", value) for value in values if value]
    if not requests:
        return NotApplicable("The server asks for no other scheme that this secret fits in.")
    return Experiment(tuple(requests[:2]))


def _value(challenge: Challenge, scheme: str, secret: str, request: Request) -> str | None:
    user, password = _pair(secret) if scheme == "basic" else ("", "")
    if digest.is_supported(challenge) and user:
        return digest.respond(
            challenge,
            method=request.method,
            uri=request.url.target,
            username=user,
            password=password,
            body=request.body or b"",
            cnonce=secrets.token_hex(8),
            nc=1,
        )
    if challenge.scheme == "basic" and scheme != "digest":
        if all(_pair(secret)):
            # What belongs to Basic was sent under another scheme's name.
            return f"Basic {secret}"
        # GitHub, GitLab and many registries take a token as the password of Basic.
        return "Basic " + base64.b64encode(f"token:{secret}".encode()).decode()
    if challenge.scheme in _WRAPPED:
        return f"{_WRAPPED[challenge.scheme]} {password or secret}"
    return None


def _pair(secret: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(secret, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password
