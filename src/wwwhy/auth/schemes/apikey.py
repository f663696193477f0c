"""API keys: no scheme at all, but a secret under one of many names, in one of many places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from wwwhy.auth import shape
from wwwhy.model import Request
from wwwhy.model.masking import is_credential_field

HEADER_NAMES = frozenset(
    {
        "api-key",
        "api_key",
        "apikey",
        "api-token",
        "ocp-apim-subscription-key",
        "x-access-token",
        "x-api-key",
        "x-api-token",
        "x-apikey",
        "x-auth-key",
        "x-auth-token",
        "x-functions-key",
        "x-goog-api-key",
        "x-rapidapi-key",
        "x-shopify-access-token",
        "private-token",
        "job-token",
    }
)
"""Fields that carry a key, in lower case; there are more, see `keys_of`."""
QUERY_NAMES = frozenset(
    {
        "access_key",
        "access_token",
        "api-key",
        "api_key",
        "apikey",
        "app_key",
        "appid",
        "auth_token",
        "key",
        "private_token",
        "subscription-key",
        "subscription_key",
        "token",
    }
)
"""Query parameters that carry a key, in lower case."""

_VENDORS = (
    ("stripe", re.compile(r"[srp]k_(?:live|test)_[A-Za-z0-9]{10,}")),
    ("aws", re.compile(r"A[KS]IA[0-9A-Z]{16}")),
    ("github", re.compile(r"gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_\w{20,}")),
    ("gitlab", re.compile(r"gl(?:pat|oas|dt|rt|ptt)-[\w-]{16,}")),
    ("slack", re.compile(r"xox[abeprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}")),
    ("google", re.compile(r"AIza[\w-]{30,}|ya29\.[\w-]{20,}")),
    ("anthropic", re.compile(r"sk-ant-[\w-]{20,}")),
    ("openai", re.compile(r"sk-[\w-]{20,}")),
    ("sendgrid", re.compile(r"SG\.[\w-]{16,}\.[\w-]{16,}")),
    ("twilio", re.compile(r"(?:AC|SK)[0-9a-f]{32}")),
    ("npm", re.compile(r"npm_[A-Za-z0-9]{30,}")),
    ("pypi", re.compile(r"pypi-[\w-]{30,}")),
    ("huggingface", re.compile(r"hf_[A-Za-z0-9]{20,}")),
    ("digitalocean", re.compile(r"do[opr]_v1_[0-9a-f]{40,}")),
    ("shopify", re.compile(r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}")),
    ("mailgun", re.compile(r"key-[0-9a-z]{32}")),
)
_ENVIRONMENT = re.compile(
    r"(?:^|[-_.])(live|prod|production|test|sandbox|dev|stg|staging)[-_]", re.IGNORECASE
)
_TEST = frozenset({"test", "sandbox", "dev", "stg", "staging"})
_OPAQUE = re.compile(r"[A-Za-z0-9._~+/=-]{16,512}")
_MAX_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or what stands where one should."""

    value: str = field(repr=False)
    place: str
    """header or query."""
    name: str
    """Of the field or parameter, as written."""
    faults: tuple[str, ...] = ()
    """The names of `shape.faults`, and `scheme-inside` for `X-Api-Key: Bearer …`."""

    @property
    def vendor(self) -> str | None:
        """Whose key it is, where the prefix tells."""
        return vendor_of(self.value)

    @property
    def environment(self) -> str | None:
        """`live` or `test`, where the key itself says so (`sk_test_…`)."""
        match = _ENVIRONMENT.search(self.value[:40])
        if match is None:
            return None
        return "test" if match[1].lower() in _TEST else "live"


def keys_of(request: Request) -> tuple[Key, ...]:
    """Return everything in a request that stands where an API key can: fields, then the query."""
    return (*_in_fields(request), *_in_query(request))


def looks_like_key(text: str) -> bool:
    """Whether a text may be a key: a known prefix, or long and of mixed characters."""
    if vendor_of(text):
        return True
    if _OPAQUE.fullmatch(text) is None:
        return False
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def vendor_of(text: str) -> str | None:
    """Return who makes keys of this shape; None if no prefix is known."""
    return next((name for name, pattern in _VENDORS if pattern.fullmatch(text)), None)


def _in_fields(request: Request) -> Iterator[Key]:
    for name, value in request.fields:
        lower = name.lower()
        if lower.endswith("authorization"):
            scheme, _, rest = value.strip().partition(" ")
            if scheme.lower().replace("-", "").replace("_", "") in {"apikey", "key", "xapikey"}:
                yield Key(shape.unwrapped(rest.strip()), "header", name, shape.faults(rest))
        elif lower in HEADER_NAMES or is_credential_field(name):
            yield _key(value, name)


def _key(value: str, name: str) -> Key:
    text, faults = value.strip(), shape.faults(value)
    scheme, blank, rest = text.partition(" ")
    if blank and scheme.lower() in {"bearer", "token", "basic", "apikey", "key"}:
        return Key(rest.strip(), "header", name, ("scheme-inside", *shape.faults(rest)))
    return Key(shape.unwrapped(text), "header", name, faults)


def _in_query(request: Request) -> Iterator[Key]:
    try:
        pairs = parse_qsl(
            request.url.query or "", keep_blank_values=True, max_num_fields=_MAX_FIELDS
        )
    except ValueError:
        return
    for name, value in pairs:
        if name.lower() in QUERY_NAMES:
            yield Key(shape.unwrapped(value.strip()), "query", name, shape.faults(value))
