"""Opening a compressed body within bounds (RFC 9110 section 8.4), and what is wrong with it."""

import zlib
from enum import StrEnum
from functools import lru_cache

from wwwhy.model.charset import charset_of
from wwwhy.model.fields import Fields

MAX_DECODED = 1024 * 1024
MAX_CODINGS = 2
MAX_MEMBERS = 64
"""Members of one gzip body that are opened: each costs a copy of all that follows."""
_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_GZIP = frozenset({"gzip", "x-gzip"})


class CodingFault(StrEnum):
    """How content and Content-Encoding can contradict each other."""

    NOT_CODED = "not_coded"
    """The content does not begin as that coding begins."""
    BROKEN = "broken"
    """It begins so, and then breaks the coding's own rules or fails its checksum."""
    CODED_TWICE = "coded_twice"
    """Opened as announced, it is still compressed, and its type is text."""
    UNANNOUNCED = "unannounced"
    """It is compressed, its type is text, and no Content-Encoding says so."""


def coding_fault(body: bytes, fields: Fields, *, is_text: bool) -> CodingFault | None:
    """Say what contradicts Content-Encoding; None if nothing does, or if we cannot tell.

    Arguments:
        body: the content as it came, from its first byte on; it may end early.
        fields: the response's fields.
        is_text: whether its media type is one of text, so that it cannot be an archive.

    Brotli has no mark to know it by, so nothing is said of it.
    """
    codings = _codings(fields.combined("content-encoding") or "")
    if not body or len(codings) > MAX_CODINGS:
        return None
    for coding in reversed(codings):
        if coding == "zstd":
            return None if body.startswith(_ZSTD_MAGIC) else CodingFault.NOT_CODED
        if coding not in _GZIP | {"deflate"}:
            return None
        opened = _opened(body, coding, MAX_DECODED)
        if opened is None or not _is_sound(body, coding):
            begins_so = coding in _GZIP and body.startswith(_GZIP_MAGIC)
            return CodingFault.BROKEN if begins_so or opened else CodingFault.NOT_CODED
        body = opened
    if not is_text or not body.startswith(_GZIP_MAGIC) or not _is_sound(body, "gzip"):
        return None
    return CodingFault.CODED_TWICE if codings else CodingFault.UNANNOUNCED


def _is_sound(body: bytes, coding: str) -> bool:
    """Whether the first member opens without an error, as far as it came."""
    windows = (16 + zlib.MAX_WBITS,) if coding in _GZIP else (zlib.MAX_WBITS, -zlib.MAX_WBITS)
    for window in windows:
        try:
            zlib.decompressobj(window).decompress(body, MAX_DECODED)
        except zlib.error:
            continue
        return True
    return False


def decoded(body: bytes, fields: Fields, limit: int = MAX_DECODED) -> bytes:
    """Undo gzip and deflate, at most `limit` bytes and two layers deep.

    What cannot be opened comes back as it is: a broken coding is evidence, not an error.
    """
    return _decoded(body, fields.combined("content-encoding") or "", limit)


def text_of(body: bytes, fields: Fields) -> str:
    """Return a body as text, opened if it was compressed; remembered, for every rule asks.

    The charset is that of Content-Type (RFC 9110 section 8.3.2), else of a mark at the beginning
    or of the page's own `meta`, else UTF-8; bytes that are none become U+FFFD.
    """
    coding = fields.combined("content-encoding") or ""
    return _text_of(body, coding, fields.get("content-type") or "")


@lru_cache(maxsize=8)
def _text_of(body: bytes, coding: str, content_type: str) -> str:
    content = _decoded(body, coding, MAX_DECODED)
    # Where the bytes are UTF-8 and more than ASCII, what is said about them is of no account.
    if not content.isascii():
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return content.decode(charset_of(content, content_type), "replace")


def _codings(content_encoding: str) -> list[str]:
    """Return the codings in the order in which they were applied, in lower case."""
    codings = (token.strip().lower() for token in content_encoding.split(","))
    return [coding for coding in codings if coding not in {"", "identity"}]


def _decoded(body: bytes, content_encoding: str, limit: int) -> bytes:
    for coding in _codings(content_encoding)[: -MAX_CODINGS - 1 : -1]:
        opened = _opened(body, coding, limit)
        if opened is None:
            return body[:limit]
        body = opened
    return body[:limit]


def _opened(body: bytes, coding: str, limit: int) -> bytes | None:
    if coding in _GZIP:
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
