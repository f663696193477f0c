"""DPoP challenges (RFC 9449): a token bound to a key of the client."""

from collections.abc import Iterator

from wwwhy.auth.challenge import Defect
from wwwhy.auth.recovery import Draft


def check(draft: Draft) -> Iterator[Defect]:
    """Yield what a DPoP challenge gets wrong (RFC 9449 section 7.1): dpop-algs-missing."""
    if not draft.params.get("algs"):
        yield Defect("dpop-algs-missing", draft.offset)
