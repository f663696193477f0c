"""How long to measure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of a full measurement is wanted: 1 is all of it, 0 as little as possible."""

    scale: float = 1.0

    def times(self, full: int, least: int = 1) -> int:
        """Return how often to do what a full measurement does `full` times."""
        return max(least, round(full * self.scale))
