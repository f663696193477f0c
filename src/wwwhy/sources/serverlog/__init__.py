"""Server logs: finds the lines that a server wrote about the very request that failed."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from wwwhy.model import Exchange, LogLine, ServerConfig
from wwwhy.model.masking import Masker
from wwwhy.sources.serverlog import apache_access, nginx_access
from wwwhy.sources.serverlog.asked import Asked
from wwwhy.sources.serverlog.formats import Parse
from wwwhy.sources.serverlog.join import belonging
from wwwhy.sources.serverlog.levels import needs_level, written_level
from wwwhy.sources.serverlog.moments import LOCAL, Clock
from wwwhy.sources.serverlog.records import log_lines
from wwwhy.sources.serverlog.tail import LogFile, RawLine

__all__ = [
    "Clock",
    "LogFile",
    "ServerLogs",
    "belonging",
    "needs_level",
    "open_logs",
    "written_level",
]

_PATIENCE = 0.3
_POLL = 0.02


class ServerLogs:
    """The logs that were handed in, together."""

    def __init__(self, files: Sequence[LogFile], own: Sequence[Parse], clock: Clock) -> None:
        self._files = tuple(files)
        names = [file.path.name for file in files]
        self._names = {
            file: name if names.count(name) == 1 else f"{file.path.parent.name}/{name}"
            for file, name in zip(files, names, strict=True)
        }
        self._own = tuple(own)
        self._clock = clock
        self._marked = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not read, a sentence each."""
        return tuple(note for file in self._files for note in file.notes)

    def mark(self) -> None:
        """Remember where every log ends; call it right before the request.

        Raises:
            InputError: a log cannot be read.

        """
        for file in self._files:
            file.mark()
        self._marked = True

    def collect(
        self,
        exchange: Exchange,
        *,
        masker: Masker | None = None,
        patience: float = _PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> tuple[LogLine, ...]:
        """Return the lines about an exchange: those since the mark, else those of its time.

        Servers write an access line after their response is sent: for at most `patience` seconds
        the logs are looked at again until a line has come. Secrets are hidden, by the report's
        `masker` under the names they have elsewhere.

        Raises:
            InputError: a log cannot be read any more.

        """
        if not self._marked:
            return self._joined(exchange, masker)
        lines = self._joined(exchange, masker)
        waited = 0.0
        while waited < patience and not self._is_complete(lines):
            sleep(_POLL)
            waited += _POLL
            lines = self._joined(exchange, masker)
        return lines

    def _is_complete(self, lines: Sequence[LogLine]) -> bool:
        """Whether every log that has a line for each request surely has one for this."""
        sure = [line for line in lines if line.certainty == "offset"]
        wanted = {self._names[f] for f in self._files if "access" in (f.kind_hint or "")}
        return bool(sure) and wanted <= {line.source for line in sure if line.kind == "access"}

    def _joined(self, exchange: Exchange, masker: Masker | None) -> tuple[LogLine, ...]:
        span = Asked.of(exchange).span
        near = replace(self._clock, near=span[0]) if span else self._clock
        lines: list[LogLine] = []
        for file in self._files:
            raw: list[RawLine] = []
            if self._marked:
                raw = file.read_new()
            elif span is not None:
                raw = file.read_window(*span)
            lines += log_lines(
                raw, source=self._names[file], clock=near, hint=file.kind_hint, own=self._own
            )
        return belonging(lines, exchange, since_mark=self._marked, masker=masker)


def open_logs(
    error: Sequence[str | os.PathLike[str]] = (),
    access: Sequence[str | os.PathLike[str]] = (),
    config: ServerConfig | None = None,
    *,
    clock: Clock = LOCAL,
) -> ServerLogs:
    """Open server logs, whichever server's they are; a configuration gives their formats.

    `clock` says how to read times without a zone (by default in this machine's).

    Raises:
        InputError: one is missing, unreadable, or no regular file.

    """
    server = f"{config.server} " if config else ""
    hints = {os.fspath(path): f"{server}error" for path in error}
    # One file may hold both kinds of lines (Caddy, uvicorn, a container's output).
    hints |= {os.fspath(p): f"{server}access" for p in access if os.fspath(p) not in hints}
    files = [LogFile(path, hint, clock=clock) for path, hint in hints.items()]
    for file in files:
        file.check()
    own: list[Parse] = []
    if config is not None:
        module = nginx_access if config.server == "nginx" else apache_access
        own = module.parser_of(config)
    return ServerLogs(files, own, clock)
