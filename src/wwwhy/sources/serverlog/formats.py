"""Finds the log formats: every module of this room that has `confidence` and `parse`."""

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice

from wwwhy.model import LogLine
from wwwhy.sources.serverlog.moments import Clock

_LINES = 50
Parse = Callable[[str, Clock], LogLine | None]


@dataclass(frozen=True, slots=True)
class Format:
    """One way in which a server writes a line."""

    name: str
    confidence: Callable[[str], float]
    """How sure it is, 0 to 1, that the start of a log is its own."""
    parse: Parse
    """Reads a line; None if it is not one of its own."""


@cache
def all_formats() -> tuple[Format, ...]:
    """Return every format of this room."""
    import wwwhy.sources.serverlog as room  # noqa: PLC0415 (this module is part of that package)

    modules = [
        import_module(f"{room.__name__}.{m.name}") for m in pkgutil.iter_modules(room.__path__)
    ]
    return tuple(
        Format(module.__name__.rpartition(".")[2], module.confidence, module.parse)
        for module in modules
        if hasattr(module, "confidence") and hasattr(module, "parse")
    )


def ranked(head: str, hint: str | None = None) -> tuple[Format, ...]:
    """Return the formats that know some of these lines, the most confident first.

    `hint` has parts of formats' names (`nginx error`); it decides between equals only.
    """
    sure = {each.name: each.confidence(head) for each in all_formats()}
    known = [each for each in all_formats() if sure[each.name] > 0]
    hints = (hint or "").lower().split()
    fits = {each.name: sum(hint in each.name for hint in hints) for each in known}
    return tuple(sorted(known, key=lambda each: (-round(sure[each.name], 2), -fits[each.name])))


def share(head: str, knows: Callable[[str], object]) -> float:
    """Return which share of the first lines that say something is known."""
    lines = list(islice((line for line in head.splitlines() if line.strip()), _LINES))
    return sum(map(bool, map(knows, lines))) / len(lines) if lines else 0.0


def parsed(line: str, formats: Iterable[Format], clock: Clock) -> LogLine | None:
    """Read a line by the first of these formats that knows it."""
    lines = (each.parse(line, clock) for each in formats)
    return next((each for each in lines if each is not None), None)
