"""The two ways in: an argument list, and text that somebody pasted."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from wwwhy.errors import InputError
from wwwhy.sources.curl.argv import Walk
from wwwhy.sources.curl.assembly import requests
from wwwhy.sources.curl.command import BOUNDARY, CURL, CurlCommand, Defaults
from wwwhy.sources.curl.settings import Context
from wwwhy.sources.curl.shell import quoted
from wwwhy.sources.files import ReadFile, no_files

MAX_TEXT = 1024 * 1024
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
    source = " ".join(quoted(word) for word in ("curl", *argv))
    ignored = tuple(dict.fromkeys(context.ignored))
    return CurlCommand(found, source, ignored, tuple(context.warnings))
