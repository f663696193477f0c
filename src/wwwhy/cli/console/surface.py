"""Where output goes: its width, its characters, its colours, and writing to it."""

import io
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from wwwhy.errors import WwwhyError, system_reason
from wwwhy.formatters import Surface

_PROBE = "──> ✗ — …"
_PIPE_WIDTH = 80
_MAX_WIDTH = 1000
_LETTER = {"ru": "ё"}
"""A letter that every text of a language needs, beyond ASCII."""


def surface_of(stream: TextIO | None, environ: Mapping[str, str]) -> Surface:
    """Return what is known of a stream: a pipe gets 80 columns and no colour."""
    terminal = is_terminal(stream)
    plain = bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
    return Surface(
        width=_width(environ, terminal=terminal),
        colour=terminal and not plain,
        unicode=can_write(stream, _PROBE),
    )


def can_write(stream: TextIO | None, text: str) -> bool:
    """Whether a stream's encoding holds these characters."""
    try:
        text.encode((stream and stream.encoding) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def readable(language: str, *, asked: bool) -> str:
    """Return the language that a person can read where the output goes.

    A locale that cannot hold a language's letters gets English, unless that language was asked
    for in so many words: then its text is written in UTF-8, whatever the locale claims.
    """
    letter = _LETTER.get(language, "")
    narrow = [each for each in (sys.stdout, sys.stderr) if each and not can_write(each, letter)]
    if narrow and not asked:
        return "en"
    for stream in narrow:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    return language


def write(text: str, stream: TextIO | None = None) -> None:
    """Write to standard output; what it cannot hold is replaced, a closed pipe ends it quietly.

    Raises:
        WwwhyError: the output cannot take it (its disk is full, say).

    """
    stream = stream or sys.stdout
    if stream is None:
        # Started without any standard output (`>&-`): there is nobody to tell.
        return
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise WwwhyError(
            "The answer could not be written: {reason}.", reason=system_reason(error)
        ) from None


def silence() -> None:
    """Close standard output quietly: its reader has gone (as `head` does)."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _width(environ: Mapping[str, str], *, terminal: bool) -> int:
    columns = environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return min(int(columns), _MAX_WIDTH)
    return _columns() if terminal else _PIPE_WIDTH


def _columns() -> int:
    """Return a terminal's width; not by shutil, which loads the compressors (4 ms)."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _PIPE_WIDTH
    except (AttributeError, ValueError, OSError):
        return _PIPE_WIDTH


def can_erase(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Whether a line may be written there that goes away again."""
    return is_terminal(stream) and environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream."""
    try:
        return stream is not None and os.isatty(stream.fileno())
    except (OSError, ValueError):
        return False
