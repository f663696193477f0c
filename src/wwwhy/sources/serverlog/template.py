"""A log format that a configuration defines: its variables, found between its fixed texts.

Read by searching for one fixed text after the other, so that no line costs more than its length.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.combined import address
from wwwhy.sources.serverlog.moments import Clock, epoch, moment
from wwwhy.sources.serverlog.tokens import request_line, unescaped

MAX_VARIABLES = 200


_FIELD = re.compile(
    r"remote_addr|time_local|time_iso8601|msec|request(?:_method|_uri)?|uri|status|(?:http_)?host"
    r"|upstream_(?:addr|status)"
)
"""Variables that have a place of their own in a line's fields."""


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed texts and the variables between them."""

    start: str
    parts: tuple[tuple[str, str], ...]
    """Every variable with the fixed text that follows it."""

    @classmethod
    def of(cls, text: str, variable: re.Pattern[str]) -> "Template":
        """Split a format; the pattern's first group is the variable's name."""
        pieces = variable.split(text)[: 2 * MAX_VARIABLES + 1]
        parts: list[tuple[str, str]] = []
        for name, follows in zip(pieces[1::2], pieces[2::2], strict=False):
            # Nothing tells where one of two adjoining variables ends (%U%q): the first takes all.
            if parts and not parts[-1][1]:
                parts[-1] = (parts[-1][0], follows)
            else:
                parts.append((name, follows))
        return cls(pieces[0], tuple(parts))

    def values(self, line: str) -> dict[str, str] | None:
        """Return the variables' values in a line, as written; None if it has another form."""
        if not self.parts or not line.startswith(self.start):
            return None
        values: dict[str, str] = {}
        position = len(self.start)
        for at, (name, text) in enumerate(self.parts):
            end = _end(line, text, position, last=at == len(self.parts) - 1)
            if end < position:
                return None
            values.setdefault(name, line[position:end])
            position = end + len(text)
        return values


def line_of(line: str, raw: Mapping[str, str], server: str, clock: Clock) -> LogLine | None:
    """Make an access line out of values by nginx's variable names; None without time or request."""
    values = {name: text for name, text in raw.items() if text not in {"", "-"}}
    time = _time(values, clock)
    method, target = request_line(unescaped(values.get("request", "")))
    method = method or values.get("request_method")
    target = target or values.get("request_uri")
    path_only = {} if target or "?" in values.get("uri", "") else {"path_only": "yes"}
    target = target or values.get("uri")
    status = values.get("status", "")
    if time is None and target is None:
        return None
    renamed = {"http_user_agent": "user_agent", "http_referer": "referer", "remote_port": "port"}
    client = values.get("remote_addr")
    return LogLine(
        source="",
        number=None,
        server=server,
        kind="access",
        text=line,
        time=time,
        message=values.get("request", ""),
        client=address(client) or client if client else None,
        method=method,
        target=target,
        host=values.get("http_host") or values.get("host"),
        status=int(status) if re.fullmatch(r"[0-9]{3}", status) else None,
        upstream=values.get("upstream_addr"),
        upstream_status=values.get("upstream_status"),
        values={renamed.get(n, n): text for n, text in values.items() if not _FIELD.fullmatch(n)}
        | path_only,
    )


def _end(line: str, text: str, position: int, *, last: bool) -> int:
    """Return where a variable ends; -1 if the text that must follow does not."""
    if last:
        return len(line) - len(text) if line.endswith(text) else -1
    end = line.find(text, position)
    # A quote that the server escaped does not end a quoted variable.
    while text[0] == '"' and end > position and line[end - 1] == "\\":
        end = line.find(text, end + 1)
    return end


def _time(values: Mapping[str, str], clock: Clock) -> float | None:
    texts = (values.get(name) for name in ("msec", "time_iso8601", "time_local"))
    times = (epoch(text) or moment(text.strip("[]"), clock) for text in texts if text)
    return next((time for time in times if time is not None), None)
