"""Reading the files that a command or a person names, within bounds."""

import sys
from collections.abc import Callable
from pathlib import Path

from wwwhy.errors import InputError, Sentence, system_reason

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
        reason = Sentence("the name is not valid")
        if isinstance(error, OSError):
            reason = system_reason(error)
        raise InputError(
            "The file {path!r} cannot be read: {reason}.", path=path, reason=reason
        ) from None
    if len(content) > limit:
        raise InputError(
            "The file {path!r} is larger than {limit} KiB; use a smaller one.",
            path=path,
            limit=limit // 1024,
        )
    return content


def no_files(path: str, limit: int) -> bytes:  # noqa: ARG001 (the shape of ReadFile)
    """Refuse to read: for commands that came from somebody else.

    Raises:
        InputError: always.

    """
    raise InputError(
        "The command reads the file {path!r}; files are read only for a command of your own.",
        path=path,
    )
