"""Caddy, measured with 2.6.2."""

import os
import re
from collections.abc import Mapping

from lab.bench import Bench, listening
from lab.server import Server, write_file
from lab.software import program
from lab.templates import fill

_OPTIONS = """\
{
    admin off
    auto_https off
    default_bind 127.0.0.1
    log {
        output file {error_log}
        level {level}
    }
    {options}
}
"""
_SITE = re.compile(r":\{port(?::([a-z_][a-z0-9_-]*))?\}\s*(?:,[^\n{]*)?\{")


def start(
    bench: Bench,
    conf: str,
    *,
    options: str = "",
    level: str = "INFO",
    values: Mapping[str, object],
) -> Server:
    """Run Caddy with these site blocks, `http://127.0.0.1:{port} {...}`.

    `options` goes into the block of global options. `{port}` means the lab's port here, not
    Caddy's placeholder of that name.
    """
    binary = program("caddy")
    text = _OPTIONS.replace("{level}", level).replace("{options}", options) + conf
    names = tuple(dict.fromkeys(match[1] or "" for match in _SITE.finditer(conf)))

    def prepare(server: Server) -> tuple[str, ...]:
        server.config = server.folder / "Caddyfile"
        write_file(server.config, fill(text, {**values, **server.places}, server.port))
        return (binary, "run", "--config", str(server.config), "--adapter", "caddyfile")

    return bench.launch("caddy", prepare, ready=listening(*names), env=_environment(bench))


def _environment(bench: Bench) -> dict[str, str]:
    """Keep its certificates and state in the lab."""
    home = str(bench.root)
    return {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
