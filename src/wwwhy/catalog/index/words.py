"""The plain form of words: what stays the same however somebody writes a code or a name."""

import re
import unicodedata

_MINUS = re.compile(r"(?<![^\s(])-(?=\d)")
_DOT = re.compile(r"(?<=\d)[.](?=\d)")
_CLASS = re.compile(r"\b([1-9])[хХ]{2}\b")
_PADDED = re.compile(r"\b0x0{1,3}(?=[0-9a-f]{1,4}\b)")
"""RFC 9114 writes 0x0100, a log 0x100; a Windows error has eight digits and keeps them."""
_OTHER = re.compile(r"[^\w\x00]+|_+")


def plain(text: str) -> str:
    """Return the words of a text in lower case with single blanks.

    A dot stays between digits; a minus before a number becomes a word of its own kind, so that
    Chromium's -401 is not 401.
    """
    if not text.isascii():
        # Full-width digits are digits; a Russian 5хх looks like 5xx.
        text = unicodedata.normalize("NFKC", text)
        text = _CLASS.sub(r"\1xx", text)
    text = _MINUS.sub("minus", text.casefold().replace("ё", "е").replace("\0", " "))
    text = _DOT.sub("\0", _PADDED.sub("0x", text))
    return _OTHER.sub(" ", text).replace("\0", ".").strip()
