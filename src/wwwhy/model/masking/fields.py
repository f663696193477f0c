"""Field lines with their secrets replaced, each in the way its name asks for."""

import re

from wwwhy.model.masking import values
from wwwhy.model.masking.names import is_credential_field
from wwwhy.model.masking.pseudonyms import Pseudonyms
from wwwhy.model.masking.secrecy import is_secret
from wwwhy.model.masking.text import TextMask

_URL_FIELDS = frozenset(
    {
        "location",
        "content-location",
        "referer",
        "x-original-url",
        "x-rewrite-url",
        "x-forwarded-uri",
        "x-original-uri",
        "x-accel-redirect",
        "destination",
    }
)
_CHALLENGE_FIELDS = frozenset(
    {
        "www-authenticate",
        "proxy-authenticate",
        "authentication-info",
        "proxy-authentication-info",
    }
)
# Random by nature and no secrets, although their names or values may look like some.
_PUBLIC_FIELDS = frozenset(
    """
    accept accept-encoding accept-language access-control-allow-headers
    access-control-expose-headers access-control-request-headers age allow alt-svc cache-control
    cache-status cf-cache-status cf-ray connection content-digest content-disposition
    content-encoding content-language content-length content-md5 content-range
    content-security-policy content-type date digest dnt etag expect expires host idempotency-key
    if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified
    nel origin permissions-policy pragma priority proxy-connection proxy-status public-key-pins
    range repr-digest retry-after sec-ch-ua sec-fetch-dest sec-fetch-mode sec-fetch-site
    sec-websocket-accept sec-websocket-extensions sec-websocket-key sec-websocket-protocol
    sec-websocket-version server server-timing strict-transport-security surrogate-key te
    traceparent trailer transfer-encoding upgrade user-agent vary via want-digest
    x-amz-cf-id x-amz-cf-pop x-amz-id-2 x-amz-request-id x-amzn-requestid x-amzn-trace-id
    x-b3-spanid
    x-b3-traceid x-cache x-cache-key x-content-type-options x-correlation-id x-frame-options
    x-powered-by x-request-id x-served-by x-timer x-trace-id x-varnish
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
_COOKIE_FIELDS = {
    "cookie": values.cookies,
    "cookie2": values.cookies,
    "set-cookie": values.set_cookie,
    "set-cookie2": values.set_cookie,
}
_HEAD_LINE = re.compile(
    r"^(?P<name>[\w!#$%&'*+.^`|~-]{1,200}+)(?P<between>:[ \t]*)(?P<value>[^\r\n]*)", re.MULTILINE
)


class FieldMask:
    """Hides what it finds in field lines, under the names of one report."""

    def __init__(self, names: Pseudonyms, text: TextMask) -> None:
        self._names = names
        self._text = text

    def field(self, name: str, value: str) -> str:
        """Return the value of one field line with its secrets replaced."""
        lower = name.lower()
        if lower in _COOKIE_FIELDS:
            return _COOKIE_FIELDS[lower](value, self._names)
        if lower.endswith("authorization"):
            return values.credentials(value, self._names)
        if lower in _URL_FIELDS:
            return self._text.url(value)
        if lower in _CHALLENGE_FIELDS:
            return self._text.challenge(value)
        is_hidden = lower not in _PUBLIC_FIELDS and (
            is_credential_field(name) or is_secret(name, value)
        )
        return self._text.secret(name, value) if is_hidden else self._text.text(value)

    def head(self, head: str) -> str:
        """Return the head of a message, or a line of it, as it stood on the wire."""
        lines = _HEAD_LINE.sub(
            lambda m: f"{m['name']}{m['between']}{self.field(m['name'], m['value'])}", head
        )
        return self._text.text(lines)
