"""A figure that must not be passed, and whether it was."""

from dataclasses import dataclass

from benchmarks.measure.samples import Samples


@dataclass(frozen=True, slots=True)
class Bound:
    """One promise: the best value is judged, the usual one is shown beside it."""

    what: str
    best: float
    usual: float
    most: float
    unit: str = ""

    @classmethod
    def of_ratio(cls, ours: Samples, theirs: Samples, most: float) -> "Bound":
        """Promise that ours takes at most so many times what theirs takes."""
        what = f"{ours.name} / {theirs.name}"
        best, usual = ours.minimum / theirs.minimum, ours.median / theirs.median
        return cls(what, best, usual, most, "x")

    @classmethod
    def of_difference(cls, ours: Samples, theirs: Samples, most: float) -> "Bound":
        """Promise that ours takes at most so much more than theirs."""
        what = f"{ours.name} above {theirs.name}"
        best, usual = ours.minimum - theirs.minimum, ours.median - theirs.median
        return cls(what, best, usual, most, f" {ours.unit}")

    @classmethod
    def of(cls, samples: Samples, most: float) -> "Bound":
        """Promise that it takes at most so much."""
        return cls(samples.name, samples.minimum, samples.median, most, f" {samples.unit}")

    @property
    def held(self) -> bool:
        """Whether the promise was kept."""
        return self.best <= self.most

    def __str__(self) -> str:
        judged = "held" if self.held else "BROKEN"
        if self.held and self.usual > self.most:
            judged = "held, though the usual value is above it"
        measured = f"{self.best:.2f}{self.unit}"
        if self.usual != self.best:
            measured += f" by minima, {self.usual:.2f}{self.unit} by medians"
        return f"=> {self.what}: {measured}; at most {self.most:g}{self.unit}: {judged}"
