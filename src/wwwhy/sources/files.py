"""Reading the files that a command or a person names, within bounds."""

import sys
from collections.abc import Callable
from pathlib import Path

from wwwhy.errors import InputError

ReadFile = Callable[[str, int], bytes]
"""Reads a file (`-` is standard input) of at most so many bytes, or raises InputError."""


def read_file(path: str, limit: int) -> bytes:
    """Return the content of a file; `-` is standard input.

    Raises:
        InputError: it is missing, unreadable or larger than `limit` bytes.

    """
    try:
        if path == "-":
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(path).open("rb") as file:
                content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise InputError(f"The file {path!r} cannot be read: {reason}.") from None
    if len(content) > limit:
        raise InputError(
            f"The file {path!r} is larger than {limit // 1024} KiB; use a smaller one."
        )
    return content


def no_files(path: str, limit: int) -> bytes:  # noqa: ARG001 (the shape of ReadFile)
    """Refuse to read: for commands that came from somebody else.

    Raises:
        InputError: always.

    """
    raise InputError(
        f"The command reads the file {path!r}; files are read only for a command of your own."
    )
