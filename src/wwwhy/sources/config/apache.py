"""Reads Apache httpd configurations: main files with their includes, single files, .htaccess."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from wwwhy.errors import Sentence
from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config.files import MAX_BLOCKS, Source, read_regular
from wwwhy.sources.config.secrets import hidden

_NAME = re.compile(r"</?(?P<name>[A-Za-z]\w*)")
_BLANKS = " \t\r\f\v"
# What isspace() says in the C locale; Python's own idea of a blank goes further.
_WORD = re.compile(
    r"""[ \t\n\r\f\v]*(?:
    (?P<quote>["'])(?P<quoted>(?:\\(?:\\|(?P=quote))|(?!(?P=quote)).)*)(?:(?P=quote)|\Z)
    |(?P<bare>[^ \t\n\r\f\v]+))""",
    re.VERBOSE | re.DOTALL,
)
_RAW_SECTIONS = frozenset({"if", "elseif"})


def read(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None
) -> ServerConfig:
    """Read a configuration file and what it includes inside `root`.

    The root is by default the file's own folder, or the one above if that is called `conf`.
    Relative includes count from ServerRoot where it lies inside the root, then from the file's
    folder, then from the root. `${VAR}` stays as it is written, `Use` of a macro is not expanded,
    and <IfModule> keeps its content. Whatever cannot be read is a note.

    Raises:
        InputError: the file itself cannot be read.

    """
    name = os.fspath(path)
    text = read_regular(name)
    tree = _own_tree(name) if root is None else root
    return _config(Source.on_disk(name, os.path.realpath(tree)), text)


def read_text(text: str, name: str = "httpd.conf") -> ServerConfig:
    """Read a configuration that was handed in as text; no file is opened, includes are noted."""
    return _config(Source.in_memory(name), text)


def _own_tree(path: str) -> Path:
    """Return the folder of a configuration, or ServerRoot where that is `ServerRoot/conf`."""
    folder = Path(os.path.realpath(path)).parent
    return folder.parent if folder.name == "conf" else folder


@dataclass(slots=True)
class _Section:
    """A section that is still open."""

    name: str
    args: tuple[str, ...]
    line: int
    content: list[Directive] = field(default_factory=list)


def _config(source: Source, text: str) -> ServerConfig:
    directives = _File(source).read(text)
    return ServerConfig("apache", tuple(directives), tuple(source.reader.notes))


class _File:
    """Builds directives out of one file's lines; what stood before a fault is kept."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open = [_Section("", (), 0)]

    def read(self, text: str) -> list[Directive]:
        for number, line in joined_lines(text):
            if not self.source.has_room(number):
                break
            if line.startswith("</"):
                self._end_section(line, number)
            elif line.startswith("<"):
                self._begin_section(line, number)
            else:
                self._directive(line, number)
        while len(self.open) > 1:
            self.source.note(
                self.open[-1].line,
                Sentence("<{section}> is not closed", section=self.open[-1].name),
            )
            self._close()
        return self.open[0].content

    def _directive(self, line: str, number: int) -> None:
        name, *args = split_words(line)
        content = self.open[-1].content
        if name.lower() in {"include", "includeoptional"} and args:
            included = self._included(args[0], number, optional=name.lower() != "include")
            if included is not None:
                content += included
                return
        if name.lower() == "use":
            self.source.note(
                number,
                Sentence("the macro {macro} was not expanded", macro=args[0] if args else ""),
            )
        if name.lower() == "serverroot" and args:
            self.source = replace(self.source, bases=(args[0], *self.source.bases))
        name, shown = hidden(name, args)
        content.append(Directive(name, shown, self.source.name, number))

    def _begin_section(self, line: str, number: int) -> None:
        match = _NAME.match(line)
        if match is None:
            self.source.note(number, Sentence("this line is no section"))
            return
        if self.source.depth + len(self.open) > MAX_BLOCKS:
            self.source.note(
                number,
                Sentence(
                    "sections are nested deeper than {limit}; this one is not kept",
                    limit=MAX_BLOCKS,
                ),
            )
        raw = line[match.end() :].removesuffix(">").strip(_BLANKS)
        words = [raw] if match["name"].lower() in _RAW_SECTIONS else split_words(raw)
        if len(words) == 1:
            words = split_words(words[0]) if words[0][:1] in "\"'" else words
        name, args = hidden(match["name"], words)
        self.open.append(_Section(name, args, number))

    def _end_section(self, line: str, number: int) -> None:
        match = _NAME.match(line)
        name = match["name"].lower() if match else ""
        if name not in {section.name.lower() for section in self.open[1:]}:
            self.source.note(number, Sentence("{line} closes nothing", line=line[:60]))
            return
        while self.open[-1].name.lower() != name:
            self.source.note(
                self.open[-1].line,
                Sentence("<{section}> is not closed", section=self.open[-1].name),
            )
            self._close()
        self._close()

    def _close(self) -> None:
        section = self.open.pop()
        if self.source.depth + len(self.open) > MAX_BLOCKS:
            return
        self.open[-1].content.append(
            Directive(
                section.name, section.args, self.source.name, section.line, tuple(section.content)
            )
        )

    def _included(self, pattern: str, number: int, *, optional: bool) -> list[Directive] | None:
        """Return what an include leads to; None leaves the directive as it stands."""
        found: list[Directive] | None = None
        depth = len(self.open) - 1
        for source, text in self.source.follow(
            pattern, number, depth=depth, optional=optional, folders=True
        ):
            found = [*(found or []), *_File(source).read(text)]
        return found


def joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of every line that says something, continuations joined.

    A backslash at the very end continues a line, a comment's too (as ap_cfg_getline does). The
    number is that of the first line; Apache's own messages name the last.
    """
    kept: list[str] = []
    # The end of the text ends a line even after a backslash.
    for number, raw in enumerate([*text.split("\n"), ""], 1):
        line = raw.removesuffix("\r")
        if line.endswith("\\"):
            kept.append(line[:-1])
            continue
        whole = "".join([*kept, line]).strip(_BLANKS)
        if whole and not whole.startswith("#"):
            yield number - len(kept), whole
        kept.clear()


def split_words(line: str) -> list[str]:
    r"""Split a line as ap_getword_conf does: blanks, quotes, and `\\` or an escaped quote."""
    words: list[str] = []
    position = 0
    while match := _WORD.match(line, position):
        position = match.end()
        if match["quote"]:
            words.append(re.sub(rf"\\([\\{match['quote']}])", r"\1", match["quoted"]))
        else:
            words.append(match["bare"].replace("\\\\", "\\"))
    return words
