"""Apache's access log: common, combined, vhost_combined, or the form of a given LogFormat.

Source: https://httpd.apache.org/docs/2.4/mod/mod_log_config.html, httpd 2.4.71.
"""

import re
from collections.abc import Callable

from wwwhy.model import LogLine, ServerConfig
from wwwhy.sources.serverlog import combined
from wwwhy.sources.serverlog.formats import Parse, share
from wwwhy.sources.serverlog.moments import LOCAL, Clock
from wwwhy.sources.serverlog.template import Template, line_of

_DIRECTIVE = re.compile(r"%([<>!\d,]*(?:\{[^}]*\})?(?:\^[A-Za-z]{2}|[A-Za-z]))")
_NAMES = {
    "h": "remote_addr",
    "a": "remote_addr",
    "{c}a": "remote_addr",
    "t": "time_local",
    "{sec}t": "msec",
    "{msec}t": "msec",
    "r": "request",
    "m": "request_method",
    "U": "uri",
    "s": "status",
    "v": "host",
    "V": "host",
    "{remote}p": "remote_port",
    "l": "identity",
    "u": "user",
    "b": "bytes",
    "B": "bytes",
    "O": "bytes",
    "L": "log_id",
    "{host}i": "http_host",
    "{user-agent}i": "http_user_agent",
    "{referer}i": "http_referer",
}


def confidence(head: str) -> float:
    """How sure it is that these lines are Apache's; combined ones could be nginx's as well."""
    own = 0.85 * share(head, lambda line: _is_own(line) and parse(line))
    return max(own, 0.8 * share(head, parse))


def parse(line: str, clock: Clock = LOCAL) -> LogLine | None:
    """Read one line of the common, combined or vhost_combined form."""
    return combined.read(line, clock, "apache" if _is_own(line) else "combined")


def parser_of(config: ServerConfig) -> list[Parse]:
    """Return a reader for every LogFormat and CustomLog format of a configuration."""
    texts = [each.args[0] for each in config.find("LogFormat") if each.args]
    texts += [each.args[1] for each in config.find("CustomLog") if len(each.args) > 1]
    return [_reader(text) for text in texts if "%" in text]


def _is_own(line: str) -> bool:
    r"""Whether only Apache writes so: `host:port` in front, `-` for no bytes, `\"` in quotes."""
    return re.match(r"[\w.-]+:\d+ \S+ \S+ \S+ \[", line) is not None or '\\"' in line


def _reader(text: str) -> Callable[[str, Clock], LogLine | None]:
    # %t writes its brackets itself; as fixed texts they show where it ends.
    template = Template.of(text.replace("%t", "[%t]"), _DIRECTIVE)
    names = {name: _named(name) for name, _ in template.parts}

    def read(line: str, clock: Clock = LOCAL) -> LogLine | None:
        values = template.values(line)
        if values is None:
            return None
        renamed = {names[name]: value for name, value in values.items()}
        return line_of(line, renamed, "apache", clock)

    return read


def _named(directive: str) -> str:
    plain = re.sub(r"^[<>!\d,]+", "", directive)
    return _NAMES.get(plain.lower() if plain.startswith("{") else plain, plain)
