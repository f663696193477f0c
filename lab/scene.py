"""One reproduction: what a user would type, and what the diagnosis must say at least."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERDICTS = ("proved", "likely", "possible")
_FLAGS = frozenset({"--no-probes", "--replay-unsafe", "--explain-rules"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A command line against servers that are running, and the promise about its diagnosis."""

    argv: tuple[str | Path, ...]
    """What a user types after `wwwhy`: a URL with options of any order, or a whole curl command,
    `curl` and its own words; there our options, such as `--error-log FILE`, stand before `curl`."""
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
        """Whether it is a whole curl command, behind options of ours or none."""
        words = list(self.arguments)
        while words and words[0].startswith("--"):
            del words[: 1 if words[0] in _FLAGS else 2]
        return words[:1] == ["curl"]
