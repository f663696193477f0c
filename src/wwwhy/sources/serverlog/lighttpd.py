"""lighttpd's error log: `2026-11-21 07:33:19: (gw_backend.c.274) establishing connection ...`.

Source: log_error_append_strerror in src/log.c of lighttpd 1.4.69; times are local, without zone.
"""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, moment

_LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d): \((?P<part>[\w./-]{1,80}\.c)\.\d{1,6}\) "
    r"(?P<message>.*)",
    re.DOTALL | re.ASCII,
)
_TARGETS = (
    re.compile(r"all handlers for (?P<target>/\S*) on "),
    re.compile(r"response headers too large for (?P<target>/\S*)"),
)
_MAX_READ = 8192


def confidence(head: str) -> float:
    """How sure it is that these lines are lighttpd's."""
    return share(head, _LINE.fullmatch)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line; `values` has part, the source file that wrote it."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    message = match["message"]
    named = (pattern.search(message[:_MAX_READ]) for pattern in _TARGETS)
    request = next(filter(None, named), None)
    target = request["target"] if request else None
    values = {"part": match["part"]}
    if target and "?" not in target:
        values["path_only"] = "yes"
    return LogLine(
        source="",
        number=None,
        server="lighttpd",
        kind="error",
        text=line,
        time=moment(match["time"], clock),
        message=message,
        target=target,
        values=values,
    )
