"""Fields that prove who is asking: what is bound to an origin and never sent elsewhere."""

import re
from collections.abc import Iterable

from wwwhy.model.fields import Field

_CREDENTIAL_FIELD = re.compile(
    r"authorization|proxy-authorization|x-authorization|authentication"
    r"|.*(?:api[-_]?key|apikey|access[-_]?key|auth[-_]?token|access[-_]?token|secret|password"
    r"|x-auth|security-token|csrf-token|xsrf-token|session|dpop|jwt|subscription-key|functions-key"
    r").*|(?:.*[-_])?token",
    re.IGNORECASE,
)
_NEVER = frozenset(
    {"www-authenticate", "proxy-authenticate", "authentication-info", "proxy-authentication-info"}
)


def is_credential_field(name: str) -> bool:
    """Whether a field of this name carries something that proves who is asking."""
    return name.lower() not in _NEVER and _CREDENTIAL_FIELD.fullmatch(name) is not None


def credential_fields(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the names of the lines that carry credentials, without Cookie, in order."""
    return tuple(dict.fromkeys(line.name for line in fields if is_credential_field(line.name)))
