"""A rotated log that was compressed with gzip: the lines around a time, found in one pass."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from wwwhy.sources.serverlog.charset import Charset, charset_of, recoded

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that are unpacked of one log, whatever it claims to hold."""
_GZIP = b"\x1f\x8b\x08"
_PART = 256 * 1024
_READ = 64 * 1024
_EITHER_HEADER = 31  # zlib's number for gzip with its header


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The lines around a time."""

    text: bytes
    number: int
    """The number of the first line."""
    read: int
    """Bytes that were unpacked."""
    whole: bool
    """Whether the log was read as far as it had to be."""


def is_packed(file: BinaryIO) -> bool:
    """Whether a file is compressed; its name does not matter."""
    file.seek(0)
    return file.read(len(_GZIP)) == _GZIP


def window_of(
    file: BinaryIO,
    times: Callable[[bytes], list[float]],
    span: tuple[float, float],
    limit: int,
    *,
    most: int | None = None,
) -> Unpacked:
    """Return the lines around a span of time; `times` reads those of some lines.

    At most `limit` bytes, the last of them where there are more, and `most` are unpacked for them
    (`MAX_UNPACKED` if None).
    """
    most = MAX_UNPACKED if most is None else most
    kept: list[bytes] = []
    number, read, whole = 1, 0, True
    for part in _parts(file):
        if read + len(part) > most:
            whole = False
            break
        read += len(part)
        found = times(part)
        if found and max(found) < span[0]:
            # The end of this part may be one line before the window: keep it and no more.
            number += sum(each.count(b"\n") for each in kept)
            kept.clear()
        kept.append(part)
        while len(kept) > 1 and sum(map(len, kept)) > max(limit, 2 * _PART):
            number += kept.pop(0).count(b"\n")
        if found and min(found) > span[1]:
            break
    return Unpacked(b"".join(kept), number, read, whole)


def _parts(file: BinaryIO) -> Iterator[bytes]:
    """Yield whole lines, about a part at a time, in UTF-8."""
    rest = b""
    charset: Charset | None = None
    for octets in _octets(file):
        if charset is None:
            charset = charset_of(octets[:4], octets[:_READ])
        data = rest + octets
        end = len(data) - len(data) % charset.width
        at = data.rfind("\n".encode(charset.name), 0, end)
        at += charset.width if at >= 0 else 0
        # A line without an end is cut where a part would be too large.
        at = at if at > 0 else (end if len(data) > 4 * _PART else 0)
        at -= at % charset.width
        if at > 0:
            yield recoded(data[:at], charset)
        rest = data[at:]
    if rest and charset is not None:
        yield recoded(rest, charset)


def _octets(file: BinaryIO) -> Iterator[bytes]:
    """Yield what a file holds; what is broken ends it, as in one that is still being written."""
    file.seek(0)
    unpack = zlib.decompressobj(_EITHER_HEADER)
    pending = b""
    while True:
        pending = pending or file.read(_READ)
        if not pending:
            return
        try:
            data = unpack.decompress(pending, _PART)
        except zlib.error:
            return
        if data:
            yield data
        if unpack.eof:
            # rsyslog and `cat a.gz b.gz` put several behind one another.
            pending, unpack = unpack.unused_data, zlib.decompressobj(_EITHER_HEADER)
        else:
            pending = unpack.unconsumed_tail
