"""Reading the files that a command or a person names, within bounds."""

import os
import select
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from wwwhy.errors import InputError, Sentence, system_reason

ReadFile = Callable[[str, int], bytes]
"""Reads a file (`-` is standard input) of at most so many bytes, or raises InputError."""

PATIENCE = 30.0
"""Seconds that the other end of a named pipe may be silent."""
_CHUNK = 64 * 1024
_MIB = 1024 * 1024


def read_file(path: str, limit: int, *, patience: float = PATIENCE) -> bytes:
    """Return the content of a file; `-` is standard input.

    Raises:
        InputError: it is missing, unreadable, larger than `limit` bytes, or a named pipe that
            nobody writes to for `patience` seconds.

    """
    try:
        most = limit + 1
        content = _standard_input(most) if path == "-" else _content(path, most, patience)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if len(content) > limit:
        raise _too_large(path, limit)
    return content


def _too_large(path: str, limit: int) -> InputError:
    size = Sentence("{n} KiB", n=limit // 1024)
    if limit % _MIB == 0:
        size = Sentence("{n} MiB", n=limit // _MIB)
    if path == "-":
        return InputError("Standard input holds more than {size}; hand in less.", size=size)
    return InputError(
        "The file {path!r} is larger than {size}; use a smaller one.", path=path, size=size
    )


def _standard_input(most: int) -> bytes:
    # Whoever starts a program with `<&-` leaves it without any.
    if sys.stdin is None:
        raise InputError("Standard input is closed; pipe the content in, or name a file.")
    return sys.stdin.buffer.read(most)


def _unreadable(path: str, error: OSError | ValueError) -> InputError:
    reason = Sentence("the name is not valid")
    if isinstance(error, OSError):
        reason = system_reason(error)
    return InputError("The file {path!r} cannot be read: {reason}.", path=path, reason=reason)


def is_regular(path: str, limit: int) -> bool:
    """Whether a path leads to a regular file of at most so many bytes.

    Libraries that open a file by its name wait for a pipe and read a device without end.
    """
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= limit


def require_file(path: str) -> None:
    """Make sure that a file can be opened, for what is read by name later on.

    Raises:
        InputError: it is missing, no regular file, or not for us to read.

    """
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise InputError("{path!r} is not a regular file; hand in a file.", path=path)
        with Path(path).open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _content(path: str, most: int, patience: float) -> bytes:
    # A pipe without a writer holds up the opening itself unless it is opened this way. Windows
    # has neither such pipes among its files nor this way.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
        if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
            return _from_pipe(file.fileno(), path, most, patience)
        if hasattr(os, "O_NONBLOCK"):
            os.set_blocking(file.fileno(), True)
        return file.read(most)


def _from_pipe(descriptor: int, path: str, most: int, patience: float) -> bytes:
    content = bytearray()
    while len(content) < most:
        ready, _, _ = select.select([descriptor], [], [], patience)
        if not ready:
            raise InputError(
                "Nothing comes through the pipe {path!r}, {seconds:.0f} seconds long; start what"
                " writes to it first.",
                path=path,
                seconds=patience,
            )
        chunk = os.read(descriptor, min(_CHUNK, most - len(content)))
        if not chunk:
            break
        content += chunk
    return bytes(content)


def no_files(path: str, limit: int) -> bytes:  # noqa: ARG001 (the shape of ReadFile)
    """Refuse to read: for commands that came from somebody else.

    Raises:
        InputError: always.

    """
    raise InputError(
        "The command reads the file {path!r}; files are read only for a command of your own.",
        path=path,
    )
