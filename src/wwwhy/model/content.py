"""Opening a compressed body within bounds (RFC 9110 section 8.4)."""

import zlib

from wwwhy.model.fields import Fields

MAX_DECODED = 1024 * 1024
MAX_CODINGS = 2


def decoded(body: bytes, fields: Fields, limit: int = MAX_DECODED) -> bytes:
    """Undo gzip and deflate, at most `limit` bytes and two layers deep.

    What cannot be opened comes back as it is: a broken coding is evidence, not an error.
    """
    codings = [token.strip() for token in (fields.combined("content-encoding") or "").split(",")]
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
    while body and len(opened) < limit:
        member = zlib.decompressobj(window)
        try:
            opened += member.decompress(body, limit - len(opened))
        except zlib.error:
            return opened or None
        if not member.unused_data:
            break
        body = member.unused_data
    return opened
