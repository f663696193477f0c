"""Pages that stand in the place of what was asked for: a test for robots, a page to log in on."""

import re

from wwwhy.model import Exchange, Response

_LOGIN = re.compile(
    r"(?:log|sign)[-_]?(?:in|on)\b|\b(?:auth|oauth2?|sso|saml|account)\b", re.IGNORECASE
)
_PASSWORD = re.compile(r"<input\b[^<>]{0,400}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|noscript|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_RELOADS = re.compile(r"<meta\b[^<>]{0,200}http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_BUILT = re.compile(
    r"\bmodule(?:preload)?\b|rel\s*=\s*[\"']?(?:stylesheet|manifest)", re.IGNORECASE
)
"""What a page has that an application fills in the browser; a test carries its own style."""
_MAX_PAGE, _FEW_WORDS = 65536, 60


def is_challenge(response: Response | None) -> bool:
    """Whether a page shows next to nothing and runs a script, or reloads, to get to another one.

    By its build, whatever the language: a browser would go on from there, and a program sees only
    the waiting room.
    """
    if response is None or "html" not in response.content_type:
        return False
    page = response.text[:_MAX_PAGE]
    if _RELOADS.search(page) is None and (not _SCRIPT.search(page) or _BUILT.search(page)):
        return False
    return len(_TAG.sub(" ", _HIDDEN.sub(" ", page)).split()) <= _FEW_WORDS


def leads_to_login(exchange: Exchange) -> bool:
    """Whether an answer asks people to log in: a redirect to such a page, or a password field."""
    response = exchange.response
    if response is None:
        return False
    there = exchange.leads_to if response.is_redirect else None
    if there is not None:
        return _LOGIN.search(there.path) is not None
    return _PASSWORD.search(response.text[:_MAX_PAGE]) is not None
