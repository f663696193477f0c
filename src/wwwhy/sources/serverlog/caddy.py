"""Caddy's log, access and error: a JSON object a line.

Source: https://caddyserver.com/docs/logging, Caddy 2.6.2.
"""

import re
from collections.abc import Mapping
from typing import Any

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.formats import share
from wwwhy.sources.serverlog.moments import LOCAL, Clock, epoch, moment
from wwwhy.sources.serverlog.objects import object_of

# Any program with zap's names looks like it: Caddy names its parts, and itself no caller or path.
_PARTS = re.compile(
    r"(?:http|tls|admin|pki|storage|events|watcher|layer4|caddy\w*|docker-proxy|dynamic_dns)(?:\.|\Z)"
)
_OTHERS = frozenset(
    {"caller", "path", "uri", "url", "method", "error", "request_id", "client_ip", "req"}
    | {"requestId", "trace_id", "remote_addr", "stacktrace", "service", "app", "hostname", "pid"}
)


def confidence(head: str) -> float:
    """How sure it is that these lines are Caddy's."""
    return share(head, parse)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line; `values` has logger, port (the client's), err_id, duration and user_agent."""
    data = object_of(line)
    if data is None or not {"level", "ts", "msg"} <= data.keys():
        return None
    request = data.get("request")
    request = request if isinstance(request, Mapping) else {}
    logger = _text(data, "logger") or ""
    if not (_PARTS.match(logger) or ("logger" not in data and not _OTHERS & data.keys())):
        return None
    client = _text(request, "client_ip") or _text(request, "remote_ip")
    names = {"logger": data, "err_id": data, "err_trace": data, "duration": data, "error": data}
    values = {name: _text(where, name) for name, where in names.items()}
    values |= {"port": _text(request, "remote_port"), "user_agent": _agent(request)}
    return LogLine(
        source="",
        number=None,
        server="caddy",
        kind="access" if logger.startswith("http.log.access") else "error",
        text=line,
        time=_time(data["ts"], clock),
        level=_text(data, "level"),
        message=_text(data, "msg") or "",
        client=client and (address(client) or client),
        method=_text(request, "method"),
        target=_text(request, "uri"),
        host=_text(request, "host"),
        status=_status(data.get("status")),
        upstream=_text(data, "upstream"),
        values={name: text for name, text in values.items() if text},
    )


def _text(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _status(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 100 <= value < 1000 else None  # noqa: PLR2004 (RFC 9110 section 15)


def _agent(request: Mapping[str, Any]) -> str | None:
    fields = request.get("headers")
    lines = fields.get("User-Agent") if isinstance(fields, Mapping) else None
    first = lines[0] if isinstance(lines, list) and lines else None
    return first if isinstance(first, str) else None


def _time(value: object, clock: Clock) -> float | None:
    if isinstance(value, str):
        return moment(value, clock)
    return epoch(f"{value:.6f}") if isinstance(value, (int, float)) and abs(value) < 1e14 else None  # noqa: PLR2004 (beyond any date)
