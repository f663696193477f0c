"""What is to be diagnosed: a URL, a curl command, or what a file or standard input holds."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from wwwhy.errors import InputError
from wwwhy.formatters.phrases import Phrases
from wwwhy.model import Exchange, Request, Source
from wwwhy.sources.curl import CURL, VISITOR, CurlCommand, parse_argv, parse_text
from wwwhy.sources.files import no_files, read_file

STDIN = "-"
MAX_FILE = 256 * 1024 * 1024
"""Bytes of a recording that are read."""
_PASTED = re.compile(r"\bcurl(?:\.exe)?\s|\bInvoke-(?:WebRequest|RestMethod)\b", re.IGNORECASE)
_MESSAGE = re.compile(rb"\s*(?:HTTP/\d|[A-Z-]+ \S+ HTTP/\d|[{\[])")
_FILE_LIKE = re.compile(r"(?:\.{0,2}|~)/.*|.*\.(?:har|http|txt|json|log|sh)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """A request to send, or an exchange that already happened."""

    subject: Request | Exchange
    source: Source
    notes: tuple[str, ...] = ()
    """Sentences for the user, printed before the answer."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """How to take what a file holds."""

    entry: int | None = None
    """Which entry of a HAR, counted from 1; None for the first that failed."""
    live: bool = False
    """Whether a request that may change something may be sent."""


def target_of_words(
    words: Sequence[str], targets: Sequence[str], recorded: Recorded, spoken: Phrases
) -> Target:
    """Find out what was named: a file, standard input, or a URL with options of curl.

    Arguments:
        words: all words but our own options.
        targets: those of them that stand without an option.
        recorded: how to take what a file holds.
        spoken: for notes and faults.

    Raises:
        click.UsageError: a file was named together with something else.
        UsageError: an option of curl is unknown or does not fit.
        InputError: the URL or the file cannot be read.

    """
    if len(words) == 1 and _is_pasted(words[0]):
        return _of_text(words[0], recorded, spoken)
    file = next((target for target in targets if _is_file(target, spoken)), None)
    if file is None:
        command = parse_argv(words, read_file=read_file, environ=os.environ, defaults=VISITOR)
        return _of_command(command, "live", spoken)
    if len(targets) > 1:
        raise click.UsageError(spoken("fault", "two_targets"))
    option = next((word for word in words if word not in {file, "--"}), None)
    if option is not None:
        name = option.partition("=")[0]
        raise click.UsageError(spoken("fault", "file_options", option=name))
    return _of_file(file, recorded, spoken)


def target_of_curl(words: Sequence[str], spoken: Phrases) -> Target:
    """Read the user's own curl command, all that follows the word `curl`.

    Raises:
        UsageError: an option is unknown or does not fit.
        InputError: a URL or a file in it cannot be read.

    """
    command = parse_argv(words, read_file=read_file, environ=os.environ, defaults=CURL)
    return _of_command(command, "curl", spoken)


def _of_command(command: CurlCommand, source: Source, spoken: Phrases) -> Target:
    count = len(command.requests)
    notes = command.warnings
    if count > 1:
        notes = (*notes, spoken("note", "first_of", n=count))
    return Target(command.requests[0], source, notes)


def _of_file(path: str, recorded: Recorded, spoken: Phrases) -> Target:
    content = read_file(path, MAX_FILE)
    name = "standard input" if path == STDIN else repr(Path(path).name)
    if not content.strip():
        raise InputError(f"{name} is empty; hand in a HAR, an HTTP message or a curl command.")
    if _MESSAGE.match(content) is None and b"\x00" not in content:
        text = content.decode("utf-8", "replace")
        if _is_pasted(text):
            return _of_text(text, recorded, spoken)
    return _of_recording(content, name, recorded, spoken)


def _of_text(text: str, recorded: Recorded, spoken: Phrases) -> Target:
    """Read a pasted command; it came from somewhere else, so it may not read files."""
    command = parse_text(text, read_file=no_files, defaults=CURL)
    if not command.requests[0].is_safe and not recorded.live:
        method = command.requests[0].method
        raise InputError(spoken("fault", "unsafe", method=method))
    return _of_command(command, "curl", spoken)


def _is_pasted(text: str) -> bool:
    return len(text.split(maxsplit=1)) > 1 and _PASTED.search(text) is not None


def _is_file(target: str, spoken: Phrases) -> bool:
    """Whether a word without an option names a file and not an address.

    Raises:
        click.UsageError: it looks like a file, and there is none.

    """
    if target == STDIN:
        return True
    if "://" in target:
        return False
    try:
        path = Path(target)
        if path.is_dir() and _FILE_LIKE.fullmatch(target):
            raise click.UsageError(spoken("fault", "not_a_file", path=target))
        if path.is_file() or (path.exists() and not path.is_dir()):
            return True
    except (OSError, ValueError):
        # A name that no file system takes is no file.
        return False
    if _FILE_LIKE.fullmatch(target):
        raise click.UsageError(spoken("fault", "no_file", path=target))
    return False
