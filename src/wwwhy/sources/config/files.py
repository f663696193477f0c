"""The files of a configuration: one folder tree, regular files only, everything bounded."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from wwwhy.errors import InputError, Sentence, system_reason

MAX_FILE = 4 * 1024 * 1024
"""Bytes of one file."""
MAX_TOTAL = 8 * 1024 * 1024
"""Bytes of all files together."""
MAX_FILES = 1000
MAX_INCLUDES = 16
"""How deep includes may lead to includes."""
MAX_BLOCKS = 64
"""How deep blocks may stand in blocks, includes counted through."""
MAX_DIRECTIVES = 100_000
MAX_NOTES = 100
_MAGIC = frozenset("*?[")
_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)  # each system has some of them


@dataclass(slots=True)
class Reader:
    """Opens what includes name, keeps the bounds, and notes what it would not open."""

    root: str | None = None
    """Real path of the folder tree that may be read; None opens nothing but `texts`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Files by their absolute path, where a dump brought them along."""
    notes: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0
    directives: int = 0

    def note(self, sentence: str) -> None:
        """Remember what could not be read; a hostile file makes at most a hundred notes."""
        if len(self.notes) < MAX_NOTES and sentence not in self.notes:
            self.notes.append(sentence)

    def has_room(self, where: str) -> bool:
        """Count a directive; False, with a note, once there are too many of them."""
        self.directives += 1
        if self.directives > MAX_DIRECTIVES:
            self.note(
                Sentence(
                    "{where}: reading stopped after {limit} directives.",
                    where=where,
                    limit=MAX_DIRECTIVES,
                )
            )
        return self.directives <= MAX_DIRECTIVES

    def real(self, path: str) -> str:
        """Return the path that tells one file from another."""
        return path if self.texts else os.path.realpath(path)

    def paths(
        self, pattern: str, bases: Sequence[str], *, folders: bool = False
    ) -> list[str] | None:
        """Return the files an include leads to, in order of their names; None if not permitted.

        A relative pattern counts from the first of `bases` from which it leads to something.
        `folders` puts the files of a folder in its place.
        """
        # Not resolved: `..` behind a link must be refused by its real path, not tidied away.
        places = [os.path.normpath(os.path.join(base, pattern)) for base in bases]  # noqa: PTH118
        if self.texts:
            in_dump = [[path for path in self.texts if _fits(path, place)] for place in places]
            return next((paths for paths in in_dump if paths), None)
        permitted = [place for place in places if self._lies_inside(place)]
        found = [self._expanded(place) for place in permitted]
        paths = next((paths for paths in found if paths), [] if permitted else None)
        if not folders or paths is None:
            return paths
        inside = (self._children(p, "*") if os.path.isdir(p) else [p] for p in paths)  # noqa: PTH112 (texts all along)
        return [path for several in inside for path in several]

    def text(self, path: str, where: str) -> str | None:
        """Return a file's text, or None with a note."""
        self.files += 1
        if self.files > MAX_FILES or self.size >= MAX_TOTAL:
            self.note(
                Sentence(
                    "{where}: too many or too large files; {path} was not opened.",
                    where=where,
                    path=path,
                )
            )
            return None
        try:
            text = self.texts[path] if self.texts else read_regular(path)
        except InputError as error:
            self.note(Sentence("{where}: {error}", where=where, error=error))
            return None
        self.size += len(text)
        return text

    def _lies_inside(self, path: str) -> bool:
        if self.root is None or "\0" in path:
            return False
        # Of a pattern the part before its wildcards counts: folders above the tree stay unlisted.
        real = os.path.realpath(_before_magic(path))
        return real == self.root or real.startswith(self.root.rstrip("/") + "/")

    def _expanded(self, pattern: str) -> list[str]:
        """Resolve wildcards folder by folder, so that no link leads the search outside."""
        start = _before_magic(pattern)
        paths = [start]
        for part in pattern[len(start) :].split("/"):
            if part:
                paths = [each for path in paths for each in self._children(path, part)][:MAX_FILES]
        return [path for path in paths if os.path.lexists(path)]

    def _children(self, folder: str, part: str) -> list[str]:
        if not _MAGIC & set(part):
            names = [part]
        else:
            try:
                with os.scandir(folder) as entries:
                    names = sorted(e.name for e in entries if _name_fits(e.name, part))
            except OSError:
                names = []
        paths = [f"{folder.rstrip('/')}/{name}" for name in names]
        for path in paths:
            if not self._lies_inside(path) and os.path.lexists(path):
                self.note(
                    Sentence(
                        "{path} leads outside {root}; it was not opened.", path=path, root=self.root
                    )
                )
        return [path for path in paths if self._lies_inside(path)]


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the configuration and the place it was included in."""

    reader: Reader
    name: str
    bases: tuple[str, ...]
    """Folders that relative includes count from."""
    stack: tuple[str, ...]
    """Real paths of the files that led here, this one last."""
    depth: int = 0
    """Blocks that were open at the include."""
    inside: tuple[str, ...] = ()
    """Words of the innermost of them."""

    @classmethod
    def on_disk(cls, name: str, root: str) -> "Source":
        """Make the main file's source; includes are followed inside `root`."""
        main = Path(os.path.realpath(name))
        bases = (str(Path(name).absolute().parent), str(main.parent), root)
        return cls(Reader(root), name, bases, (str(main),))

    @classmethod
    def in_memory(cls, name: str, texts: Mapping[str, str] | None = None) -> "Source":
        """Make the source of a text that was handed in; no file is opened."""
        return cls(Reader(texts=texts or {}), name, (str(Path(name).parent),), (name,))

    def note(self, line: int, what: str) -> None:
        """Remember what could not be read at a line."""
        self.reader.note(Sentence("{file}:{line}: {what}.", file=self.name, line=line, what=what))

    def has_room(self, line: int) -> bool:
        """Count a directive; False once there are too many of them."""
        return self.reader.has_room(f"{self.name}:{line}")

    def follow(
        self,
        pattern: str,
        line: int,
        *,
        depth: int,
        inside: tuple[str, ...] = (),
        optional: bool = False,
        folders: bool = False,
    ) -> Iterator[tuple["Source", str]]:
        """Yield source and text of every file an include leads to; notes what it would not open.

        `depth` and `inside` tell of the blocks of this file that are open around the include.
        """
        if len(self.stack) >= MAX_INCLUDES:
            self.note(
                line,
                Sentence(
                    "includes are nested deeper than {limit}; not followed", limit=MAX_INCLUDES
                ),
            )
            return
        paths = self.reader.paths(pattern, self.bases, folders=folders)
        if paths is None:
            self.note(line, _not_permitted(pattern, self.reader.root))
        elif not paths and not optional and not _MAGIC & set(pattern):
            self.note(line, Sentence("include {pattern} leads to no file", pattern=pattern))
        for path in paths or ():
            real = self.reader.real(path)
            if real in self.stack:
                self.note(
                    line, Sentence("{path} includes itself; it was not followed again", path=path)
                )
                continue
            text = self.reader.text(path, f"{self.name}:{line}")
            if text is not None:
                stack = (*self.stack, real)
                inner = replace(self, name=path, stack=stack, depth=self.depth + depth)
                yield replace(inner, inside=inside), text


