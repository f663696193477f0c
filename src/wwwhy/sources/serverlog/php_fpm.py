"""PHP's logs: what PHP-FPM says of its pools, and what scripts write to error_log.

`[21-Nov-2026 00:15:13] WARNING: [pool www] server reached pm.max_children setting (2), ...`
Source: zlog_ex of php-src/sapi/fpm and php_log_err of main/main.c, PHP 8.2.35.
"""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, moment

_LINE = re.compile(
    r"\[(?P<time>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?(?: [\w/+-]+)?)\] (?P<rest>.*)",
    re.DOTALL | re.ASCII,
)
_FPM = re.compile(
    r"(?P<level>DEBUG|NOTICE|WARNING|ERROR|ALERT): (?:pid \d+, \w+\(\), line \d+: )?"
    r"(?:\[pool (?P<pool>[^\]]*)\] )?(?P<message>.*)",
    re.DOTALL,
)
_PHP = re.compile(
    r"(?:PHP )?(?P<level>Fatal error|Parse error|Warning|Notice|Deprecated|Recoverable fatal error"
    r"|Core error|Compile error):\s+(?P<message>.*)",
    re.DOTALL,
)
_LEVELS = {"Warning": "warning", "Notice": "notice", "Deprecated": "notice"}
_CHILD = re.compile(r"child (?P<pid>\d+)")


def confidence(head: str) -> float:
    """How sure it is that these lines are PHP's."""
    return 0.95 * share(head, _LINE.fullmatch)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line; `values` has pool and pid (of the child) where the line names them."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    fpm, php = _FPM.fullmatch(match["rest"]), _PHP.match(match["rest"])
    kind = fpm or php
    child = _CHILD.search(match["rest"]) if fpm else None
    values = {"pool": fpm["pool"] if fpm else None, "pid": child["pid"] if child else None}
    level = fpm["level"].lower() if fpm else _LEVELS.get(php["level"], "error") if php else None
    return LogLine(
        source="",
        number=None,
        server="php-fpm" if fpm else "php",
        kind="error",
        text=line,
        time=moment(match["time"], clock),
        level=level,
        message=(kind["message"] if fpm else match["rest"]) if kind else match["rest"],
        values={name: text for name, text in values.items() if text},
    )
