"""Whether a flip counts: the unchanged request must go on failing, or chance made the difference.

Of two servers that take turns, or of one that fails only at first, any experiment heals something.
Causes that know faults which come and go have controls of their own; here is one for all others.
It is made only where a change healed the request, so what it repeats is nobody's wrong password.
"""

from wwwhy.causes import Case, Cause
from wwwhy.causes.case import is_success
from wwwhy.model import Exchange, Finding, Polarity, Strength, Verdict

AGAIN = "unchanged-again"
_REPEATS = frozenset({AGAIN, "fresh-connection", "repeated", "one-by-one"})
"""Probes that change nothing in the request."""


def needs_control(cause: Cause, finding: Finding, case: Case) -> bool:
    """Whether the verdict is proved by nothing but an experiment that succeeded."""
    if finding.verdict is not Verdict.PROVED or case.exchange.failure is not None:
        return False
    if _REPEATS & {*cause.probes} or is_success(case.control):
        return False
    told = [e for e in finding.evidence if _is_conclusive_for(e.strength, e.polarity)]
    healed = {each.index for each in _probed(case) if is_success(each)}
    return bool(told) and all(evidence.exchange in healed for evidence in told)


def ended_otherwise(case: Case) -> Exchange | None:
    """Return a request that was sent again unchanged and succeeded; None if none was."""
    if is_success(case.control) or not case.is_comparable:
        return None
    return next(filter(None, (case.probe(name).healed for name in sorted(_REPEATS))), None)


def _is_conclusive_for(strength: Strength, polarity: Polarity) -> bool:
    return strength is Strength.CONCLUSIVE and polarity is Polarity.FOR


def _probed(case: Case) -> tuple[Exchange, ...]:
    return tuple(each for result in case.probes.values() for each in result.exchanges)