def read_regular(path: str | os.PathLike[str], limit: int = MAX_FILE) -> str:
    """Return a file's text (UTF-8, broken bytes replaced); never waits.

    Raises:
        InputError: it is missing, unreadable, no regular file, or larger than `limit` bytes.

    """
    with open_regular(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(
            "{path} is larger than {limit} bytes, too large for a configuration.",
            path=path,
            limit=limit,
        )
    return data.decode("utf-8", "replace")


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file for reading; a FIFO or device is refused instead of waited for.

    Raises:
        InputError: it is missing, unreadable, or no regular file.

    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        reason = Sentence("its name is not one")
        if isinstance(error, OSError):
            reason = system_reason(error)
        raise InputError(
            "{path!r} cannot be opened: {reason}.", path=os.fspath(path), reason=reason
        ) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError("{path!r} is not a regular file; hand in a file.", path=os.fspath(path))
    return os.fdopen(descriptor, "rb")


def _not_permitted(pattern: str, root: str | None) -> Sentence:
    if root is None:
        return Sentence(
            "include {pattern} names a file that was not handed in; it was not opened",
            pattern=pattern,
        )
    return Sentence(
        "include {pattern} leads outside {root}; it was not opened", pattern=pattern, root=root
    )


def _before_magic(path: str) -> str:
    """Return a path up to the folder in which its first wildcard stands."""
    first = next((at for at, char in enumerate(path) if char in _MAGIC), None)
    return path if first is None else path[: path.rfind("/", 0, first) + 1]


def _name_fits(name: str, pattern: str) -> bool:
    # As glob(3) and apr_fnmatch do it: a leading dot must be written out.
    return fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))


def _fits(path: str, pattern: str) -> bool:
    parts, patterns = path.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(_name_fits, parts, patterns))
