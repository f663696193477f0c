"""Whether a flip counts: the unchanged request must go on failing, or chance made the difference.

Of two servers that take turns, or of one that fails only at first, any experiment heals something.
Causes that know faults which come and go have controls of their own; here is one for all others.
It is made only where a change healed the request, so what it repeats is nobody's wrong password.
"""

from dataclasses import replace

from wwwhy.causes import Case, Cause, ProbeResult, ProbeState
from wwwhy.causes.case import is_success, same_outcome
from wwwhy.causes.upstream.stored import is_stored
from wwwhy.errors import Sentence
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Verdict

AGAIN = "unchanged-again"
TIMES = 2
"""Requests that it takes, and how often an unchanged request must go on failing alike."""
_REPEATS = frozenset({AGAIN, "fresh-connection", "repeated", "one-by-one"})
"""Probes that change nothing in the request."""
KEPT = Sentence("A cache answered with a copy that it kept of the answer to another request.")
_LOGINS = frozenset({401, 403, 407})
_PASSWORDS = frozenset({"basic", "digest", "negotiate", "ntlm"})
"""Schemes that prove a password: too many wrong ones lock an account."""


def needs_control(cause: Cause, finding: Finding, case: Case) -> bool:
    """Whether nothing but experiments that succeeded proves the verdict.

    Where a box said so itself, or a log did, they only confirm it.
    """
    if finding.verdict is not Verdict.PROVED or case.exchange.failure is not None:
        return False
    if is_success(case.control) or any(case.probe(name).done for name in _own(cause)):
        return False
    if any(_is_said(each, case) for each in finding.evidence):
        return False
    without = replace(case, probes=_without_flips(case))
    if len(without.probes) == len(case.probes):
        return False
    otherwise = cause.judge(without)
    return otherwise is None or otherwise.verdict is not Verdict.PROVED


def settled(cause: Cause, finding: Finding, case: Case, *, final: bool) -> Finding | None:
    """Return what is left of a finding once its control has been looked at; None if nothing is.

    A flip whose control failed, or was not made at the end, makes the cause likely and no more.

    Arguments:
        cause: whose finding it is.
        finding: what the rule says.
        case: the evidence so far.
        final: whether nothing is asked any more; until then a control may still come.

    """
    if not needs_control(cause, finding, case):
        return finding
    if ended_otherwise(case):
        return None
    if _goes_on_failing(case) or not (final or AGAIN in case.probes):
        return finding
    return replace(finding, verdict=Verdict.LIKELY)


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


def is_kept_answer(probe_id: str, came: tuple[Exchange, ...], own: Exchange) -> bool:
    """Whether a cache gave an unchanged request what it had kept from an experiment before.

    That says nothing of the box behind it, which may refuse the request as before.
    """
    unchanged = (e for e in came if probe_id in _REPEATS or e.request == own.request)
    return any(is_stored(each) and not same_outcome(each, own) for each in unchanged)


def ended_otherwise(case: Case) -> Exchange | None:
    """Return a request that was sent again unchanged and succeeded; None if none was."""
    if is_success(case.control) or not case.is_comparable:
        return None
    return next(filter(None, (case.probe(name).healed for name in sorted(_REPEATS))), None)


def _is_said(evidence: Evidence, case: Case) -> bool:
    """Whether evidence is conclusive, and no success of an experiment."""
    is_for = evidence.strength is Strength.CONCLUSIVE and evidence.polarity is Polarity.FOR
    seen = (each for result in case.probes.values() for each in result.exchanges)
    return is_for and all(each.index != evidence.exchange or not is_success(each) for each in seen)


def _own(cause: Cause) -> frozenset[str]:
    """Return the controls that the cause's rule looks at itself."""
    return _REPEATS & {*cause.probes}


def _goes_on_failing(case: Case) -> bool:
    """Whether the unchanged request failed alike as often as it may be sent.

    A credential that was refused is sent again less often than others, or not at all.
    """
    alike = (case.probe(name) for name in _REPEATS if case.ends_alike(name))
    times = sum(len(result.exchanges) for result in alike)
    spared = AGAIN in case.probes and case.probe(AGAIN).state is ProbeState.NOT_RUN
    return times >= TIMES or case.ends_alike(AGAIN) or (spared and times > 0)


def _without_flips(case: Case) -> dict[str, ProbeResult]:
    """Return the probes but those that changed something and succeeded."""
    return {
        name: result
        for name, result in case.probes.items()
        if name in _REPEATS or not any(is_success(each) for each in result.exchanges)
    }
