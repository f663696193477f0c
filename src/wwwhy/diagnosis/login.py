"""Answering a challenge with the user's own name and password, as curl does with --digest."""

import secrets
from dataclasses import replace

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import digest
from wwwhy.model import Exchange, Request


def answer_challenge(exchange: Exchange) -> Request | None:
    """Return the request to send after a 401, if a login waits for its challenge; else None."""
    request, response = exchange.request, exchange.response
    if request.login is None or response is None or response.status != 401:  # noqa: PLR2004
        return None
    if "authorization" in request.fields or request.login.scheme not in {"digest", "any"}:
        return None
    lines = response.fields.all("www-authenticate")
    challenge = digest.strongest(parse_challenges(lines).challenges)
    if challenge is None:
        return None
    value = digest.respond(
        challenge,
        method=request.method,
        uri=request.url.target,
        username=request.login.username,
        password=request.login.password,
        body=request.body or b"",
        cnonce=secrets.token_hex(8),
        nc=1,
    )
    return replace(request, fields=request.fields.replaced("Authorization", value))
