"""Whether an answer came out of a cache: then its wait says nothing of the server behind."""

import re

from wwwhy.model import Exchange

_STATE = re.compile(r"(?:[a-z0-9]{1,30}-){0,4}cache(?:-status)?", re.IGNORECASE)
"""X-Cache, X-Cache-Status, CF-Cache-Status, X-Proxy-Cache, and Cache-Status of RFC 9211."""
_FROM_CACHE = re.compile(r"(?:\A|[^A-Za-z])(?:hit|stale|updating)(?![A-Za-z])", re.IGNORECASE)
_VARNISH = re.compile(r"\d{1,19} \d{1,19}")
"""Ids of this request and of the one for which the answer was fetched."""
_AGE = re.compile(r"0*[1-9]\d{0,9}")
_MAX_VALUE = 400


def is_stored(exchange: Exchange) -> bool:
    """Whether the answer says that it had been kept (Age of RFC 9111 section 5.1, and others)."""
    fields = exchange.response.fields if exchange.response else ()
    return any(_says_so(name.lower(), value.strip()[:_MAX_VALUE]) for name, value in fields)


def _says_so(name: str, value: str) -> bool:
    if name == "age":
        return _AGE.fullmatch(value) is not None
    if name == "x-varnish":
        return _VARNISH.fullmatch(value) is not None
    return _STATE.fullmatch(name) is not None and _FROM_CACHE.search(value) is not None
