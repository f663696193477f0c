"""Which messages a server writes: the level its configuration sets, and whether it is enough."""

from wwwhy.model import Directive, ServerConfig
from wwwhy.sources.config import effective_all

_NGINX = ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug")
_APACHE = (*_NGINX, *(f"trace{number}" for number in range(1, 9)))
_DEFAULTS = {"nginx": "error", "apache": "warn"}
"""nginx's error_log without a level; Apache 2.4's LogLevel."""


def written_level(config: ServerConfig, *blocks: Directive, module: str | None = None) -> str:
    """Return the most talkative level that is written where these blocks hold (outermost first).

    Without blocks that is the level at the top of the configuration. `module` asks for one of
    Apache's (`ssl`, `authz_core`).
    """
    enclosing = blocks or (Directive("main", (), "", 0, config.directives),)
    order = _NGINX if config.server == "nginx" else _APACHE
    found = _nginx(enclosing) if config.server == "nginx" else _apache(enclosing, module)
    known = [order.index(level) for level in found if level in order]
    return order[max(known)] if known else _DEFAULTS.get(config.server, "error")


def needs_level(
    config: ServerConfig, wanted: str = "info", *blocks: Directive, module: str | None = None
) -> str | None:
    """Return the level in effect if it hides messages of level `wanted`; None if it shows them.

    nginx 1.22.1 writes these at `info` only: plain HTTP at an HTTPS port, invalid header lines
    (underscores), failed TLS handshakes, a client that went away. Apache 2.4.71 writes there
    what an unknown path was mapped to (AH00128) and over-long fields (AH00561).
    """
    order = _NGINX if config.server == "nginx" else _APACHE
    level = written_level(config, *blocks, module=module)
    return level if order.index(level) < order.index(wanted) else None


def _nginx(blocks: tuple[Directive, ...]) -> list[str]:
    lines = effective_all("error_log", *blocks)
    return [line.args[1] if len(line.args) > 1 else "error" for line in lines]


def _apache(blocks: tuple[Directive, ...], module: str | None) -> list[str]:
    names = {module, f"mod_{module}.c", f"{module}_module"} if module else set()
    general, own = "warn", None
    for block in blocks:
        for line in (each for each in block.block if each.name.lower() == "loglevel"):
            for arg in line.args:
                name, colon, level = arg.lower().rpartition(":")
                if not colon:
                    general, own = level, None
                elif name in names:
                    own = level
    return [own or general]
