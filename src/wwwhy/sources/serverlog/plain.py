"""Any other log: lines that start with a time or a level, as applications write them.

Python's logging, gunicorn 27.0.1, uvicorn 0.54, Django 5.2, Flask 3.1, structlog's console,
Squid's cache.log; the request is read where the application names it.
"""

import re
from itertools import islice

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.json_lines import parse as parse_object
from wwwhy.sources.serverlog.moments import LOCAL, Clock, found
from wwwhy.sources.serverlog.named import Named

_WORDS = (
    "TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|ALERT|EMERG|PANIC|SEVERE"
)
_LEVEL = re.compile(rf"\b(?P<upper>{_WORDS})\b|\[(?P<lower>{_WORDS.lower()}) {{0,9}}\]")
_BEFORE_MESSAGE = re.compile(
    rf"\A(?:[\s\]|:,-]|\[[^\]]{{1,40}}\]|\d{{1,9}}(?=[\s:|])|(?:{_WORDS})\b)+"
)
_UVICORN = re.compile(
    r"(?P<level>TRACE|DEBUG|INFO|WARNING|ERROR|CRITICAL):\s+(?P<message>"
    r"(?:(?P<client>[\d.]+|\[?[0-9a-fA-F:]+\]?):(?P<port>\d+) - "
    r"\"(?P<method>[A-Z]+) (?P<target>\S+) HTTP/[\d.]+\" (?P<status>\d{3}))?.*)",
    re.DOTALL,
)
_REQUESTS = (
    # gunicorn; versions before 22 leave out the method
    re.compile(r"Error handling request (?:(?P<method>[A-Z]+) )?(?P<target>/\S*)"),
    # Flask
    re.compile(r"Exception on (?P<target>/\S*) \[(?P<method>[A-Z]+)\]"),
    # django.request and django.security.csrf
    re.compile(
        r"(?:Internal Server Error|Not Found|Forbidden(?: \([^)]{0,200}\))?|Bad Request"
        r"|Unauthorized|Method Not Allowed(?: \((?P<method>[A-Z]+)\))?|Gone): (?P<target>/\S*)"
    ),
    re.compile(r"\"(?P<method>[A-Z]{3,10}) (?P<target>/\S*)(?: HTTP/[\d.]+)?\""),
    # a log_format of one's own
    re.compile(r"(?<![\w\"])(?P<method>[A-Z]{3,10}) (?P<target>/\S*) HTTP/\d(?:\.\d)?(?![\w.])"),
)
_ENDED = re.compile(r"[\s|;,\"']{1,8}(?P<status>[1-5]\d\d)(?![^\s|;,\"'])")
_WORD = re.compile(r"[^\s|;,\"'=]{2,45}")
_PAIR = re.compile(
    r"(?<![\w./?&-])(?P<name>[A-Za-z_][\w.]{0,63})=(?P<value>\"[^\"]{0,2000}\"|[^\s,;}\])]+)"
)
"""What structlog, Rust's tracing and others add: `path=/x method=GET`."""
_MAX_PAIRS = 50
_SOME_YEAR = Clock(near=1e9)
_LONGEST_PREFIX = 24
_MAX_READ = 4096


def confidence(head: str) -> float:
    """How sure it is; a form of its own always comes first."""
    return 0.3 * share(head, lambda line: parse(line, _SOME_YEAR))


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line that starts with a time, a level or a JSON object; None for any other."""
    if line.startswith("{"):
        return parse_object(line, clock)
    uvicorn = _UVICORN.fullmatch(line)
    if uvicorn is not None:
        return _from_uvicorn(line, uvicorn)
    hit = found(line, clock)
    if hit is None or hit[1] > _LONGEST_PREFIX:
        return None
    time, _, end = hit
    level = _LEVEL.search(line[: end + 80])
    return _said(line, line[end:], time, level)


def told(line: str, time: float) -> LogLine:
    """Make a line of what an application said, whose time only its envelope tells."""
    return _said(line, line, time, _LEVEL.search(line[:80]))


def _said(line: str, rest: str, time: float, level: re.Match[str] | None) -> LogLine:
    request = next(filter(None, (each.search(rest[:_MAX_READ]) for each in _REQUESTS)), None)
    pairs = {m["name"]: m["value"] for m in islice(_PAIR.finditer(rest[:_MAX_READ]), _MAX_PAIRS)}
    named = Named.of({name: text.strip("'\"") for name, text in pairs.items()})
    method, target, host = named.request()
    if request is not None:
        method, target, host = request["method"], request["target"], None
        ended = _ENDED.match(rest, request.end()) if level is None else None
        if ended is not None:
            return _access(line, rest[: request.start()], time, request, ended)
    return LogLine(
        source="",
        number=None,
        server="application",
        kind="error",
        text=line,
        time=time,
        level=(level["upper"] or level["lower"]).lower() if level else None,
        message=_BEFORE_MESSAGE.sub("", rest, count=1),
        client=named.client() if target else None,
        method=method if target else None,
        target=target,
        host=host,
        values=_path_only(target),
    )


def _access(
    line: str, before: str, time: float, request: re.Match[str], ended: re.Match[str]
) -> LogLine:
    """Make an access line of a request line and the status behind it."""
    words = map(address, _WORD.findall(before[:_MAX_READ]))
    return LogLine(
        source="",
        number=None,
        server="application",
        kind="access",
        text=line,
        time=time,
        message=request[0],
        client=next(filter(None, words), None),
        method=request["method"],
        target=request["target"],
        status=int(ended["status"]),
    )


def _from_uvicorn(line: str, match: re.Match[str]) -> LogLine:
    return LogLine(
        source="",
        number=None,
        server="application",
        kind="access" if match["status"] else "error",
        text=line,
        level=match["level"].lower(),
        message=match["message"],
        client=match["client"] and match["client"].strip("[]"),
        method=match["method"],
        target=match["target"],
        status=int(match["status"]) if match["status"] else None,
        values={"port": match["port"]} if match["port"] else {},
    )


def _path_only(target: str | None) -> dict[str, str]:
    """Mark that an application may have left out the query."""
    return {"path_only": "yes"} if target and "?" not in target else {}
