"""How curl logs in by a scheme: for the commands that would decide."""

from wwwhy.causes.asking import proper

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
