"""All rules of an outcome, over the recorded cases of every cause."""

import time
from collections.abc import Iterator
from statistics import median

from benchmarks.measure import Bound, Effort, Samples
from tests.causes.replay import case_of
from tests.causes.test_cases import PATHS
from wwwhy.causes import Case, live_causes
from wwwhy.sources.raw import read_case

TITLE = "all rules that concern an exchange, once"
MOST = 0.3
"""Milliseconds for one exchange, in the median over the cases."""
ROUNDS = 20


def run(effort: Effort) -> Iterator[object]:
    """Judge every case in turns; a case counts with its best time."""
    cases = [case_of(read_case(path.read_text(encoding="utf-8"))) for path in PATHS]
    rounds = effort.times(ROUNDS, least=2)
    for case in cases:
        _judge(case)
    took = [[_judge(case) for case in cases] for _ in range(rounds)]
    best = tuple(min(each) for each in zip(*took, strict=True))
    yield Samples("one case, best of its rounds", "ms", best)
    usual = median(median(each) for each in took)
    yield Bound("median over the cases", median(best), usual, MOST, " ms")
    if max(best) > MOST:
        slowest = PATHS[best.index(max(best))]
        yield f"slowest: {slowest.parent.parent.name}/{slowest.name}, {max(best):.2f} ms"


def _judge(case: Case) -> float:
    began = time.perf_counter()
    for cause in live_causes(case.exchange):
        cause.judge(case)
    return (time.perf_counter() - began) * 1000
