"""How the octets of a log are text: UTF-8, or UTF-16 as Windows and PowerShell write it."""

import codecs
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Charset:
    """One of the encodings that logs are found in."""

    name: str
    width: int
    """Octets of the smallest unit: places in a file are multiples of it."""


UTF_8 = Charset("utf-8", 1)
_LITTLE, _BIG = Charset("utf-16-le", 2), Charset("utf-16-be", 2)
_FEWEST = 4
_MOST = 0.1


def charset_of(head: bytes, part: bytes) -> Charset:
    """Tell the encoding by a file's first octets, else by where a part of it has NUL octets.

    The part begins at an even place. A hole of NUL octets is no text of either kind.
    """
    if head.startswith(codecs.BOM_UTF16_LE):
        return _LITTLE
    if head.startswith(codecs.BOM_UTF16_BE):
        return _BIG
    text = part.lstrip(b"\0") if not part[:2].strip(b"\0") else part
    text = text[: len(text) - len(text) % 2]
    pairs = len(text) // 2
    if pairs < _FEWEST:
        return UTF_8
    first, second = text[::2].count(0) / pairs, text[1::2].count(0) / pairs
    # Every line has ASCII: a time, a level, a path. UTF-8 text has no NUL at all.
    if second > _MOST and first < second / 10:
        return _LITTLE
    return _BIG if first > _MOST and second < first / 10 else UTF_8


def recoded(data: bytes, charset: Charset) -> bytes:
    """Return a text in UTF-8, without a mark at its start."""
    if charset is not UTF_8:
        data = data.decode(charset.name, "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)
