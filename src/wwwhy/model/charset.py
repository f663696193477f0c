"""Which charset a text is written in, as it says itself or as its Content-Type says."""

import codecs
import re

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(
    r"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE
)
_HEAD_OF_PAGE = 1024
"""Bytes in which the encoding of a page must be named (HTML, section 4.2.5.4)."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WRITTEN_IN = (
    "utf-8", "utf-16", "iso8859", "latin", "ascii", "cp125", "cp437", "cp85", "cp866", "cp874",
    "cp932", "cp936", "cp949", "cp950", "koi8", "mac-", "gb", "big5", "euc", "shift_jis", "iso2022",
    "johab", "tis", "ptcp", "kz1048", "hz",
)  # fmt: skip
"""How Python's names of charsets begin; its other codecs are not for pages of strangers."""


def charset_of(content: bytes, content_type: str) -> str:
    """Return the name of the codec that reads content, by its Content-Type or by its own word.

    RFC 9110 section 8.3.2; HTML, section 4.2.5.4; XML 1.0, section 4.3.3. UTF-8 if neither names
    one that pages are written in.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    named = _CHARSET.search(content_type) or _META.search(content[:_HEAD_OF_PAGE].decode("latin-1"))
    return marked or _known(named[1] if named else "") or "utf-8"


def _known(name: str) -> str | None:
    """Return a charset's name if it is one that web pages are written in."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if found.startswith(_WRITTEN_IN) else None
