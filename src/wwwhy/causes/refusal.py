"""What a refusing response says of itself, read by structure: challenges, codes, media type."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from wwwhy.auth import Challenge, parse_challenges
from wwwhy.causes.case import Case
from wwwhy.causes.rpc import refusal_of
from wwwhy.model import Response

_CODE_KEYS = frozenset(
    {"error", "code", "error_code", "errorcode", "error_type", "type", "reason", "name", "slug",
     "status", "subtype", "detail"}
)  # fmt: skip
_MAX_CODE = 80
_MAX_DEPTH = 4


def challenges(case: Case, field: str = "www-authenticate") -> tuple[Challenge, ...]:
    """Return the challenges of the failing response, in the server's order."""
    return _parsed(case.fields(field))


@lru_cache(maxsize=16)
def _parsed(lines: tuple[str, ...]) -> tuple[Challenge, ...]:
    # Every rule of a 401 asks, and a hostile field takes a tenth of a second to read.
    return parse_challenges(lines).challenges


def challenged_schemes(case: Case, field: str = "www-authenticate") -> tuple[str, ...]:
    """Return the schemes the server asks for, lower case, in its order."""
    return tuple(dict.fromkeys(each.scheme for each in challenges(case, field)))


def outer_realm(case: Case) -> str | None:
    """Return the realm of a login in front that the credentials passed; None if there is none.

    Two logins share the Authorization field: without credentials the first one asks, in a realm of
    its own, and with them the one behind it does (RFC 9110 section 11.5).
    """
    anonymous = case.probe("without-credentials").first
    if anonymous is None or anonymous.response is None or anonymous.status != case.status:
        return None
    asked = _parsed(anonymous.response.fields.all("www-authenticate"))
    realms = [{each.params.get("realm") for each in one} for one in (asked, challenges(case))]
    before, after = ({*filter(None, each)} for each in realms)
    return min(before) if before and after and not before & after else None


def challenge_error(case: Case) -> str | None:
    """Return the `error` parameter of a challenge (RFC 6750 section 3); None if there is none."""
    named = (each.params.get("error") for each in challenges(case))
    return next((error for error in named if error), None)


def error_codes(response: Response | None) -> tuple[str, ...]:
    """Return the machine-readable codes in a JSON body: short texts under names such as `code`.

    Of a call that was refused inside a 200, its code.

    A code is an identifier; a sentence for people is none, so wording and language do not matter.
    """
    refused = refusal_of(response)
    if refused is not None:
        return (refused.code,)
    if response is None or "json" not in response.content_type:
        return ()
    try:
        data = json.loads(response.text)
    except (ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(_codes(data, 0)))


def _codes(data: Any, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:20]:
            yield from _codes(item, depth + 1)
    elif isinstance(data, dict):
        for key, value in list(data.items())[:100]:
            if isinstance(value, str) and str(key).lower() in _CODE_KEYS and _is_code(value):
                yield value
            elif isinstance(value, dict | list):
                yield from _codes(value, depth + 1)


def _is_code(value: str) -> bool:
    return 0 < len(value) <= _MAX_CODE and not any(char.isspace() for char in value)
