"""The two ways in: an argument list, and text that somebody pasted."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PureWindowsPath
from types import MappingProxyType

from wwwhy.errors import InputError, Sentence
from wwwhy.sources.curl import shell
from wwwhy.sources.curl.argv import Walk
from wwwhy.sources.curl.assembly import requests
from wwwhy.sources.curl.command import BOUNDARY, CURL, CurlCommand, Defaults
from wwwhy.sources.curl.settings import Context
from wwwhy.sources.files import ReadFile, no_files
from wwwhy.sources.octets import octets

MAX_TEXT = 4 * 1024 * 1024
_PROMPT = re.compile(
    r"\A\s*(?:PS [^\n>]{0,200}>|[^\s'\"]{0,100}[$%#>])[ \t]+"
    r"(?=(?:sudo[ \t]+)?(?:curl|iwr|invoke-))",
    re.IGNORECASE,
)
_POWERSHELL = re.compile(
    r"\b(?:invoke-webrequest|invoke-restmethod|iwr|irm)\b|\$session\b|[ \t]`\r?\n", re.IGNORECASE
)
_WINDOWS = re.compile(r'(?:^|\s)\^"|[ \t"]\^[ \t]*(?:\r?\n|\Z)')
_NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


def parse_argv(
    argv: Sequence[str],
    *,
    read_file: ReadFile = no_files,
    environ: Mapping[str, str] = _NO_ENVIRONMENT,
    defaults: Defaults = CURL,
    clock: Callable[[], float] = time.time,
    boundary: str = BOUNDARY,
) -> CurlCommand:
    """Read curl's arguments as curl 8.14 would; its .curlrc is not read.

    Arguments:
        argv: the arguments behind `curl`.
        read_file: reads the files that options name; `-` is standard input.
        environ: for proxies, NETRC, HOME and the names of trust anchors.
        defaults: what holds where no option says otherwise: `CURL` or `VISITOR`.
        clock: for signatures and the age of cookies.
        boundary: separates the parts of a form.

    Raises:
        UsageError: an option is unknown or does not fit.
        InputError: a URL or a file cannot be read.

    """
    context = Context(read_file, environ, clock, boundary, defaults)
    walk = Walk(context)
    walk.take(argv)
    found = requests(walk.operations, context)
    source = " ".join(shell.quoted(word) for word in ("curl", *argv))
    ignored = tuple(dict.fromkeys(context.ignored))
    return CurlCommand(found, source, ignored, tuple(context.warnings))


def parse_text(
    text: str,
    *,
    read_file: ReadFile = no_files,
    environ: Mapping[str, str] = _NO_ENVIRONMENT,
    defaults: Defaults = CURL,
    clock: Callable[[], float] = time.time,
    boundary: str = BOUNDARY,
) -> CurlCommand:
    """Read a command as typed or as copied by a browser, for bash, cmd.exe or PowerShell.

    The shell's part is resolved too: quotes, escapes, line continuation, here-documents, and
    variables that `environ` or the text itself gives. Nothing is run.

    Arguments:
        text: one curl command or several, also Invoke-WebRequest.
        read_file: reads the files that options name; by default none may be read.
        environ: as for `parse_argv`, and the shell's variables.
        defaults: what holds where no option says otherwise.
        clock: for signatures and the age of cookies.
        boundary: separates the parts of a form.

    Raises:
        UsageError: an option is unknown or does not fit.
        InputError: the text holds no command, or a part of it cannot be read.

    """
    if len(text) > MAX_TEXT:
        raise InputError("The command is longer than {limit} MiB.", limit=MAX_TEXT // 1024 // 1024)
    warnings: list[str] = []
    parsed = [
        parse_argv(
            each.argv,
            read_file=_with_stdin(read_file, each.stdin),
            environ={**environ, **each.variables},
            defaults=defaults,
            clock=clock,
            boundary=boundary,
        )
        for each in _invocations(_PROMPT.sub("", text), environ, warnings)
    ]
    if not parsed:
        raise InputError("The text holds no curl command.")
    return CurlCommand(
        requests=tuple(request for each in parsed for request in each.requests),
        source=text,
        ignored=tuple(dict.fromkeys(name for each in parsed for name in each.ignored)),
        warnings=tuple(dict.fromkeys((*warnings, *(w for each in parsed for w in each.warnings)))),
    )


@dataclass(slots=True)
class _Invocation:
    argv: list[str]
    stdin: bytes | str | None = None
    variables: dict[str, str] = field(default_factory=dict)


def _invocations(text: str, environ: Mapping[str, str], warnings: list[str]) -> list[_Invocation]:
    if _POWERSHELL.search(text):
        from wwwhy.sources.curl import powershell  # noqa: PLC0415 (its patterns cost a start)

        lines = powershell.commands(text, environ, warnings.append)
        return _found([_Invocation(words) for words in lines])
    if _WINDOWS.search(text):
        from wwwhy.sources.curl import windows  # noqa: PLC0415 (few commands come from there)

        return _found([_Invocation(words) for words in windows.commands(text)])
    simple = shell.commands(text, environ, warnings.append)
    for before, after in pairwise(simple):
        if before.ended_by == "|" and after.stdin is None:
            after.stdin = _output(before.words)
    if any(each.ended_by == "&" and each.glued for each in simple):
        warnings.append(
            Sentence("An & without quotes ends the command there; put the URL in quotes.")
        )
    return _found([_Invocation(each.words, each.stdin, each.variables) for each in simple])


def _output(words: list[str]) -> bytes | str | None:
    """Return what a command in front of a pipe writes, or the file that it writes out."""
    if words[:1] == ["cat"] and len(words) == 2:  # noqa: PLR2004 (cat FILE)
        return words[1]
    if words[:1] == ["echo"]:
        plain = words[1:2] == ["-n"]
        line = " ".join(words[2 if plain else 1 :])
        return octets(line if plain else f"{line}\n")
    return None


def _found(invocations: list[_Invocation]) -> list[_Invocation]:
    """Keep those that run curl, without what stands before its arguments."""
    kept = []
    for each in invocations:
        for at, word in enumerate(each.argv[:4]):
            if PureWindowsPath(word).name.lower() in {"curl", "curl.exe"}:
                kept.append(_Invocation(each.argv[at + 1 :], each.stdin, each.variables))
                break
    return kept


def _with_stdin(read_file: ReadFile, stdin: bytes | str | None) -> ReadFile:
    """Let `-` mean what the shell connects to standard input."""

    def read(path: str, limit: int) -> bytes:
        if path != "-" or stdin is None:
            return read_file(path, limit)
        if isinstance(stdin, str):
            return read_file(stdin, limit)
        if len(stdin) > limit:
            raise InputError("Standard input is larger than {limit} KiB.", limit=limit // 1024)
        return stdin

    return read
