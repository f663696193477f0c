"""The parts of an access line: quoted, bracketed and bare words, in one linear pass."""

import re
from typing import NamedTuple

MAX_TOKENS = 200
_TOKEN = re.compile(
    r"""(?P<key>[\w.-]{1,64}[=:])?"(?P<quoted>(?:[^"\\]|\\.)*)(?:"|\Z)
    | \[(?P<bracketed>[^\]]*)(?:\]|\Z)
    | (?P<bare>[^\s"\[]\S*)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:x(?P<hex>[0-9A-Fa-f]{2})|u(?P<code>[0-9A-Fa-f]{4})|(?P<char>.))", re.DOTALL
)
_REQUEST = re.compile(
    r"(?P<method>[A-Za-z][\w-]{0,31}) (?P<target>\S.*?)(?: HTTP/(?P<version>\d[\d.]*))?"
)


class Token(NamedTuple):
    """One word of a line."""

    kind: str
    """`quoted`, `bracketed` or `bare`."""
    text: str
    key: str = ""
    """The name in `name="value"` or `name=value`."""
    start: int = 0


def tokens(line: str) -> list[Token]:
    """Split a line; never more than 200 words, the rest is left out."""
    words: list[Token] = []
    for match in _TOKEN.finditer(line):
        if len(words) == MAX_TOKENS:
            break
        kind = match.lastgroup or "bare"
        key = (match["key"] or "")[:-1]
        text = match[kind]
        if kind == "bare" and "=" in text and not key:
            name, _, value = text.partition("=")
            if re.fullmatch(r"[A-Za-z][\w.-]{0,63}", name):
                key, text = name, value
        words.append(Token(kind, text, key, match.start()))
    return words


def request_line(text: str) -> tuple[str | None, str | None]:
    """Return method and target of a request line; None twice if the text is none.

    The version may be missing (HTTP/0.9, or a log that leaves it out).
    """
    match = _REQUEST.fullmatch(text)
    return (match["method"], match["target"]) if match else (None, None)


def unescaped(text: str) -> str:
    r"""Undo what logs escape: `\x22` (nginx, Apache), `\"` and `\\` (Apache), `\u0022` (JSON)."""
    if "\\" not in text:
        return text
    whole = _ESCAPE.sub(_character, text)
    try:
        # Escaped octets of UTF-8 text become that text again.
        return whole.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return whole


def _character(match: re.Match[str]) -> str:
    if match["char"]:
        return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "v": "\v"}.get(
            match["char"], match["char"]
        )
    return chr(int(match["hex"] or match["code"], 16))
