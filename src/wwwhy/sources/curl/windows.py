"""Reading a pasted command as Windows does: cmd.exe first, then the C runtime of curl.exe."""

import re

from wwwhy.errors import InputError

_NEWLINE = re.compile(r"\r?\n")
_BACKSLASHES = re.compile(r'(\\*)(")?')


def commands(text: str) -> list[list[str]]:
    """Split text into commands and those into words.

    Raises:
        InputError: a quote is open.

    """
    lines = (arguments(line) for line in command_lines(text))
    return [words for words in lines if words]


def command_lines(text: str) -> list[str]:
    """Undo what cmd.exe does: `^` protects one character or joins lines, `&` ends a command.

    Between plain quotes `^` is a letter; but browsers wrote `^%^` there for a percent sign.
    """
    lines, current = [], ""
    at, in_quotes = 0, False
    while at < len(text):
        char = text[at]
        newline = _NEWLINE.match(text, at)
        if char == "^" and in_quotes and text.startswith("^%^", at):
            current, at = current + "%", at + 3
        elif char == "^" and not in_quotes:
            joined = _NEWLINE.match(text, at + 1)
            at = joined.end() if joined else at + 1
            protected = _NEWLINE.match(text, at)
            current += "\n" if protected else text[at : at + 1]
            at = protected.end() if protected else at + 1
        elif newline or (char in "&|" and not in_quotes):
            lines.append(current)
            current, in_quotes = "", False
            at = newline.end() if newline else at + 1
        else:
            in_quotes ^= char == '"'
            current, at = current + char, at + 1
    return [*lines, current]


def arguments(line: str) -> list[str]:
    r"""Split a command line as the C runtime does.

    `\"` is a quote, two backslashes before a quote are one, and `""` between quotes is a quote.

    Raises:
        InputError: a quote is open at the end.

    """
    words: list[str] = []
    current: str | None = None
    at, in_quotes = 0, False
    while at < len(line):
        match = _BACKSLASHES.match(line, at)
        if line[at] in " \t\n" and not in_quotes:
            words += [] if current is None else [current]
            current, at = None, at + 1
        elif match is None or not match[0]:
            current, at = (current or "") + line[at], at + 1
        elif match[2] is None:
            current, at = (current or "") + match[1], match.end()
        else:
            current = (current or "") + "\\" * (len(match[1]) // 2)
            at = match.end()
            if len(match[1]) % 2:
                current += '"'
            elif in_quotes and line.startswith('"', at):
                current, at = current + '"', at + 1
            else:
                in_quotes = not in_quotes
    if in_quotes:
        raise InputError('The command has a " without a second one that closes it.')
    return words if current is None else [*words, current]
