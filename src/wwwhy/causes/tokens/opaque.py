"""Tokens that only their issuer can read: judged by the server's word, and by a stranger's."""

from dataclasses import replace

from wwwhy.auth.schemes import bearer
from wwwhy.causes.case import Case, is_success
from wwwhy.causes.tokens import reading
from wwwhy.causes.tokens.word import Subject, expiring
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Value, Verdict

_RENEW = NextExperiment("renew")
_FAULTS = frozenset({422, 500})
"""Codes with so many other reasons that nothing follows from words."""
_NOBODY = "garbage-credential"


def judge(case: Case, token: bearer.Token, late: Evidence | None) -> Finding | None:
    """Judge a token that nobody can read but its issuer: by the server's word, and a control.

    A server that says the same of a token that never was one says it of every token; that leaves
    the question open.
    """
    said, subject = expiring(case)
    if case.status in _FAULTS or not said:
        return None
    said = (late, *said) if late else said
    is_clear = subject in {Subject.TOKEN, Subject.SESSION}
    verdict = Verdict.LIKELY if is_clear else Verdict.POSSIBLE
    nobody = case.probe(_NOBODY)
    apart = reading.differs(case, _NOBODY)
    if apart is None and nobody.done and case.probe(reading.AGAIN).done:
        verdict = Verdict.POSSIBLE
    # Beside a token in the query another one in a field would be a second change.
    if apart is None or nobody.first is None or token.place != "header":
        wants = (_NOBODY, reading.AGAIN) if token.place == "header" else ()
        return Finding(verdict, said, next_experiment=_RENEW, wants=wants)
    if not apart:
        how = (Strength.WEAK, Polarity.AGAINST, nobody.first.index)
        alike = Evidence("stranger_is_told_the_same", {}, *how)
        weak = tuple(replace(each, strength=Strength.WEAK) for each in said)
        return Finding(Verdict.POSSIBLE, (*weak, alike), next_experiment=_RENEW, wants=())
    other = Evidence("stranger_is_told_otherwise", exchange=nobody.first.index)
    words = said[1:] if late else said
    proves = is_clear and all(each.strength is Strength.CONCLUSIVE for each in words)
    if not proves or is_success(nobody.first):
        return Finding(verdict, (*said, other), next_experiment=_RENEW, wants=())
    return Finding(Verdict.PROVED, (*said, other), wants=())


def forbidden(case: Case, facts: tuple[Evidence, ...], verdict: Verdict) -> Finding:
    """Judge a 403 by what a stranger gets: who fares otherwise was recognised."""
    stranger = case.probe(_NOBODY).first
    if stranger is None or not reading.differs(case, _NOBODY):
        return Finding(verdict, facts, next_experiment=_RENEW, wants=(_NOBODY,))
    values: dict[str, Value] = {"status": case.status, "then": stranger.status}
    known = Evidence(
        "stranger_gets_less", values, Strength.STRONG, Polarity.AGAINST, stranger.index
    )
    return Finding(Verdict.POSSIBLE, (*facts, known), next_experiment=_RENEW, wants=())
