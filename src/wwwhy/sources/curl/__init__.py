"""Curl command lines: read as curl 8.14 reads them, and written for a request.

The options are a table (`options.py`) with a handler each (`handlers.py`). `argv.py` walks an
argument list; `assembly.py` turns what the options add up to into requests, with one module for
each question: content, headers, identity, proxies, routes, globbing. `shell.py`, `windows.py` and
`powershell.py` undo the quoting of a pasted command.
"""

from wwwhy.sources.curl.argv import Split, split
from wwwhy.sources.curl.command import BOUNDARY, CURL, VISITOR, CurlCommand, Defaults
from wwwhy.sources.curl.options import Option, Takes, options
from wwwhy.sources.curl.parsing import parse_argv, parse_text
from wwwhy.sources.curl.rendering import render
from wwwhy.sources.curl.shell import quoted

__all__ = [
    "BOUNDARY",
    "CURL",
    "VISITOR",
    "CurlCommand",
    "Defaults",
    "Option",
    "Split",
    "Takes",
    "options",
    "parse_argv",
    "parse_text",
    "quoted",
    "render",
    "split",
]
