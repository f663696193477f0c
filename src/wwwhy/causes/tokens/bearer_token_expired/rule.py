"""The bearer token had expired when the server judged it."""

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case, is_success
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.causes.tokens import expiry, reading
from wwwhy.causes.tokens.opaque import forbidden
from wwwhy.causes.tokens.opaque import judge as judge_opaque
from wwwhy.causes.tokens.word import (
    by_milliseconds,
    clocks,
    in_time,
    refusing,
    unseen,
)
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

_RENEW = NextExperiment("renew")
_NO_CLOCK = Evidence("no_server_clock", strength=Strength.WEAK)
_SAYS_TIME = frozenset({401, 419, 440, 498})
"""Codes that are about who is asking and nothing else: 419 and 440 name a session that ended
(Laravel, IIS), 498 a token (ArcGIS)."""
_FAULTS = frozenset({422, 500})
"""Codes with so many other reasons that the server must name this one, or show it."""
_LEEWAY = 300.0
"""Seconds by which verifiers let clocks differ; most allow none, Microsoft's allow this much."""
_FORBIDDEN = 403


def judge(case: Case) -> Finding | None:
    """Compare the token's exp (RFC 7519 section 4.1.4) with the clock that refused it.

    Proved takes both: the fact (exp before the server's own Date) and the server's word that a
    token is over. Less than its word has to be borne out: without this token alone it must say
    something else, for a token that is out of date must not be accepted.
    """
    if asking.asked_by_proxy(case):
        return None
    token = bearer.token_of(case.request)
    if token is None:
        return _elsewhere(case) or unseen(case)
    late = by_milliseconds(case, token)
    if expiry.is_moment(token.expires) and late is None:
        return _compared(case, token)
    # An encrypted one, and one whose `exp` is missing or no time at all, is as good as opaque.
    return None if token.is_placeholder else judge_opaque(case, token, late)


def _compared(case: Case, token: bearer.Token) -> Finding | None:
    """Judge a token that says itself until when it counts."""
    against = in_time(case, token)
    if against is not None:
        return None if case.status in _FAULTS else Finding(Verdict.RULED_OUT, (against,))
    fact = clocks(case, token)
    said, is_clear = refusing(case, alone=reading.is_alone(case.request))
    if case.clock_offset is None:
        return Finding(Verdict.LIKELY, (fact, *said, _NO_CLOCK), next_experiment=_RENEW, wants=())
    if is_clear:
        return Finding(Verdict.PROVED, (fact, *said), wants=())
    return _controlled(case, (fact, *said), overdue=case.judged_at - (token.expires or 0))


def _elsewhere(case: Case) -> Finding | None:
    """Judge a JWT that stands in a cookie, or in a field that the site made up.

    What it is for only the site knows, so the server's word has to be about time, nothing else may
    have been sent that it could mean, and without the token it has to say something else.
    """
    over = expiry.overdue_elsewhere(case)
    alone = reading.is_alone(case.request, *(each for each, _ in over))
    said, _ = refusing(case, alone=alone)
    if not over or (case.status in _FAULTS and not said):
        return None
    name, token = over[0]
    if token.place == "body" and not alone:
        # Where a token is renewed, the old one is sent along and may be over.
        return None
    fact = clocks(case, token, name)
    found = (fact, Evidence("stands_in", {"name": name}, exchange=case.exchange.index), *said)
    anonymous = case.probe("without-credentials")
    if said and alone and reading.differs(case, anonymous.id) and anonymous.first:
        read = Evidence("token_is_read", exchange=anonymous.first.index)
        unsure = case.clock_offset is None or is_success(anonymous.first)
        verdict = Verdict.LIKELY if unsure else Verdict.PROVED
        return Finding(verdict, (*found, read), wants=())
    about_it = said or (alone and case.status in _SAYS_TIME)
    verdict = Verdict.LIKELY if about_it else Verdict.POSSIBLE
    wants = (anonymous.id, reading.AGAIN) if said and alone else ()
    return Finding(verdict, found, next_experiment=_RENEW, wants=wants)


def _controlled(case: Case, facts: tuple[Evidence, ...], overdue: float) -> Finding | None:
    """Judge where the server's word is unclear, or missing, by what it says without the token."""
    schemes = challenged_schemes(case)
    told = any(each.strength is Strength.CONCLUSIVE for each in facts)
    if schemes and not bearer.FAMILY & {*schemes}:
        values, how = {"schemes": tuple(map(asking.proper, schemes))}, Strength.WEAK
        other = Evidence("other_scheme_asked", values, how, Polarity.AGAINST)
        return Finding(Verdict.POSSIBLE, (*facts, other), next_experiment=_RENEW, wants=())
    doubtful = case.status in _FAULTS or expiry.names_another_fault(case)
    doubtful = doubtful or (not told and expiry.mentions_another_fault(case))
    verdict = Verdict.POSSIBLE if doubtful and not told else Verdict.LIKELY
    probe = case.probe(reading.withheld(case.request))
    is_read = reading.differs(case, probe.id)
    if is_read is None or probe.first is None:
        verdict = Verdict.POSSIBLE if reading.comes_and_goes(case) else verdict
        return Finding(verdict, facts, None, _RENEW, wants=(probe.id, reading.AGAIN))
    if not is_read:
        return _unread(case, facts, verdict, probe.first.index)
    read = Evidence("token_is_read", exchange=probe.first.index)
    if case.status == _FORBIDDEN and not told:
        return forbidden(case, (*facts, read), verdict)
    # 403 and 400 have other reasons beside, a server may be lenient for some minutes, and a reason
    # that it gives in unknown words may be another one.
    is_silent = case.status in _SAYS_TIME and expiry.is_mum(case)
    is_sure = told or (is_silent and overdue > _LEEWAY)
    # What succeeds without it may be public, or a matter of chance.
    if is_sure and not doubtful and not is_success(probe.first):
        return Finding(Verdict.PROVED, (*facts, read), wants=())
    return Finding(verdict, (*facts, read), next_experiment=_RENEW, wants=())


def _unread(case: Case, facts: tuple[Evidence, ...], verdict: Verdict, at: int) -> Finding | None:
    """Judge where the answer without the token is the same: it may never have been looked at."""
    if case.status in _FAULTS:
        return None
    same = Evidence("same_without", {}, Strength.WEAK, Polarity.AGAINST, at)
    if case.status not in _SAYS_TIME or not reading.is_alone(case.request):
        verdict = Verdict.POSSIBLE
    return Finding(verdict, (*facts, same), next_experiment=_RENEW, wants=())
