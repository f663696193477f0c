"""How curl logs in by a scheme: for the commands that would decide."""

from wwwhy.causes.asking import proper
from wwwhy.model import Request

KNOWN = {
    "basic": ("-u", "USER"),
    "digest": ("--digest", "-u", "USER"),
    "negotiate": ("--negotiate", "-u", ":"),
    "bearer": ("-H", "Authorization: Bearer TOKEN"),
}
"""Options of curl by scheme, with capitals in the place of secrets."""


def options(scheme: str) -> tuple[str, ...]:
    """Return the options for a scheme, in lower case; an unknown one takes a token."""
    return KNOWN.get(scheme, ("-H", f"Authorization: {proper(scheme)} TOKEN"))


def waiting(request: Request) -> str | None:
    """Return the scheme of a login that waited for a challenge of its own and got another."""
    login = request.login
    return login.scheme if login is not None and login.scheme != "any" else None
