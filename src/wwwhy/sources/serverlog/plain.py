"""Any other log: lines that start with a time or a level, as applications write them.

Python's logging, gunicorn 27.0.1, uvicorn 0.54, Django 5.2, Flask 3.1, Squid's cache.log, JSON
lines; the request is read where the application names it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, epoch, found, moment

_WORDS = (
    "TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|ALERT|EMERG|PANIC|SEVERE"
)
_LEVEL = re.compile(rf"\b(?P<upper>{_WORDS})\b|\[(?P<lower>{_WORDS.lower()})\]")
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
)
_SOME_YEAR = Clock(near=1e9)
_LONGEST_PREFIX = 24
_MAX_READ = 4096
_NAMES = {
    "time": ("time", "ts", "timestamp", "@timestamp", "datetime", "t"),
    "level": ("level", "severity", "levelname", "lvl", "log.level"),
    "message": ("msg", "message", "event", "error", "text"),
    "method": ("method", "request_method", "http.method"),
    "target": ("path", "url", "uri", "request_uri", "http.target"),
    "status": ("status", "status_code", "statusCode", "http.status_code"),
    "client": ("remote_addr", "client_ip", "ip", "remote_ip"),
}


def confidence(head: str) -> float:
    """How sure it is; a form of its own always comes first."""
    return 0.3 * share(head, lambda line: parse(line, _SOME_YEAR))


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line that starts with a time, a level or a JSON object; None for any other."""
    if line.startswith("{"):
        return _from_json(line, clock)
    uvicorn = _UVICORN.fullmatch(line)
    if uvicorn is not None:
        return _from_uvicorn(line, uvicorn)
    hit = found(line, clock)
    if hit is None or hit[1] > _LONGEST_PREFIX:
        return None
    time, _, end = hit
    rest = line[end:]
    level = _LEVEL.search(line[: end + 80])
    request = next(filter(None, (each.search(rest[:_MAX_READ]) for each in _REQUESTS)), None)
    message = _BEFORE_MESSAGE.sub("", rest, count=1)
    return LogLine(
        source="",
        number=None,
        server="application",
        kind="error",
        text=line,
        time=time,
        level=(level["upper"] or level["lower"]).lower() if level else None,
        message=message,
        method=request["method"] if request else None,
        target=request["target"] if request else None,
        values=_path_only(request["target"] if request else None),
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


def _from_json(line: str, clock: Clock) -> LogLine | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    texts = {name: _first(data, names) for name, names in _NAMES.items()}
    time = texts["time"] and (epoch(texts["time"]) or moment(texts["time"], clock))
    if not time or not (texts["message"] or texts["target"]):
        return None
    status = texts["status"] or ""
    return LogLine(
        source="",
        number=None,
        server="application",
        kind="access" if status and texts["target"] else "error",
        text=line,
        time=time,
        level=texts["level"] and texts["level"].lower(),
        message=texts["message"] or "",
        client=texts["client"],
        method=texts["method"],
        target=texts["target"],
        status=int(status) if re.fullmatch(r"[1-9][0-9]{2}", status) else None,
        values=_path_only(texts["target"]),
    )


def _path_only(target: str | None) -> dict[str, str]:
    """Mark that an application may have left out the query."""
    return {"path_only": "yes"} if target and "?" not in target else {}


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    values = (data.get(name) for name in names)
    plain = (v for v in values if isinstance(v, (str, int, float)) and not isinstance(v, bool))
    return next((str(value) for value in plain), None)
