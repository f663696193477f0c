"""Fields by their names: which prove who is asking, and which are known to prove nothing.

What proves something is bound to an origin and never sent elsewhere. Vendors invent such names
every day, so they are read word by word: `X-Acme-Key`, `X-User-Pass`, `Ticket`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from wwwhy.model.fields import Field
from wwwhy.model.masking.secrecy import Suspicion, looks_secret, suspicion

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
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ANYWHERE = frozenset(
    """
    assertion auth authn bearer cred credential credentials creds hmac hotp otp passcode passphrase
    passwd pwd saml sessid sid signature ticket totp wsse
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
"""Words of a name that say by themselves that it carries a credential."""
_AT_THE_END = frozenset({"key", "mfa", "pass", "pin", "sig", "sign", "token"})
_CODE_FOR = frozenset(
    {"access", "auth", "authorization", "backup", "device", "invite", "login", "pass", "recovery",
     "security", "verification"}
)  # fmt: skip
_KEY_FOR = frozenset(
    """
    cache dedup deduplication filter group hash host idempotency index message object partition
    partitioning public request routing row shard sort surrogate websocket
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
"""Keys that open nothing: `Idempotency-Key`, `X-Cache-Key`."""

_PUBLIC = frozenset(
    """
    accept age allow alt-svc anthropic-version api-version baggage cache-control cache-status
    cf-cache-status cf-ray connect-protocol-version connect-timeout-ms connection date depth
    device-memory digest dnt downlink dpr ect etag expect expires forwarded from
    grpc-accept-encoding grpc-encoding grpc-message grpc-status grpc-timeout host http2-settings
    idempotency-key keep-alive last-modified max-forwards nel origin permissions-policy pragma
    prefer priority proxy-connection proxy-status public-key-pins purpose range ratelimit
    ratelimit-limit ratelimit-policy ratelimit-remaining ratelimit-reset repr-digest request-id
    retry-after rtt save-data server server-timing strict-transport-security surrogate-key te
    traceparent tracestate trailer transfer-encoding upgrade upgrade-insecure-requests user-agent
    vary via viewport-width want-digest width x-amz-cf-id x-amz-cf-pop x-amz-content-sha256
    x-amz-date x-amz-id-2 x-amz-request-id x-amzn-requestid x-amzn-trace-id x-api-version
    x-app-version x-b3-flags x-b3-parentspanid x-b3-sampled x-b3-spanid x-b3-traceid x-cache
    x-cache-key x-client-version x-content-type-options x-correlation-id x-forwarded-for
    x-forwarded-host x-forwarded-port x-forwarded-prefix x-forwarded-proto x-forwarded-scheme
    x-forwarded-server x-forwarded-ssl x-frame-options x-github-api-version x-grpc-web
    x-http-method x-http-method-override x-language x-locale x-method-override x-platform
    x-powered-by x-real-ip x-request-id x-request-start x-requested-with x-served-by x-timer
    x-timezone x-trace-id x-user-agent x-varnish
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
"""Random by nature and no secrets, although their names or values may look like some."""
_PUBLIC_FAMILIES = re.compile(
    r"(?:accept|access-control|if|sec-ch|sec-fetch|sec-websocket|x-ratelimit)-[a-z0-9-]+"
    r"|content-(?:digest|disposition|encoding|language|length|md5|range|security-policy|type)"
)
_ADDRESSES = frozenset(
    """
    location content-location referer x-original-url x-rewrite-url x-forwarded-uri x-original-uri
    x-accel-redirect destination
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
"""Fields whose value is a URL, with all that can stand in one."""


@lru_cache(maxsize=4096)
def is_credential_field(name: str) -> bool:
    """Whether a field of this name carries something that proves who is asking."""
    lower = name.lower()
    if lower in _NEVER or is_public_field(name):
        return False
    return _CREDENTIAL_FIELD.fullmatch(name) is not None or _is_telling(name)


@lru_cache(maxsize=4096)
def is_public_field(name: str) -> bool:
    """Whether a field of this name is known to hold no secret, however random its value is."""
    lower = name.lower()
    return lower in _PUBLIC or _PUBLIC_FAMILIES.fullmatch(lower) is not None


def is_address_field(name: str) -> bool:
    """Whether the value of a field of this name is a URL."""
    return name.lower() in _ADDRESSES


def credential_fields(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the names of the lines that carry credentials, without Cookie, in order.

    A name that says nothing of its value counts as well if the value is long and random.
    """
    return tuple(dict.fromkeys(line.name for line in fields if _proves(line)))


def _proves(line: Field) -> bool:
    if is_credential_field(line.name):
        return True
    lower = line.name.lower()
    known = is_public_field(line.name) or is_address_field(line.name) or lower in _NEVER
    if known or lower in {"cookie", "cookie2", "set-cookie", "set-cookie2"}:
        return False
    return suspicion(line.name) is not Suspicion.INNOCENT and looks_secret(line.value.strip())


def _is_telling(name: str) -> bool:
    """Whether a word of a name says that what it names opens something."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return False
    if not _ANYWHERE.isdisjoint(words):
        return True
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "code":
        return before in _CODE_FOR
    return last in _AT_THE_END and not (last == "key" and before in _KEY_FOR)
