"""Reading a pasted command as bash would, and quoting a word for it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wwwhy.errors import InputError, Sentence
from wwwhy.sources.octets import octets

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_CONTINUED = re.compile(r"\\(?P<blank>[ \t]*)\r?\n")
_REDIRECTION = re.compile(r"(?:[0-9]{0,3}|&)(?:<<<|<<-?|>>|<>|>\||[<>]&|[<>])|&>>?")
_OPERATOR = re.compile(r"\|\||&&|;;|\|&|[;&|\n]|\r\n")
_ANSI_C = re.compile(
    r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|c(.)|(.))",
    re.DOTALL,
)
_LETTERS = dict(zip("abeEfnrtv", "\a\b\x1b\x1b\f\n\r\t\v", strict=True))
_TYPOGRAPHIC = "\u201c\u201d\u2018\u2019\u00ab\u00bb"
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@dataclass(slots=True)
class Command:
    """One simple command: its words, and what it reads and how it ends."""

    words: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    """Assignments before its first word."""
    stdin: bytes | str | None = None
    """Text of a here-document, or the name of a file."""
    ended_by: str = ""
    """The operator behind it."""
    glued: bool = False
    """Whether a word follows that operator without a blank."""


def quoted(word: str) -> str:
    """Quote a word for bash, so that no control or bidirectional character is hidden in it."""
    if _PLAIN.fullmatch(word):
        return word
    if not _INVISIBLE.search(word):
        return "'" + word.replace("'", "'\\''") + "'"
    escaped = word.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "$'" + _INVISIBLE.sub(lambda match: _hexadecimal(match[0]), escaped) + "'"


def _hexadecimal(char: str) -> str:
    # Octets work in every locale, \u only in a UTF-8 one. Three digits end by themselves.
    return "".join(f"\\{octet:03o}" for octet in octets(char))


def commands(text: str, variables: Mapping[str, str], warn: Callable[[str], None]) -> list[Command]:
    """Split text into simple commands, with quotes, escapes and variables resolved.

    Raises:
        InputError: a quote is open, or a value is not known here.

    """
    return _Reader(text, dict(variables), warn).read()


@dataclass(slots=True)
class _Reader:
    text: str
    variables: dict[str, str]
    warn: Callable[[str], None]
    at: int = 0
    documents: list[tuple[Command, str, bool, bool]] = field(default_factory=list)

    def read(self) -> list[Command]:
        found: list[Command] = []
        current = Command()
        while True:
            self._skip_blanks()
            if self.at >= len(self.text):
                return [*found, current] if _has_content(current) else found
            if match := _REDIRECTION.match(self.text, self.at):
                self._redirect(match, current)
            elif match := _OPERATOR.match(self.text, self.at):
                self._end(match, current)
                if _has_content(current):
                    found.append(current)
                current = Command()
            else:
                self._take_word(current)

    def _end(self, match: re.Match[str], current: Command) -> None:
        self.at = match.end()
        current.ended_by = match[0].strip() or "\n"
        following = self.text[self.at : self.at + 1]
        current.glued = bool(following) and not following.isspace()
        if current.ended_by == "\n":
            for command, word, stripped, literal in self.documents:
                command.stdin = self._document(word, stripped=stripped, literal=literal)
            self.documents.clear()
        if not current.words:  # assignments alone hold for what follows
            self.variables.update(current.variables)

    def _take_word(self, current: Command) -> None:
        start = self.at
        word = self._word()
        if not current.words and _ASSIGNMENT.match(self.text, start):
            name, _, value = word.partition("=")
            current.variables[name] = value
        else:
            current.words.append(word)

    def _redirect(self, match: re.Match[str], current: Command) -> None:
        operator = match[0].lstrip("0123456789")
        self.at = match.end()
        self._skip_blanks()
        start = self.at
        word = self._word()
        if operator == "<<<":
            current.stdin = octets(f"{word}\n")
        elif operator in {"<<", "<<-"}:
            literal = any(mark in self.text[start : self.at] for mark in "'\"\\")
            self.documents.append((current, word, operator == "<<-", literal))
        elif operator == "<":
            current.stdin = word

    def _document(self, end: str, *, stripped: bool, literal: bool) -> bytes:
        lines: list[str] = []
        while self.at < len(self.text):
            line_end = self._line_end()
            line = self.text[self.at : line_end].removesuffix("\r")
            line = line.lstrip("\t") if stripped else line
            self.at = line_end + 1
            if line == end:
                break
            lines.append(f"{line}\n")
        body = "".join(lines)
        return octets(body if literal else self._inside_quotes(body))

    def _inside_quotes(self, body: str) -> str:
        reader = _Reader(body, self.variables, self.warn)
        return reader._until_quote(end="")

    def _skip_blanks(self) -> None:
        while self.at < len(self.text):
            if match := _CONTINUED.match(self.text, self.at):
                if match["blank"]:
                    self.warn(
                        Sentence(
                            "A blank stands behind a backslash at the end of a line: a shell ends"
                            " the command there; take the blank away."
                        )
                    )
                self.at = match.end()
            elif self.text[self.at] in " \t":
                self.at += 1
            elif self.text[self.at] == "#":
                self.at = self._line_end()
            else:
                return

    def _line_end(self) -> int:
        found = self.text.find("\n", self.at)
        return len(self.text) if found < 0 else found

    def _word(self) -> str:
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \t\n;&|<>" or self.text.startswith("\r\n", self.at):
                break
            if match := _CONTINUED.match(self.text, self.at):
                if match["blank"]:
                    break
                self.at = match.end()
            else:
                parts.append(self._piece(char))
        return "".join(parts)

    def _piece(self, char: str) -> str:
        if char in _TYPOGRAPHIC:
            raise InputError(
                "The command holds typographic quotes, which a shell takes for letters;"
                " replace them by ' or \"."
            )
        if char == "'":
            return self._single()
        if char == '"':
            self.at += 1
            return self._until_quote('"')
        if char in "$`":
            return self._dollar()
        if char == "\\":
            self.at += 2
            return self.text[self.at - 1 : self.at]
        self.at += 1
        return self.variables.get("HOME", "~") if char == "~" and self._stands_alone() else char

    def _stands_alone(self) -> bool:
        """Whether the ~ just read begins a word and means the home folder."""
        before = self.text[max(self.at - 2, 0) : self.at - 1]
        after = self.text[self.at : self.at + 1]
        return (not before or before.isspace()) and (not after or after in "/ \t\n")

    def _single(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise InputError("The command has a ' without a second one that closes it.")
        found, self.at = self.text[self.at + 1 : end], end + 1
        return found

    def _until_quote(self, end: str) -> str:
        """Read what stands in double quotes, or (with no `end`) a here-document."""
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == end:
                self.at += 1
                return "".join(parts)
            if char in "$`":
                parts.append(self._dollar(in_quotes=True))
            elif match := re.compile(r'\\(?:([$`"\\])|\r?\n)').match(self.text, self.at):
                parts.append(match[1] or "")
                self.at = match.end()
            else:
                parts.append(char)
                self.at += 1
        if end:
            raise InputError('The command has a " without a second one that closes it.')
        return "".join(parts)

    def _dollar(self, *, in_quotes: bool = False) -> str:
        rest = self.text[self.at : self.at + 2]
        if rest == "$'" and not in_quotes:
            return self._ansi_c()
        if rest[0] == "`" or rest == "$(":
            raise InputError(
                "The command contains another command in $(...) or backticks, which is not run"
                " here; put its output in its place."
            )
        if rest == '$"' and not in_quotes:
            self.at += 2
            return self._until_quote('"')
        braces = rest == "${"
        match = _NAME.match(self.text, self.at + 1 + braces)
        if match is None:
            self.at += 1
            return "$"
        self.at = match.end() + braces
        if braces and self.text[match.end() : self.at] != "}":
            raise InputError("The command holds a ${...} that is not read here; write its value.")
        return self._variable(match[0])

    def _variable(self, name: str) -> str:
        if name not in self.variables:
            raise InputError(
                "The command uses the variable ${name}, whose value is not known here; put the"
                " value in its place.",
                name=name,
            )
        return self.variables[name]

    def _ansi_c(self) -> str:
        match = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL).match(self.text, self.at)
        if match is None:
            raise InputError("The command has a $' without a ' that closes it.")
        self.at = match.end()
        return ansi_c(match[1])


def ansi_c(body: str) -> str:
    """Resolve the escapes of $'...' (bash manual, section 3.1.2.4)."""
    parts: list[bytes] = []
    at = 0
    body = re.sub(r"\\u([Dd][89ABab]..)\\u([Dd][C-Fc-f]..)", _joined_pair, body)
    for match in _ANSI_C.finditer(body):
        parts += [octets(body[at : match.start()]), _escape(match)]
        at = match.end()
    parts.append(octets(body[at:]))
    # A NUL ends the word, as it does in the shell.
    return b"".join(parts).partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _joined_pair(match: re.Match[str]) -> str:
    """Write a character that a browser wrote as two UTF-16 halves as one."""
    try:
        high, low = (int(half, 16) for half in match.groups())
    except ValueError:
        return match[0]
    return f"\\U{0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00:08x}"


def _escape(match: re.Match[str]) -> bytes:
    octet, short, long, octal, control, letter = match.groups()
    if octet or octal:
        return bytes([int(octet, 16) if octet else int(octal, 8) & 0xFF])
    if short or long:
        number = int(short or long, 16)
        return octets(chr(number)) if number <= 0x10FFFF else octets(match[0])  # noqa: PLR2004
    if control:
        return bytes([ord(control) & 0x1F])
    if letter in _LETTERS:
        return octets(_LETTERS[letter])
    return octets(letter if letter in "\\'\"?" else match[0])


def _has_content(command: Command) -> bool:
    return bool(command.words or command.variables)
