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
    lines: list[list[str]] = [[]]
    at, in_quotes = 0, False
    while at < len(text):
        char = text[at]
        if char == "^" and in_quotes and text.startswith("^%^", at):
            lines[-1].append("%")
            at += 3
        elif char == "^" and not in_quotes:
            joined = _NEWLINE.match(text, at + 1)
            at = joined.end() if joined else at + 1
            newline = _NEWLINE.match(text, at)
            lines[-1].append("\n" if newline else text[at : at + 1])
            at = newline.end() if newline else at + 1
        elif char in "\r\n" or (char in "&|" and not in_quotes):
            lines.append([])
            at, in_quotes = at + 1, False
        else:
            in_quotes ^= char == '"'
            lines[-1].append(char)
            at += 1
    return ["".join(line) for line in lines]


def arguments(line: str) -> list[str]:
    r"""Split a command line as the C runtime does.

    `\"` is a quote, two backslashes before a quote are one, and `""` between quotes is a quote.

    Raises:
        InputError: a quote is open at the end.

    """
    words: list[str] = []
    word: list[str] | None = None
    at, in_quotes = 0, False
    while at < len(line):
        match = _BACKSLASHES.match(line, at)
        assert match is not None  # it also matches nothing at all
        if line[at] in " \t" and not in_quotes:
            words += [] if word is None else ["".join(word)]
            word, at = None, at + 1
            continue
        word = [] if word is None else word
        if match[2] is None:
            word.append(match[1] or line[at])
            at += len(match[1]) or 1
            continue
        word.append("\\" * (len(match[1]) // 2))
        at = match.end()
        if len(match[1]) % 2:
            word.append('"')
        elif in_quotes and line.startswith('"', at):
            word.append('"')
            at += 1
        else:
            in_quotes = not in_quotes
    if in_quotes:
        raise InputError('The command has a " without a second one that closes it.')
    return words if word is None else [*words, "".join(word)]
