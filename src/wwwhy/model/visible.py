r"""Text from the network made safe to show: what a terminal or an eye would miss becomes an escape.

Everything that Python does not call printable is written as `\x1b`, `\u202e` or the like: control
characters (also C1, which terminals obey as well), format characters and bidirectional overrides
(Unicode Cf), lone surrogates, private and unassigned code points, line and paragraph separators,
and every blank but the plain one.
"""

_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_MOST_REMEMBERED = 4096


class _Shown(dict[str, str]):
    """How each character is shown; looked up in C for all but the first time."""

    def __missing__(self, character: str) -> str:
        shown = character if character.isprintable() else _escape(character)
        # A text of a million different characters must not stay in memory.
        if len(self) < _MOST_REMEMBERED:
            self[character] = shown
        return shown


_SHOWN = _Shown()


def visible(text: str, *, keep_lines: bool = False) -> str:
    r"""Return the text with every character that would not be seen written as an escape.

    Arguments:
        text: anything, hostile or not.
        keep_lines: whether a line feed stays one; else it is written as `\n`.

    """
    if text.isprintable():
        return text
    if keep_lines:
        return "\n".join(map(visible, text.split("\n")))
    return "".join(map(_SHOWN.__getitem__, text))


def _escape(character: str) -> str:
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:  # noqa: PLR2004 (two, four or eight digits, as Python writes them)
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
