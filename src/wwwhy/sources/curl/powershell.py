"""Reading a pasted PowerShell command: curl.exe, or Invoke-WebRequest as browsers copy it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wwwhy.errors import InputError, Sentence

_TOKEN = re.compile(
    r"""(?P<blank>[ \t]+|`\r?\n)|(?P<newline>\r?\n|;)|(?P<comment>\#[^\n]*)
    |(?P<here>@(?P<mark>['"])[ \t]*\r?\n(?P<text>.*?)\r?\n(?P=mark)@)
    |(?P<open>@\{|\(|\{)|(?P<close>[})])|(?P<comma>,)|(?P<equals>=)""",
    re.VERBOSE | re.DOTALL,
)
_WORD_END = " \t\r\n;(),"
_TABLE_END = "{}="
"""Ends a word too, but only inside @{...}."""
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>[^}]*)\}|(?P<plain>(?:env:)?[A-Za-z_][A-Za-z0-9_]*))")
_CHAR = re.compile(r"\$\(\[char\](?:0x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))\)", re.IGNORECASE)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "e": "\x1b"}
_CONSTANTS = {"null": "", "true": "true", "false": "false"}
_COOKIE = re.compile(r"System\.Net\.Cookie", re.IGNORECASE)
_INVOKE = {"invoke-webrequest", "invoke-restmethod", "iwr", "irm", "curl", "wget"}
_PSEUDO = {"authority", "method", "path", "scheme", "host", "content-length", "connection"}
"""What browsers put among the headers although it is none, or belongs to the connection."""
_AGENT = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1"
_ONE_ARGUMENT = {
    "uri": "--url",
    "method": "-X",
    "useragent": "-A",
    "body": "--data-raw",
    "infile": "-T",
    "timeoutsec": "-m",
    "maximumredirection": "--max-redirs",
    "proxy": "-x",
}
_SWITCHES = {"skipcertificatecheck": "-k", "usebasicparsing": "", "disablekeepalive": ""}


class Token(NamedTuple):
    """A piece of PowerShell source."""

    kind: str
    """word, text (quoted), variable, open, close, comma, equals or newline."""
    value: str


@dataclass(slots=True)
class _Reader:
    text: str
    environ: Mapping[str, str]
    at: int = 0
    tables: int = 0
    """How many @{ are open."""

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while self.at < len(self.text):
            match = _TOKEN.match(self.text, self.at)
            if match is None or (match[0] in _TABLE_END and not self.tables):
                found.append(self._word())
                continue
            self.at = match.end()
            self.tables += (match[0] == "@{") - (match[0] == "}")
            if match["here"]:
                found.append(Token("text", match["text"]))
            elif match.lastgroup not in {"blank", "comment"}:
                found.append(Token(match.lastgroup or "", match[0].strip() or "\n"))
        return found

    def _word(self) -> Token:
        start = self.at
        parts: list[str] = []
        quoted = False
        ends = _WORD_END + (_TABLE_END if self.tables else "")
        if match := _VARIABLE.match(self.text, self.at):
            end = self.text[match.end() : match.end() + 1]
            if not end or end in ends + ".":
                return self._variable_token(match)
        while self.at < len(self.text) and self.text[self.at] not in ends:
            char = self.text[self.at]
            quoted |= char in "'\""
            parts.append(self._single() if char == "'" else self._rest(char))
        if self.at == start:  # a lone character of no meaning here
            self.at += 1
        return Token("text" if quoted else "word", "".join(parts))

    def _variable_token(self, match: re.Match[str]) -> Token:
        self.at = match.end()
        member = re.compile(r"[.A-Za-z0-9_]*").match(self.text, self.at)
        assert member is not None
        self.at = member.end()
        return Token("variable", match[0] + member[0])

    def _rest(self, char: str) -> str:
        if char == '"':
            self.at += 1
            return self._double()
        if char == "`":
            self.at += 2
            return self.text[self.at - 1 : self.at]
        if match := _VARIABLE.match(self.text, self.at):
            self.at = match.end()
            return self.value(match)
        self.at += 1
        return char

    def _single(self) -> str:
        match = re.compile(r"'((?:[^']|'')*)'").match(self.text, self.at)
        if match is None:
            raise InputError("The command has a ' without a second one that closes it.")
        self.at = match.end()
        return match[1].replace("''", "'")

    def _double(self) -> str:
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if self.text.startswith('""', self.at):
                parts.append('"')
                self.at += 2
            elif char == '"':
                self.at += 1
                return "".join(parts)
            elif char == "`":
                following = self.text[self.at + 1 : self.at + 2]
                parts.append(_ESCAPES.get(following, following))
                self.at += 2
            elif char == "$":
                parts.append(self._dollar())
            else:
                parts.append(char)
                self.at += 1
        raise InputError('The command has a " without a second one that closes it.')

    def _dollar(self) -> str:
        if match := _CHAR.match(self.text, self.at):
            self.at = match.end()
            number = int(match[1], 16) if match[1] else int(match[2])
            return chr(number) if number <= 0x10FFFF else ""  # noqa: PLR2004 (the last character)
        if self.text.startswith("$(", self.at):
            raise InputError("The command contains another one in $(...); put its output there.")
        match = _VARIABLE.match(self.text, self.at)
        if match is None:
            self.at += 1
            return "$"
        self.at = match.end()
        return self.value(match)

    def value(self, match: re.Match[str]) -> str:
        name = (match["braced"] or match["plain"] or "").lower()
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        known = {f"env:{key.lower()}": value for key, value in self.environ.items()}
        if name not in known:
            raise InputError(
                "The command uses the variable ${name}, whose value is not known here; put the"
                " value in its place.",
                name=name[:40],
            )
        return known[name]


def commands(text: str, environ: Mapping[str, str], warn: Callable[[str], None]) -> list[list[str]]:
    """Split text into commands; Invoke-WebRequest becomes the curl command that sends the same.

    Raises:
        InputError: a quote is open, or a value is not known here.

    """
    tokens = _Reader(text, environ).tokens()
    if any(token.kind == "word" and token.value.lower() in _INVOKE - {"curl"} for token in tokens):
        return [_invoked(tokens, warn)]
    found = [[_native(token, warn) for token in line] for line in _lines(tokens)]
    if any(words[0].lower() == "curl" and _is_invoke(words) for words in found):
        return [_invoked(tokens, warn)]
    return found


def _is_invoke(words: list[str]) -> bool:
    names = {"-uri", "-method", "-headers", "-body", "-websession", "-usebasicparsing"}
    return any(word.lower() in names for word in words)


def _lines(tokens: list[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "newline":
            lines.append([])
        else:
            lines[-1].append(token)
    return [line for line in lines if line]


def _native(token: Token, warn: Callable[[str], None]) -> str:
    r"""Return an argument as curl.exe gets it; before PowerShell 7.3, a quote needs `\"`."""
    if token.kind == "variable":
        return token.value
    if '\\"' in token.value:
        return token.value.replace('\\"', '"')
    if '"' in token.value:
        warn(
            Sentence(
                'PowerShell before 7.3 drops the " inside an argument for curl.exe; write \\"'
                " there."
            )
        )
    return token.value


def _invoked(tokens: list[Token], warn: Callable[[str], None]) -> list[str]:
    """Translate Invoke-WebRequest and what stands before it about its session."""
    argv = ["curl", "-L", "--max-redirs", "5"]
    agent, cookies = _session(tokens)
    start = next(
        at
        for at, token in enumerate(tokens)
        if token.kind == "word" and token.value.lower() in _INVOKE
    )
    rest = list(reversed(tokens[start + 1 :]))
    while rest:
        token = rest.pop()
        if token.kind == "newline":
            break
        name = token.value.lower().removeprefix("-")
        if token.kind != "word" or not token.value.startswith("-"):
            argv += [token.value] if token.kind in {"word", "text"} else []
        elif name == "headers":
            argv += [word for pair in _table(rest) for word in _header(*pair)]
        elif name == "contenttype":
            argv += ["-H", f"Content-Type: {_argument(rest)}"]
        elif name in _ONE_ARGUMENT:
            argv += [_ONE_ARGUMENT[name], _argument(rest)]
        elif name in _SWITCHES:
            argv += [_SWITCHES[name]] if _SWITCHES[name] else []
        elif name in {"websession", "sessionvariable", "outfile", "erroraction"}:
            _argument(rest)
        else:
            warn(Sentence("-{name} of Invoke-WebRequest was passed over.", name=name[:40]))
    if cookies:
        argv += ["-b", "; ".join(cookies)]
    return [*argv, *([] if "-A" in argv else ["-A", agent])]


def _session(tokens: list[Token]) -> tuple[str, list[str]]:
    """Return user agent and cookies of the lines about $session."""
    agent, cookies = _AGENT, []
    for line in _lines(tokens):
        texts = [token.value for token in line if token.kind == "text"]
        if line[0].kind == "variable" and line[0].value.lower().endswith(".useragent") and texts:
            agent = texts[0]
        if any(_COOKIE.search(token.value) for token in line) and len(texts) > 1:
            cookies.append(f"{texts[0]}={texts[1]}")
    return agent, cookies


def _header(name: str, value: str) -> list[str]:
    if name.lower() in _PSEUDO:
        return []
    return ["-A", value] if name.lower() == "user-agent" else ["-H", f"{name}: {value}"]


def _argument(rest: list[Token]) -> str:
    """Return one argument; of an expression in parentheses, the text in it."""
    if not rest:
        return ""
    token = rest.pop()
    if token.kind == "variable":
        name = token.value.lower().removeprefix("$")
        if name in _CONSTANTS or name.endswith("session"):
            return _CONSTANTS.get(name, "")
        raise InputError(
            "The command uses {variable}, whose value is not known here.", variable=token.value[:40]
        )
    if token.kind != "open":
        return token.value
    depth, texts = 1, []
    while rest and depth:
        token = rest.pop()
        depth += (token.kind == "open") - (token.kind == "close")
        texts += [token.value] if token.kind == "text" else []
    return "".join(texts)


def _table(rest: list[Token]) -> list[tuple[str, str]]:
    """Read `@{ name = value ... }`."""
    if not rest or rest.pop().value != "@{":
        raise InputError("-Headers of Invoke-WebRequest must be a table such as @{'A'='b'}.")
    pairs: list[tuple[str, str]] = []
    while rest:
        token = rest.pop()
        if token.kind == "close":
            return pairs
        if token.kind in {"word", "text"} and rest and rest[-1].kind == "equals":
            rest.pop()
            pairs.append((token.value, _argument(rest)))
    raise InputError("The table of -Headers has no } that closes it.")
