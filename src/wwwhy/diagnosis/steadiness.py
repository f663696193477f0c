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
_LOGINS = frozenset({401, 403, 407})
_PASSWORDS = frozenset({"basic", "digest", "negotiate", "ntlm"})
"""Schemes that prove a password: too many wrong ones lock an account."""


def needs_control(cause: Cause, finding: Finding, case: Case) -> bool:
    """Whether the verdict is proved by nothing but an experiment that succeeded."""
    if finding.verdict is not Verdict.PROVED or case.exchange.failure is not None:
        return False
    if _REPEATS & {*cause.probes} or is_success(case.control):
        return False
    told = [e for e in finding.evidence if _is_conclusive_for(e.strength, e.polarity)]
    healed = {each.index for each in _probed(case) if is_success(each)}
    return bool(told) and all(evidence.exchange in healed for evidence in told)


def lacks_control(cause: Cause, finding: Finding) -> bool:
    """Whether a flip that proves the cause would need this control."""
    is_open = finding.verdict is not Verdict.RULED_OUT
    return is_open and bool(cause.probes) and not _REPEATS & {*cause.probes}


def may_repeat(exchange: Exchange) -> bool:
    """Whether the control may be made before a flip was seen: it must not repeat a wrong password.

    Where a target is so far away that nothing can follow, the control travels with the experiments.
    """
    fields = exchange.request.fields
    sent = (*fields.all("authorization"), *fields.all("proxy-authorization"))
    schemes = {value.strip().partition(" ")[0].lower() for value in sent}
    return exchange.status not in _LOGINS or not _PASSWORDS & schemes


def ended_otherwise(case: Case) -> Exchange | None:
    """Return a request that was sent again unchanged and succeeded; None if none was."""
    if is_success(case.control) or not case.is_comparable:
        return None
    return next(filter(None, (case.probe(name).healed for name in sorted(_REPEATS))), None)


def _is_conclusive_for(strength: Strength, polarity: Polarity) -> bool:
    return strength is Strength.CONCLUSIVE and polarity is Polarity.FOR


def _probed(case: Case) -> tuple[Exchange, ...]:
    return tuple(each for result in case.probes.values() for each in result.exchanges)
