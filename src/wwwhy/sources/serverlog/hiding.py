"""Hides secrets in log lines before they leave this room."""

from collections.abc import Callable
from dataclasses import replace

from wwwhy.model import Exchange, LogLine
from wwwhy.model.masking import Masker

_MAX_TEXT = 64 * 1024


def without_secrets(exchange: Exchange, masker: Masker) -> Callable[[LogLine], LogLine]:
    """Return what hides secrets in a line: those of this exchange, and what looks like one."""
    masker.learn(exchange)

    def text(value: str) -> str:
        return masker.text(value[:_MAX_TEXT])[:_MAX_TEXT]

    def hide(line: LogLine) -> LogLine:
        return replace(
            line,
            text=text(line.text),
            message=text(line.message),
            target=line.target and text(line.target),
            upstream=line.upstream and text(line.upstream),
            values={name: text(value) for name, value in line.values.items()},
        )

    return hide
