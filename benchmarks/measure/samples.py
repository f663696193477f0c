"""What was measured again and again: the minimum is the cost, the spread how sure that is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Samples:
    """Figures of one kind for one contestant."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def minimum(self) -> float:
        """The best: noise of the machine only ever adds."""
        return min(self.values)

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def middle_half(self) -> tuple[float, float]:
        """The quartiles; both are the median where there are too few values."""
        if len(self.values) < 4:
            return self.median, self.median
        first, _, third = quantiles(self.values, n=4)
        return first, third

    def __str__(self) -> str:
        first, third = self.middle_half
        return (
            f"{self.name:<28} min {self.minimum:>8.2f}  median {self.median:>8.2f}  "
            f"half within {first:.2f}-{third:.2f}  max {max(self.values):.2f} {self.unit}"
            f"  (n={len(self.values)})"
        )


def alternating(
    contestants: Mapping[str, Callable[[], float]], rounds: int, unit: str
) -> list[Samples]:
    """Measure in turns, A B A B, so that a slow minute of the machine hits all alike.

    Every contestant runs once before that, uncounted, so that nobody pays for loading.
    """
    values: dict[str, list[float]] = {name: [] for name in contestants}
    for measure in contestants.values():
        measure()
    for _ in range(rounds):
        for name, measure in contestants.items():
            values[name].append(measure())
    return [Samples(name, unit, tuple(each)) for name, each in values.items()]
