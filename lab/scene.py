"""One reproduction: what a user would type, and what the diagnosis must say at least."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERDICTS = ("proved", "likely", "possible")


@dataclass(frozen=True, slots=True)
class Scene:
    """A command line against servers that are running, and the promise about its diagnosis."""

    argv: tuple[str | Path, ...]
    """Arguments of `wwwhy diagnose`, or a whole command that starts with `curl`."""
    verdict: str = "proved"
    """proved, likely or possible: the least that the diagnosis must say of the cause."""
    also: tuple[str, ...] = ()
    """Slugs of other causes that are true as well here and may be proved beside the first."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Environment variables of the command, such as `http_proxy`."""

    def __post_init__(self) -> None:
        """Refuse a promise that no verdict can keep."""
        if self.verdict not in VERDICTS:
            raise ValueError(f"A scene promises one of {', '.join(VERDICTS)}, not {self.verdict}.")
        if not self.argv:
            raise ValueError("A scene needs at least the URL.")

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments as text."""
        return tuple(str(part) for part in self.argv)

    @property
    def is_curl(self) -> bool:
        """Whether it is a whole curl command."""
        return self.arguments[0] == "curl"
