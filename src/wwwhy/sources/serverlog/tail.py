"""Reads the part of a log that matters: what was written since a mark, or a window of time.

A log may hold gigabytes: only its end, or the places a bisection asks for, are read.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wwwhy.errors import InputError, Sentence
from wwwhy.sources.config.files import open_regular
from wwwhy.sources.serverlog.charset import Charset, charset_of, recoded
from wwwhy.sources.serverlog.envelope import opened
from wwwhy.sources.serverlog.formats import Format, parsed, ranked
from wwwhy.sources.serverlog.moments import LOCAL, Clock
from wwwhy.sources.serverlog.packed import is_packed, window_of

MAX_LINE = 64 * 1024
"""Bytes of a line; the rest of a longer one is left out."""
LIMIT = 1024 * 1024
"""Bytes that are looked at for one request."""
_BLOCK = 16 * 1024
_COUNTED = 2 * 1024 * 1024
"""Up to this place in a file line numbers are counted."""
_RECOGNISED = 256
"""Bytes before the mark by which the file is known again."""
_TIMED = 20
"""Lines at both ends of a part of a compressed log whose times are read."""
_EMPTY_BLOCKS = 8
"""Blocks without any time that are passed over in one step of the search."""


class RawLine(NamedTuple):
    """A line as it stands in the file, without its end."""

    text: bytes
    number: int | None = None
    """None where only a later part of a large file was read."""


class _Place(NamedTuple):
    """A file as it was when it was marked."""

    device: int
    inode: int
    size: int
    end: bytes = b""
    """What stood last in it: a new file may get the number of a deleted one."""


class LogFile:
    """One log file, read in small parts and never waited for.

    Raises:
        InputError: from every method, if it is missing, unreadable, or no regular file.

    """

    def __init__(
        self, path: str | os.PathLike[str], kind_hint: str | None = None, *, clock: Clock = LOCAL
    ) -> None:
        self.path = Path(path)
        self.kind_hint = kind_hint
        """Parts of a format's name (`nginx error`); decides only where the content does not."""
        self.clock = clock
        self.bytes_read = 0
        self.notes: list[str] = []
        self._mark: _Place | None = None

    @property
    def is_marked(self) -> bool:
        """Whether `read_new` knows where new lines start."""
        return self._mark is not None

    def check(self) -> None:
        """Find out now whether the file can be read."""
        open_regular(self.path).close()

    def mark(self) -> None:
        """Remember where the file ends now; call it right before the request."""
        with open_regular(self.path) as file:
            place = _place(file)
            start = max(0, place.size - _RECOGNISED)
            self._mark = place._replace(end=self._read(file, start, place.size - start))

    def read_new(self, limit_bytes: int = LIMIT) -> list[RawLine]:
        """Return what was written since the mark, at most its last `limit_bytes` bytes.

        A file that was truncated, or renamed and begun anew, is followed: the new one is read from
        its start, and the rest of the old one under the name it was renamed to (`.1`).
        """
        before: list[RawLine] = []
        mark = self._mark
        with open_regular(self.path) as file:
            if is_packed(file):
                self.note(
                    Sentence(
                        "{file}: a compressed log does not grow any more, so it has no line about"
                        " this request; give the log that the server writes now.",
                        file=self.path.name,
                    )
                )
                return []
            now = _place(file)
            start = mark.size if mark and self._continues(file, mark) else 0
            if mark is not None and (now.device, now.inode) != (mark.device, mark.inode):
                before = self._rest_of_renamed(mark, limit_bytes)
            return [*before, *self._lines(file, start, now.size, limit_bytes)]

    def read_window(self, start: float, end: float, limit_bytes: int = LIMIT) -> list[RawLine]:
        """Return the lines around a time window (epoch seconds), found without reading the rest.

        At most `limit_bytes` bytes, the last of them where there are more. Lines a little outside
        the window may come along; a log without times gives none.
        """
        with open_regular(self.path) as file:
            if is_packed(file):
                return self._unpacked(file, (start, end), limit_bytes)
            size = _place(file).size
            if size <= limit_bytes:
                return self._lines(file, 0, size, limit_bytes)
            formats = self._formats(file, size)
            first = self._bisect(file, size, lambda times: max(times) < start, formats)
            last = self._bisect(file, size, lambda times: min(times) <= end, formats)
            return self._lines(file, first, min(size, last + _BLOCK), limit_bytes)

    def note(self, sentence: str) -> None:
        """Remember what was not read."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _rest_of_renamed(self, mark: _Place, limit: int) -> list[RawLine]:
        renamed = self.path.with_name(f"{self.path.name}.1")
        try:
            with open_regular(renamed) as file:
                if not self._continues(file, mark):
                    return []
                return self._lines(file, mark.size, _place(file).size, limit)
        except InputError:
            return []  # it was deleted, compressed or renamed otherwise

    def _continues(self, file: BinaryIO, mark: _Place) -> bool:
        """Whether this is the marked file, grown."""
        now = _place(file)
        if (now.device, now.inode) != (mark.device, mark.inode) or now.size < mark.size:
            return False
        return self._read(file, mark.size - len(mark.end), len(mark.end)) == mark.end

    def _lines(self, file: BinaryIO, start: int, end: int, limit: int) -> list[RawLine]:
        """Return the whole lines between two places; a line that is cut by `start` is left out."""
        if end - start > limit:
            self.note(
                Sentence(
                    "{file}: more than {limit} bytes were written around this request; only the"
                    " last of them were read.",
                    file=self.path.name,
                    limit=limit,
                )
            )
            start = end - limit
        charset = self._charset(file, start, end)
        width = charset.width
        start -= start % width
        before = self._read(file, max(0, start - width), min(start, width))
        # A hole of NUL bytes, too, ends what was before it.
        cut = start > 0 and recoded(before, charset) not in {b"\n", b"\0"}
        number = self._number_at(file, start)
        return _split(recoded(self._read(file, start, end - start), charset), number, cut=cut)

    def _unpacked(self, file: BinaryIO, span: tuple[float, float], limit: int) -> list[RawLine]:
        """Return the lines around a window of time of a compressed log."""
        formats: tuple[Format, ...] = ()

        def times(lines: bytes) -> list[float]:
            nonlocal formats
            pieces = lines.split(b"\n")
            formats = formats or self._known(pieces)
            return self._times_of([*pieces[:_TIMED], *pieces[-_TIMED:]], formats)

        found = window_of(file, times, span, limit)
        if not found.whole:
            self.note(
                Sentence(
                    "{file}: only {limit} bytes of this compressed log were read; unpack it and"
                    " give the part around the request.",
                    file=self.path.name,
                    limit=found.read,
                )
            )
        return _split(found.text, found.number, cut=False)

    def _charset(self, file: BinaryIO, start: int, end: int) -> Charset:
        """Tell how these lines are written, by the file's mark or by what stands there."""
        head = self._read(file, 0, 4)
        return charset_of(head, self._read(file, start - start % 2, min(end - start, _BLOCK)))

    def _number_at(self, file: BinaryIO, place: int) -> int | None:
        return self._read(file, 0, place).count(b"\n") + 1 if place <= _COUNTED else None

    def _formats(self, file: BinaryIO, size: int) -> tuple[Format, ...]:
        start = max(0, size - 4 * _BLOCK)
        start -= start % 2
        charset = self._charset(file, start, size)
        return self._known(recoded(self._read(file, start, size - start), charset).split(b"\n")[1:])

    def _known(self, pieces: list[bytes]) -> tuple[Format, ...]:
        texts = [opened(each.decode("utf-8", "replace")).text for each in pieces[-100:]]
        return ranked("\n".join(texts), self.kind_hint)

    def _bisect(
        self,
        file: BinaryIO,
        size: int,
        is_before: Callable[[list[float]], bool],
        formats: tuple[Format, ...],
    ) -> int:
        """Return the last place (to a block) whose lines are still before what is looked for.

        Servers write a line when a request ends and some put in when it began: the times of a
        block are judged together.
        """
        low, high = 0, size
        while high - low > _BLOCK:
            middle = (low + high) // 2
            times = self._times(file, middle, high, formats)
            # No times at all: a hole, or something that no request is looked for in.
            if not times or is_before(times):
                low = middle
            else:
                high = middle
        return low

    def _times(
        self, file: BinaryIO, place: int, end: int, formats: tuple[Format, ...]
    ) -> list[float]:
        charset = self._charset(file, place, end)
        for at in range(place - place % 2, min(end, place + _EMPTY_BLOCKS * _BLOCK), _BLOCK):
            text = recoded(self._read(file, at, _BLOCK), charset)
            times = self._times_of(text.split(b"\n")[1:-1], formats)
            if times:
                return times
        return []

    def _times_of(self, pieces: Iterable[bytes], formats: tuple[Format, ...]) -> list[float]:
        wrapped = (opened(each.decode("utf-8", "replace"), self.clock) for each in pieces)
        both = ((each, parsed(each.text, formats, self.clock)) for each in wrapped if each.text)
        times = (line.time if line and line.time is not None else each.time for each, line in both)
        return [time for time in times if time is not None]

    def _read(self, file: BinaryIO, place: int, length: int) -> bytes:
        file.seek(place)
        data = file.read(length)
        self.bytes_read += len(data)
        return data


def _place(file: BinaryIO) -> _Place:
    status = os.fstat(file.fileno())
    return _Place(status.st_dev, status.st_ino, status.st_size)


def _split(text: bytes, number: int | None, *, cut: bool) -> list[RawLine]:
    """Split a text into its lines; the first is left out if it was cut."""
    pieces = text.split(b"\n")
    if pieces[-1] == b"":
        pieces.pop()
    if cut:
        pieces = pieces[1:]
        number = None if number is None else number + 1
    return [
        # A file that was truncated under its writer starts with a hole of NUL bytes.
        RawLine(piece.rstrip(b"\r").lstrip(b"\0")[:MAX_LINE], _plus(number, at))
        for at, piece in enumerate(pieces)
    ]


def _plus(number: int | None, more: int) -> int | None:
    return None if number is None else number + more
