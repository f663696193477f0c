"""Answering a challenge with the user's own name and password, as curl does with --digest.

A login that takes two requests is no reason to send the body twice: with --digest and --ntlm curl
asks with an empty body first (measured with curl 7.88), so that what may change something does not
reach a server that was to see it only behind a login.
"""

import secrets
from base64 import b64encode
from dataclasses import replace

from wwwhy.auth import parse_challenges
from wwwhy.auth.schemes import digest
from wwwhy.model import Exchange, Request
from wwwhy.sources.octets import octets

_HOLDING = frozenset({"digest", "ntlm"})
"""Logins under which the first request leaves without its body."""
_ANSWERING = frozenset({"digest", "any"})
_NOT_SPOKEN = {"negotiate": "Negotiate", "ntlm": "NTLM"}
"""Schemes that curl prefers to Basic, and that are not carried out here."""
_REFUSED = 401
_REDIRECTS = 300


def opening(request: Request) -> Request:
    """Return the request as it leaves before the server has asked for the login."""
    if not _holds_back(request):
        return request
    bare = replace(request, body=b"").with_transport(expect_continue=False)
    kind = request.fields.get("content-type") or ""
    return bare.without_fields("content-type") if kind.startswith("multipart/") else bare


def answer_challenge(exchange: Exchange, whole: Request) -> Request | None:
    """Return the request to send next for the sake of a login; None if there is none.

    It answers the challenge of a 401, or brings the body that a server without one did not get.

    Arguments:
        exchange: what became of the request as it left.
        whole: the same request with its body.

    """
    if exchange.response is None or whole.login is None or "authorization" in whole.fields:
        return None
    if exchange.status != _REFUSED:
        welcome = exchange.succeeded and exchange.response.status < _REDIRECTS
        return replace(whole, login=None) if welcome and _holds_back(whole) else None
    value = _credentials(exchange, whole)
    if value is None:
        return None
    return replace(whole, fields=whole.fields.replaced("Authorization", value))


def not_spoken(exchange: Exchange) -> str | None:
    """Name the scheme in which curl would have logged in, and which is not carried out here."""
    request = exchange.request
    if request.login is None or exchange.status != _REFUSED or "authorization" in request.fields:
        return None
    scheme = request.login.scheme
    offered = _offered(exchange) if scheme == "any" else (scheme,)
    return next((name for scheme, name in _NOT_SPOKEN.items() if scheme in offered), None)


def _holds_back(request: Request) -> bool:
    login = request.login
    waits = login is not None and login.scheme in _HOLDING
    return waits and bool(request.body) and "authorization" not in request.fields


def _credentials(exchange: Exchange, whole: Request) -> str | None:
    assert whole.login is not None
    assert exchange.response is not None
    if whole.login.scheme not in _ANSWERING:
        return None
    lines = exchange.response.fields.all("www-authenticate")
    challenge = digest.strongest(parse_challenges(lines).challenges)
    if challenge is not None:
        return digest.respond(
            challenge,
            method=whole.method,
            uri=whole.request_target or whole.url.target,
            username=whole.login.username,
            password=whole.login.password,
            body=whole.body or b"",
            cnonce=secrets.token_hex(8),
            nc=1,
        )
    offered = _offered(exchange)
    # Where curl would choose another scheme, the password has no business in a Basic field.
    if whole.login.scheme != "any" or "basic" not in offered or _NOT_SPOKEN.keys() & {*offered}:
        return None
    pair = octets(f"{whole.login.username}:{whole.login.password}")
    return f"Basic {b64encode(pair).decode('ascii')}"


def _offered(exchange: Exchange) -> tuple[str, ...]:
    lines = exchange.response.fields.all("www-authenticate") if exchange.response else ()
    return tuple(challenge.scheme for challenge in parse_challenges(lines).challenges)
