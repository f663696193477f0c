"""Concealed credentials (RFC 9729): sent unasked, so that the server need not show itself."""

from collections.abc import Iterator

from wwwhy.auth.challenge import Challenge

_REQUIRED = ("k", "a", "p", "s", "v")


def check_credentials(credentials: Challenge) -> Iterator[str]:
    """Yield `concealed-parameter-missing` unless all of k, a, p, s and v are there (section 4)."""
    if not credentials.params.keys() >= set(_REQUIRED):
        yield "concealed-parameter-missing"
