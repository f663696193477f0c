"""HAProxy's log: `option httplog` and `httpslog`, `tcplog`, and its messages about servers.

Source: https://docs.haproxy.org/2.6/configuration.html#8.2.3, HAProxy 2.6.12; times are local.
"""

import re

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, moment
from wwwhy.sources.serverlog.tokens import request_line

_HEAD = (
    r"(?P<client>\S+):(?P<port>\d+) \[(?P<time>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})?)\] "
    r"(?P<frontend>[^\s/]+)"
)
_HTTP = re.compile(
    _HEAD + r" (?P<backend>[^\s/]+)/(?P<server>\S+) (?:\S+ )?(?P<timers>[-+\d]+(?:/[-+\d]+){4}) "
    r"(?P<status>-?\d{1,3}) (?P<bytes>[-+\d]+) \S+ \S+ (?P<state>\S{4}) "
    r"(?P<connections>[-+\d/]+) (?P<queues>\d+/\d+) (?:\{[^}]*\} ){0,2}\"(?P<request>.*?)\"?"
    r"(?: (?P<tls>[\d-]+/\S+ \S+))?",
    re.ASCII,
)
_TCP = re.compile(
    _HEAD + r" (?P<backend>[^\s/]+)/(?P<server>\S+) (?P<timers>[-+\d]+/[-+\d]+/[-+\d]+) "
    r"(?P<bytes>[-+\d]+) (?P<state>\S{2}) (?P<connections>[-+\d/]+) (?P<queues>\d+/\d+)",
    re.ASCII,
)
_FAULT = re.compile(_HEAD + r"/(?P<bind>\S+): (?P<message>\S.*)", re.ASCII)
_SERVER = re.compile(
    r"(?P<message>(?:Health check for )?(?:backup )?(?:[Ss]erver|[Bb]ackend|[Pp]roxy) "
    r"(?P<name>[^\s/]+(?:/\S+)?) (?:is|has|stopped|started|failed|succeeded).*)"
)
_TIMERS = ("request_ms", "queue_ms", "connect_ms", "response_ms", "total_ms")


def confidence(head: str) -> float:
    """How sure it is that these lines are HAProxy's."""
    return share(head, parse)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line.

    `values` has frontend, backend, server, state (the termination state), the five timers in
    milliseconds (-1: did not happen), retries, queues and port (the client's).
    """
    match = _HTTP.fullmatch(line) or _TCP.fullmatch(line) or _FAULT.fullmatch(line)
    if match is None:
        return _about_server(line)
    parts = {name: text for name, text in match.groupdict().items() if text}
    method, target = request_line(parts.get("request", ""))
    timers = dict(zip(_TIMERS, parts.get("timers", "").split("/"), strict=False))
    if "request" not in parts:
        timers = {"timers": parts["timers"]} if "timers" in parts else {}
    named = ("frontend", "backend", "server", "state", "bytes", "queues", "port", "tls")
    values = {name: parts[name] for name in named if name in parts} | timers
    values["retries"] = parts.get("connections", "").rpartition("/")[2]
    status = int(parts["status"]) if "status" in parts else 0
    return LogLine(
        source="",
        number=None,
        server="haproxy",
        kind="error" if "message" in parts else "access",
        text=line,
        time=moment(parts["time"], clock),
        code=parts.get("state"),
        message=parts.get("message") or parts.get("request", ""),
        client=address(parts["client"]),
        method=method,
        target=target,
        status=status if status > 0 else None,
        upstream=f"{parts['backend']}/{parts['server']}" if "server" in parts else None,
        values={name: text for name, text in values.items() if text},
    )


def _about_server(line: str) -> LogLine | None:
    """Read what HAProxy says of its servers: `Server b/s1 is DOWN, reason: Layer4 ...`."""
    match = _SERVER.fullmatch(line)
    if match is None:
        return None
    return LogLine(
        source="",
        number=None,
        server="haproxy",
        kind="error",
        text=line,
        message=match["message"],
        upstream=match["name"],
    )
