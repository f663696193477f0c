"""Writes lines: wrapping by display width, colour and glyphs as the surface allows."""

import re
import unicodedata
from collections.abc import Iterator

from wwwhy.formatters import Surface

MEASURE = 88
"""Longest line of running text: a wider terminal does not make it easier to read."""
NARROWEST = 20
_CODE = re.compile(r"`[^`]{1,200}`")
_BOUND = re.compile(r" (?=[—–-] )|(?<=\d) (?=[^\W\d])")
_NBSP = "\N{NO-BREAK SPACE}"
_ASCII = str.maketrans(
    {"—": "-", "–": "-", "…": "...", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'"}
    | {"→": "->", "≥": ">=", "≤": "<=", "×": "x", "·": "*", "№": "No."}
)
_GLYPHS = {"arrow": ("──>", "-->"), "dash": ("—", "-"), "to": ("–", "-")}
_STYLES = {"bold": "1", "dim": "2", "red": "1;31", "green": "1;32", "yellow": "33", "cyan": "36"}


class Pen:
    """Knows the surface; every line of the page is written with it."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.width = max(NARROWEST, min(surface.width, MEASURE))

    def glyph(self, name: str) -> str:
        """Return a sign that the surface can show."""
        return _GLYPHS[name][0 if self.surface.unicode else 1]

    def style(self, name: str, text: str) -> str:
        """Colour a text, if the surface has colours."""
        if not self.surface.colour or not text:
            return text
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m"

    def fold(self, text: str, *, first: str = "  ", rest: str | None = None) -> list[str]:
        """Wrap running text; `first` and `rest` begin the first and the other lines.

        Words are never broken, nor is a piece of code that has room on one line: an address that is
        longer than the line stands out of it and can still be copied.
        """
        rest = " " * columns(first) if rest is None else rest
        lines: list[str] = []
        line, begun = first, False
        for word in _words(text, self.width - columns(rest)):
            if begun and columns(line) + 1 + columns(word) > self.width:
                lines.append(line)
                line, begun = rest, False
            line += f" {word}" if begun else word
            begun = True
        lines.append(line)
        return [line.replace(_NBSP, " ").rstrip() for line in lines]

    def plain(self, page: str) -> str:
        """Return the page in characters that the surface can show."""
        return page if self.surface.unicode else page.translate(_ASCII)


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def together(text: str) -> str:
    """Return a text that `fold` will not break."""
    return text.replace(" ", _NBSP)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _words(text: str, room: int) -> Iterator[str]:
    # A dash belongs to the line it continues, a number to what it counts; a piece of code is read,
    # and copied, in one piece.
    text = _BOUND.sub(_NBSP, text)
    text = _CODE.sub(lambda code: together(code[0]) if columns(code[0]) <= room else code[0], text)
    return iter(text.split(" ")) if text else iter(())
