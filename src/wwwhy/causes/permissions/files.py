"""Which file a request leads to: by the server's log, and by its configuration."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from wwwhy.causes.case import Case
from wwwhy.model import LogLine
from wwwhy.sources.config import (
    Taken,
    apache_filename_for,
    effective,
    takings,
)

EACCES = "13"
_DENIED = re.compile(r"permission denied", re.IGNORECASE)
_QUOTED = re.compile(r"\"(/[^\"\n]{1,4096})\"")
_BARE = re.compile(r"(?:^|[\s:=(])(/[^\s\"',;:()]{1,4096})")
_NOT_THE_FILE = frozenset({"AH00529", "AH01620", "AH00035", "AH00036"})
"""Apache's messages with errno 13 about .htaccess, a password file, and the folders above."""


def refused_files(case: Case) -> Iterator[tuple[LogLine, str]]:
    """Yield the server's own lines about the very file of this request that it may not open.

    By errno 13 (EACCES), or its words in logs without numbers, and by the file's name.
    """
    for line in case.log_lines(_is_refusal):
        path = next(iter(_paths(line.message)), None)
        if line.certainty != "window" and path is not None and _is_file_of(path, case):
            yield line, path


def configured_file(case: Case) -> str | None:
    """Return the file that the configuration maps the path to; None if that cannot be told."""
    path = case.request.url.path
    found = (_mapped(part, path) for part in takings(case.config, case.exchange))
    return next(filter(None, found), None)


def _is_refusal(line: LogLine) -> bool:
    errno = line.values.get("errno")
    denied = errno == EACCES if errno else _DENIED.search(line.message) is not None
    return denied and line.code not in _NOT_THE_FILE


def _paths(message: str) -> list[str]:
    return _QUOTED.findall(message) or _BARE.findall(message)


def _is_file_of(path: str, case: Case) -> bool:
    name = unquote(case.request.url.path).rpartition("/")[2]
    last = path.rpartition("/")[2]
    return last == name or (not name and last.startswith("index."))


def _mapped(part: Taken, path: str) -> str | None:
    if part.config.server != "nginx":
        return apache_filename_for(part.config, part.server, path)
    blocks = part.blocks
    if effective("proxy_pass", *blocks[-1:]) or effective("alias", *blocks[-1:]):
        return None
    root = effective("root", *blocks)
    if root is None or not root.args or "$" in root.args[0]:
        return None
    return root.args[0].rstrip("/") + unquote(path)
