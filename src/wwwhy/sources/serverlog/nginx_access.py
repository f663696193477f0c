"""nginx's access log: combined, its usual variants, JSON, or the form of a given log_format.

Source: https://nginx.org/en/docs/http/ngx_http_log_module.html, nginx 1.22.1.
"""

import re
from collections.abc import Callable, Mapping

from wwwhy.model import LogLine, ServerConfig
from wwwhy.sources.serverlog import combined
from wwwhy.sources.serverlog.formats import Parse, share
from wwwhy.sources.serverlog.moments import LOCAL, Clock
from wwwhy.sources.serverlog.objects import object_of
from wwwhy.sources.serverlog.template import Template, line_of

_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
# Names that people give to nginx's variables in JSON logs, by the variable.
_ALIASES = {
    "time_local": ("t", "time", "ts", "timestamp", "@timestamp", "time_iso8601", "msec", "date"),
    "remote_addr": ("c", "client", "client_ip", "clientip", "ip", "remote_ip"),
    "request": ("r", "req", "request_line"),
    "request_method": ("method", "verb", "http_method"),
    "request_uri": ("uri", "url", "path", "target"),
    "status": ("s", "code", "response", "status_code"),
    "host": ("h", "http_host", "vhost", "domain"),
    "upstream_addr": ("u", "upstream"),
    "upstream_status": ("us",),
    "http_user_agent": ("ua", "agent", "user_agent", "useragent"),
    "http_referer": ("ref", "referer", "referrer"),
}
# What an application says beside the request; an access log has no such thing.
_SPOKEN = frozenset(
    {"msg", "message", "event", "logger", "level", "severity", "lvl", "levelname", "log.level"}
    | {"error", "err", "exception", "@l", "@m", "@mt", "Level", "Message", "LogLevel", "stack"}
)


def confidence(head: str) -> float:
    """How sure it is that these lines are nginx's; combined ones could be Apache's as well."""
    return 0.8 * share(head, parse)


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line of the combined family or of JSON."""
    if line.startswith("{"):
        return _from_json(line, clock)
    return combined.read(line, clock)


def parser_of(config: ServerConfig) -> list[Parse]:
    """Return a reader for every log_format of a configuration."""
    formats = [each.args for each in config.find("log_format") if len(each.args) > 1]
    return [_reader("".join(_texts(args[1:]))) for args in formats]


def _texts(args: tuple[str, ...]) -> tuple[str, ...]:
    return args[1:] if args[0].startswith("escape=") and len(args) > 1 else args


def _reader(text: str) -> Callable[[str, Clock], LogLine | None]:
    template = Template.of(text, _VARIABLE)

    def read(line: str, clock: Clock = LOCAL) -> LogLine | None:
        values = template.values(line)
        return None if values is None else line_of(line, values, "nginx", clock)

    return read


def _from_json(line: str, clock: Clock) -> LogLine | None:
    data = object_of(line)
    if data is None or _SPOKEN & data.keys():
        return None
    flat = {str(key): str(value) for key, value in data.items() if _is_plain(value)}
    values = _renamed(flat)
    return line_of(line, values, "nginx", clock) if "status" in values else None


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _renamed(flat: Mapping[str, str]) -> dict[str, str]:
    values = dict(flat)
    for variable, names in _ALIASES.items():
        known = next((name for name in names if name in flat), None)
        if variable not in values and known is not None:
            values[variable] = values.pop(known)
    return values
