"""Reads nginx configurations: a file with its includes, a single text, or an `nginx -T` dump."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from crossplane.errors import NgxParserBaseException
from crossplane.lexer import lex_string

from wwwhy.errors import Sentence
from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config.files import MAX_BLOCKS, Source, read_regular
from wwwhy.sources.config.lua import restored, set_aside
from wwwhy.sources.config.secrets import hidden

_DUMPED = re.compile(r"^# configuration file (?P<path>\S[^\n]*?):[ \t]*\r?$", re.MULTILINE)
_SYNTAX = {
    sentence: sentence
    for sentence in (
        Sentence('unexpected "}"'),
        Sentence('unexpected end of file, expecting "}"'),
        Sentence('unexpected end of file, expecting "\'"'),
        Sentence('unexpected end of file, expecting """'),
    )
}
"""What ngxparse 0.5 finds wrong, in its own words."""
_ESCAPED = re.compile(r"\\([\"'\\])")


def read(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None
) -> ServerConfig:
    """Read a configuration file and what it includes inside `root` (its own folder by default).

    Relative includes count from the file's folder, as nginx counts from its main file's, then
    from `root`. Whatever cannot be read is a note.

    Raises:
        InputError: the file itself cannot be read.

    """
    name = os.fspath(path)
    text = read_regular(name)
    if _DUMPED.search(text):
        return read_text(text, name)
    tree = Path(os.path.realpath(name)).parent if root is None else root
    return _config(Source.on_disk(name, os.path.realpath(tree)), text)


def read_text(text: str, name: str = "nginx.conf") -> ServerConfig:
    """Read a configuration that was handed in as text; no file is opened.

    An include is followed only in the output of `nginx -T`, which brings its files along.
    """
    marks = list(_DUMPED.finditer(text))
    if not marks:
        return _config(Source.in_memory(name), text)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    files = {m["path"]: text[m.end() + 1 : end] for m, end in zip(marks, ends, strict=True)}
    main = marks[0]["path"]
    return _config(Source.in_memory(main, files), files[main])


class _Token(NamedTuple):
    text: str
    line: int
    quoted: bool


@dataclass(slots=True)
class _Block:
    """A block that is still open."""

    words: tuple[str, ...]
    line: int
    content: list[Directive] = field(default_factory=list)


def _config(source: Source, text: str) -> ServerConfig:
    directives = _File(source).read(text)
    return ServerConfig("nginx", tuple(directives), tuple(source.reader.notes))


class _File:
    """Builds directives out of one file's tokens; what stood before a fault is kept."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open = [_Block(source.inside, 0)]
        self.words: list[_Token] = []
        self.lua: list[str] = []

    def read(self, text: str) -> list[Directive]:
        text, self.lua = set_aside(text)
        takes = {";": self._end, "{": self._begin_block, "}": self._end_block}
        for token in self._tokens(text):
            if token.quoted or token.text not in takes:
                self.words.append(token)
            elif not takes[token.text](token.line):
                break
        if self.words:
            self.source.note(self.words[0].line, Sentence("this directive is not finished"))
            self._end(self.words[0].line)
        while len(self.open) > 1:
            self.source.note(self.open[-1].line, Sentence("this block is not closed"))
            self._close()
        return self.open[0].content

    def _tokens(self, text: str) -> Iterator[_Token]:
        try:
            for token in map(_Token._make, lex_string(text)):
                if token.quoted or not token.text.startswith("#"):
                    yield token
        except NgxParserBaseException as error:
            self.source.note(error.lineno or 0, _SYNTAX.get(error.strerror, error.strerror))
        except Exception as error:  # noqa: BLE001 (a foreign lexer on hostile text)
            self.source.note(0, Sentence("reading stopped ({kind})", kind=type(error).__name__))

    def _end(self, line: int) -> bool:
        """Finish a simple directive; False once there are too many."""
        if not self.words:
            return True
        line = self.words[0].line
        words = restored([_unescaped(word) for word in self.words], self.lua)
        self.words.clear()
        if not self.source.has_room(line):
            return False
        block = self.open[-1]
        name, args = hidden(words[0], words[1:], block.words)
        included = self._included(words[1], line) if name == "include" and args else None
        if included is None:
            block.content.append(Directive(name, args, self.source.name, line))
        else:
            block.content += included
        return True

    def _begin_block(self, line: int) -> bool:
        line = self.words[0].line if self.words else line
        words = [_unescaped(word) for word in self.words]
        self.words.clear()
        if self.source.depth + len(self.open) > MAX_BLOCKS:
            self.source.note(
                line,
                Sentence(
                    "blocks are nested deeper than {limit}; reading stopped", limit=MAX_BLOCKS
                ),
            )
            return False
        if words[:1] == ["if"]:
            words = ["if", *_without_parentheses(words[1:])]
        self.open.append(_Block(tuple(words or [""]), line))
        return self.source.has_room(line)

    def _end_block(self, line: int) -> bool:
        if self.words:
            self.source.note(line, Sentence('a ";" is missing before "}"'))
        room = self._end(line)
        if len(self.open) > 1:
            self._close()
        return room

    def _close(self) -> None:
        block = self.open.pop()
        outer = self.open[-1]
        name, args = hidden(block.words[0], block.words[1:], outer.words)
        content = tuple(block.content)
        outer.content.append(Directive(name, args, self.source.name, block.line, content))

    def _included(self, pattern: str, line: int) -> list[Directive] | None:
        """Return what an include leads to; None leaves the directive as it stands."""
        found: list[Directive] | None = None
        inside, depth = self.open[-1].words, len(self.open) - 1
        for source, text in self.source.follow(pattern, line, depth=depth, inside=inside):
            found = [*(found or []), *_File(source).read(text)]
        return found


def _unescaped(token: _Token) -> str:
    return _ESCAPED.sub(r"\1", token.text)


def _without_parentheses(words: list[str]) -> list[str]:
    """Take the parentheses off an `if` condition, which nginx does not count as part of it."""
    text = [*words]
    if text and text[0].startswith("(") and text[-1].endswith(")"):
        text[0] = text[0][1:]
        text[-1] = text[-1][:-1]
    return [word for word in text if word]
