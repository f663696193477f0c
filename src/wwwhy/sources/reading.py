"""One way in for whatever a person has: a file, pasted text, or a URL."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from wwwhy.errors import InputError
from wwwhy.model import Exchange
from wwwhy.sources.circles import with_circles_named
from wwwhy.sources.curl import VISITOR, parse_argv, parse_text
from wwwhy.sources.files import ReadFile, no_files, read_file
from wwwhy.sources.har import MAX_HAR, parse_har
from wwwhy.sources.octets import in_utf8, octets
from wwwhy.sources.raw import (
    has_last_word,
    is_curl_output,
    is_message,
    is_wget_output,
    parse_curl_output,
    parse_raw,
    parse_wget_output,
    read_case,
)

_CASE = re.compile(rb"^### (?:baseline|expect|probe|config|log)\b", re.MULTILINE)
_COMMAND = re.compile(
    rb"(?:^|[\s/\\\"'])curl(?:\.exe)?[\"']?[\s^]|\b(?:invoke-webrequest|invoke-restmethod|iwr|irm)\s",
    re.IGNORECASE,
)
_FILE_ENDING = re.compile(r"\.(?:har|json|http|txt|log|curl|sh|bat|cmd|ps1)", re.IGNORECASE)
_MAX_NAME = 4096
_MESSAGES = (
    (is_message, parse_raw),
    (is_curl_output, parse_curl_output),
    (is_wget_output, parse_wget_output),
)
_NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


def read(
    path_or_text: str | Path,
    *,
    files: ReadFile = no_files,
    environ: Mapping[str, str] = _NO_ENVIRONMENT,
) -> list[Exchange]:
    """Read what somebody has at hand; its kind is found out.

    A file or its content can be a HAR recording, HTTP messages, the output of `curl -v`, `curl -i`
    or `wget -S`, a curl command, or one of our case files. Anything else must be a URL. Commands
    and URLs give exchanges that have not happened yet: without response and without failure.

    Arguments:
        path_or_text: a path, or the text itself; `-` is standard input.
        files: reads the files that a command names; by default none may be read.
        environ: for proxies and variables of a command.

    Raises:
        InputError: the file cannot be read, or it is none of all that.
        UsageError: a command has an unknown option.

    """
    if isinstance(path_or_text, Path):
        return read_content(read_file(str(path_or_text), MAX_HAR), files=files, environ=environ)
    if path_or_text == "-" or _is_file(path_or_text):
        return read_content(read_file(path_or_text, MAX_HAR), files=files, environ=environ)
    text = path_or_text.strip()
    if not text:
        raise InputError("There is nothing to read; give a URL, a file or a curl command.")
    if _FILE_ENDING.search(Path(text[:_MAX_NAME]).suffix) and not re.search(r"\s|://", text):
        raise InputError("There is no file {path!r}.", path=text[:200])
    if "\n" in text or " " in text or text.startswith("{"):
        return read_content(octets(text), files=files, environ=environ)
    command = parse_argv(["--url", text], environ=environ, defaults=VISITOR)
    return [Exchange(request) for request in command.requests]


def _is_file(text: str) -> bool:
    try:
        return len(text) < _MAX_NAME and "\n" not in text and Path(text).is_file()
    except (OSError, ValueError):
        return False


def read_content(
    content: bytes,
    *,
    files: ReadFile = no_files,
    environ: Mapping[str, str] = _NO_ENVIRONMENT,
) -> list[Exchange]:
    """Read what a file held, as `read` does.

    Raises:
        InputError: it is none of what `read` knows.
        UsageError: a command has an unknown option.

    """
    start = in_utf8(content).lstrip()
    if start.startswith(b"{"):
        return with_circles_named(parse_har(start))
    if _CASE.search(start[:65536]):
        return list(read_case(start.decode("utf-8", "surrogateescape")).hops)
    for is_it, parse in _MESSAGES:
        if is_it(start):
            return with_circles_named(parse(start))
    if _COMMAND.search(start):
        text = start.decode("utf-8", "surrogateescape")
        requests = parse_text(text, read_file=files, environ=environ).requests
        return [Exchange(request, index=index) for index, request in enumerate(requests)]
    if has_last_word(start):
        return parse_curl_output(start)
    raise InputError(
        "This is no HAR recording, HTTP message, curl command or URL that can be read; for an error"
        " message there is `wwwhy explain 'THE MESSAGE'`."
    )
