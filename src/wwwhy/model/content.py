"""Opening a compressed body within bounds (RFC 9110 section 8.4)."""

import zlib
from functools import lru_cache

from wwwhy.model.fields import Fields

MAX_DECODED = 1024 * 1024
MAX_CODINGS = 2
MAX_MEMBERS = 64
"""Members of one gzip body that are opened: each costs a copy of all that follows."""


def decoded(body: bytes, fields: Fields, limit: int = MAX_DECODED) -> bytes:
    """Undo gzip and deflate, at most `limit` bytes and two layers deep.

    What cannot be opened comes back as it is: a broken coding is evidence, not an error.
    """
    return _decoded(body, fields.combined("content-encoding") or "", limit)


def text_of(body: bytes, fields: Fields) -> str:
    """Return a body as text, opened if it was compressed; remembered, for every rule asks."""
    return _text_of(body, fields.combined("content-encoding") or "")


@lru_cache(maxsize=8)
def _text_of(body: bytes, coding: str) -> str:
    return _decoded(body, coding, MAX_DECODED).decode("utf-8", "replace")


def _decoded(body: bytes, content_encoding: str, limit: int) -> bytes:
    codings = [token.strip() for token in content_encoding.split(",")]
    for coding in [c.lower() for c in reversed(codings) if c][:MAX_CODINGS]:
        opened = _opened(body, coding, limit)
        if opened is None:
            return body[:limit]
        body = opened
    return body[:limit]


def _opened(body: bytes, coding: str, limit: int) -> bytes | None:
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, 16 + zlib.MAX_WBITS, limit)
    if coding == "deflate":
        # RFC 9110 says zlib format, many servers send raw deflate; try both.
        opened = _inflated(body, zlib.MAX_WBITS, limit)
        return _inflated(body, -zlib.MAX_WBITS, limit) if opened is None else opened
    return None


def _inflated(body: bytes, window: int, limit: int) -> bytes | None:
    opened = b""
    # One body may hold several gzip members (RFC 1952 section 2.2), each with its own start.
    for _ in range(MAX_MEMBERS):
        if not body or len(opened) >= limit:
            break
        member = zlib.decompressobj(window)
        try:
            opened += member.decompress(body, limit - len(opened))
        except zlib.error:
            return opened or None
        if not member.unused_data:
            break
        body = member.unused_data
    return opened
