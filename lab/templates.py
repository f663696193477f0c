"""Fills a server's configuration: `{port}`, `{port:name}`, `{root}` and the scene's own values.

Only known names between braces are replaced. Server languages use braces themselves, so a name
after `$` or `%` (`${host}`, `%{HTTP_HOST}`) and every unknown one stays as it is.
"""

import re
from collections.abc import Callable, Mapping

_PLACE = re.compile(r"(?<![$%{])\{([a-z_][a-z0-9_]*)(?::([a-z_][a-z0-9_-]*))?\}")


_LISTENING = re.compile(
    r"\b(?:listen|bind|http_port|https_port)\s[^;\n]*?\{port(?::([a-z_][a-z0-9_-]*))?\}",
    re.IGNORECASE,
)


def listened(text: str) -> tuple[str, ...]:
    """Return the names of the ports that a configuration opens; '' is the server's own."""
    live = re.sub(r"#[^\n]*", "", text)
    return tuple(dict.fromkeys(match[1] or "" for match in _LISTENING.finditer(live)))


def fill(text: str, values: Mapping[str, object], port: Callable[[str], int]) -> str:
    """Replace the places; `port` answers `{port:name}`, `values` all others."""

    def replacement(match: re.Match[str]) -> str:
        name, argument = match[1], match[2]
        if argument is not None:
            return str(port(argument)) if name == "port" else match[0]
        return str(values[name]) if name in values else match[0]

    return _PLACE.sub(replacement, text)
