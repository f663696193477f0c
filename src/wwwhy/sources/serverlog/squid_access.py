"""Squid's access log in its native form.

`1795220120.996 1 127.0.0.1 TCP_MISS/503 3438 GET http://h/x? - HIER_DIRECT/192.0.2.1 text/html`
Source: https://wiki.squid-cache.org/Features/LogFormat, Squid 5.7. By default the query is left
out and its question mark kept (strip_query_terms).
"""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, epoch

_LINE = re.compile(
    r"(?P<time>\d{9,11}\.\d{3}) +(?P<elapsed>-?\d+) (?P<client>\S+) "
    r"(?P<result>[A-Z_]+)/(?P<status>\d{3}) (?P<bytes>\d+) (?P<method>\S+) (?P<target>\S+) "
    r"(?P<user>\S+) (?P<hierarchy>[A-Z_]+)/(?P<peer>\S+)(?: .*)?",
    re.ASCII,
)


def confidence(head: str) -> float:
    """How sure it is that these lines are Squid's."""
    return share(head, _LINE.fullmatch)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line; `values` has result (TCP_DENIED ...), hierarchy, elapsed (ms) and user."""
    del clock  # its times are epoch seconds
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    status = int(match["status"])
    names = ("result", "hierarchy", "elapsed", "bytes", "user")
    return LogLine(
        source="",
        number=None,
        server="squid",
        kind="access",
        text=line,
        time=epoch(match["time"]),
        code=match["result"],
        message=f"{match['result']}/{match['status']}",
        client=address(match["client"]) or match["client"],
        method=match["method"],
        target=match["target"],
        status=status or None,
        upstream=None if match["peer"] == "-" else match["peer"],
        values={name: match[name] for name in names if match[name] != "-"},
    )
