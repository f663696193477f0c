"""Order and confidence: verdict first, then the strength of the evidence, then commonness."""

from collections.abc import Iterable

from wwwhy.causes import Cause
from wwwhy.model import Evidence, Finding, Polarity, Strength, Verdict

_BASE = {Verdict.PROVED: 0.97, Verdict.LIKELY: 0.65, Verdict.POSSIBLE: 0.3, Verdict.RULED_OUT: 0.02}
_WORTH = {Strength.CONCLUSIVE: 0.1, Strength.STRONG: 0.04, Strength.WEAK: 0.01}
_SPREAD = {Verdict.PROVED: 0.2, Verdict.LIKELY: 1.0, Verdict.POSSIBLE: 0.6, Verdict.RULED_OUT: 0.0}
_CEILING = {
    Verdict.PROVED: 0.99,
    Verdict.LIKELY: 0.9,
    Verdict.POSSIBLE: 0.5,
    Verdict.RULED_OUT: 0.02,
}
MOST_LIKELY = 3
MOST_POSSIBLE = 4

Pair = tuple[Cause, Finding]
"""A cause and what its rule said."""


def weight(finding: Finding) -> float:
    """Return how much the evidence for a cause outweighs the evidence against it."""
    return sum(_signed(evidence) for evidence in finding.evidence)


def confidence(finding: Finding) -> float:
    """Return how sure we are, 0 to 1: the verdict sets the range, the evidence the place in it."""
    value = _BASE[finding.verdict] + weight(finding) * _SPREAD[finding.verdict]
    return round(max(0.01, min(_CEILING[finding.verdict], value)), 2)


def ranked(judged: Iterable[Pair]) -> list[Pair]:
    """Sort best first; equal ones by commonness, then by name so that two runs agree."""

    def key(pair: Pair) -> tuple[int, float, int, str]:
        cause, finding = pair
        return finding.verdict.rank, -weight(finding), -cause.commonness, cause.slug

    return sorted(judged, key=key)


def worth_listing(ordered: list[Pair]) -> list[Pair]:
    """Leave out what the evidence does not separate.

    With a proof on the table a mere possibility is noise; without one, the few best stay. A cause
    left out is not denied: only `ruled_out` says that.
    """
    ordered = [pair for pair in ordered if _speaks_for_itself(pair[1])]
    by = {verdict: [pair for pair in ordered if pair[1].verdict is verdict] for verdict in Verdict}
    likely = by[Verdict.LIKELY][:MOST_LIKELY]
    possible = [] if by[Verdict.PROVED] or likely else by[Verdict.POSSIBLE][:MOST_POSSIBLE]
    return [*by[Verdict.PROVED], *likely, *possible, *by[Verdict.RULED_OUT]]


def _speaks_for_itself(finding: Finding) -> bool:
    """Whether anything was seen for it; a mere candidate nothing speaks for is not listed."""
    if finding.verdict is not Verdict.POSSIBLE:
        return True
    seen = any(evidence.polarity is Polarity.FOR for evidence in finding.evidence)
    return seen or finding.next_experiment is not None


def _signed(evidence: Evidence) -> float:
    worth = _WORTH[evidence.strength]
    return worth if evidence.polarity is Polarity.FOR else -worth
