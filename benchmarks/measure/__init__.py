"""What benchmarks share: rounds, samples with their spread, bounds, child processes, a site."""

from benchmarks.measure.bound import Bound
from benchmarks.measure.effort import Effort
from benchmarks.measure.samples import Samples, alternating

__all__ = ["Bound", "Effort", "Samples", "alternating"]
