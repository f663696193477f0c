"""PrivateToken challenges (RFC 9577)."""

import re
from collections.abc import Iterator

from wwwhy.auth.challenge import Defect
from wwwhy.auth.recovery import Draft

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


def check(draft: Draft) -> Iterator[Defect]:
    """Yield what a challenge gets wrong (RFC 9577 section 2.1): private-token-challenge."""
    if not _BASE64URL.fullmatch(draft.params.get("challenge", "")):
        yield Defect("private-token-challenge", draft.offset)
