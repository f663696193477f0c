"""The plain form of words: what stays the same however somebody writes a code or a name."""

import re

_DOT = re.compile(r"(?<=\d)[.](?=\d)")
_OTHER = re.compile(r"[^\w\x00]+|_+")


def plain(text: str) -> str:
    """Return the words of a text in lower case with single blanks; a dot stays between digits."""
    text = _DOT.sub("\0", text.casefold().replace("ё", "е"))
    return _OTHER.sub(" ", text).replace("\0", ".").strip()
