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
from wwwhy.model.masking import Masker
from wwwhy.sources.curl import CURL, VISITOR, CurlCommand, parse_argv
from wwwhy.sources.files import read_file, require_file
from wwwhy.sources.octets import in_utf8

STDIN = "-"
_HEAD = 512
_PASTED = re.compile(r"\s*(?:\$ +)?curl(?:\.exe)?(?:\s|: \(\d).*", re.DOTALL)
_FILE_LIKE = re.compile(
    r"\.{1,2}|(?:\.{1,2}|~)?/.*|.*\.(?:har|json|http|txt|log|curl|sh|bat|cmd|ps1)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Target:
    """A request to send, or an exchange that already happened."""

    subject: Request | Exchange
    source: Source
    notes: tuple[str, ...] = ()
    """Sentences for the user, printed before the answer."""
    before: tuple[Exchange, ...] = ()
    """The recorded exchanges whose redirects led to the subject, the first first."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """How to take what a file holds."""

    entry: int | None = None
    """Which entry of a HAR, counted from 1; None for the first that failed."""
    live: bool = False
    """Whether the request is sent anew, once, even if it may change something; what came of it
    before counts no more then."""


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
    if len(words) == 1 and _PASTED.fullmatch(words[0]):
        return _of_pasted(words[0], recorded, spoken)
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
    _require_files(command.requests[0])
    if count > 1:
        notes = (*notes, spoken("note", "first_of", n=count))
    return Target(command.requests[0], source, notes)


def _require_files(request: Request) -> None:
    """Say at once which file of certificates is missing: curl gets no further without it either.

    Raises:
        InputError: one of them cannot be read.

    """
    tls = request.transport.tls
    for path in (tls.ca_file, tls.cert_file, tls.key_file):
        if path is not None and request.url.is_secure:
            require_file(path)


def _of_pasted(text: str, recorded: Recorded, spoken: Phrases) -> Target:
    from wwwhy.sources import read  # noqa: PLC0415 (a URL does without HAR and raw messages: 9 ms)

    return _of_exchanges(read(text), "curl", recorded, spoken)


def _of_file(file: str, recorded: Recorded, spoken: Phrases) -> Target:
    from wwwhy.sources.har import MAX_HAR  # noqa: PLC0415 (as above)
    from wwwhy.sources.reading import read_content  # noqa: PLC0415 (as above)

    name = spoken("fault", "stdin") if file == STDIN else file
    # Read once: what comes through a pipe cannot be looked at twice.
    content = in_utf8(read_file(file, MAX_HAR))
    source = _kind(content, name)
    try:
        return _of_exchanges(read_content(content), source, recorded, spoken)
    except InputError as error:
        raise InputError("{name}: {error}", name=name, error=error) from None


def _of_exchanges(
    exchanges: Sequence[Exchange], source: Source, recorded: Recorded, spoken: Phrases
) -> Target:
    """Choose an exchange; one that has not happened yet is a request to send."""
    from wwwhy.sources import entry, find_hops  # noqa: PLC0415 (as above)

    chosen = entry(exchanges, recorded.entry)
    notes: tuple[str, ...] = ()
    if len(exchanges) > 1:
        number = next(i for i, each in enumerate(exchanges, 1) if each is chosen)
        url = Masker().url(str(chosen.request.url))
        values = {"number": number, "count": len(exchanges), "method": chosen.request.method}
        notes = (spoken("note", "entry", url=url, **values),)
    happened = chosen.response is not None or chosen.failure is not None
    if happened and not (recorded.live and is_known(chosen.request)):
        *before, last = find_hops(exchanges, chosen) if source == "har" else (chosen,)
        return Target(last, source, notes, tuple(before))
    if not chosen.request.is_safe and not recorded.live:
        raise InputError(
            "The request may change something on the server ({method}); add --live to send it all"
            " the same.",
            method=chosen.request.method,
        )
    kind: Source = "curl" if source == "raw" and not happened else source
    return Target(chosen.request, kind, notes)


def is_known(request: Request) -> bool:
    """Whether it says whom to ask; a response alone does not say whose it is."""
    from wwwhy.sources.raw import UNKNOWN_URL  # noqa: PLC0415 (a URL does without raw messages)

    return request.url.host != UNKNOWN_URL.host


def _kind(content: bytes, name: str) -> Source:
    """Look at the first bytes: a HAR is JSON, everything else is text.

    Raises:
        InputError: there is nothing in it.

    """
    if not content:
        raise InputError(
            "{path} is empty; hand in a HAR, an HTTP message or a curl command.", path=name
        )
    return "har" if content[:_HEAD].lstrip().startswith(b"{") else "raw"


def _is_file(target: str, spoken: Phrases) -> bool:
    """Whether a word without an option names a file and not an address.

    Raises:
        click.UsageError: it looks like a file, and there is none.

    """
    if target == STDIN:
        return True
    if "://" in target:
        return False
    like = _FILE_LIKE.fullmatch(target) is not None
    try:
        path = Path(target)
        if path.is_dir() and like:
            raise click.UsageError(spoken("fault", "not_a_file", path=target))
        if path.exists() and not path.is_dir():
            return True
    except (OSError, ValueError):
        # A name that no file system takes is no file.
        return False
    if like:
        raise click.UsageError(spoken("fault", "no_file", path=target))
    return False
