"""The bearer token had expired when the server judged it."""

from dataclasses import replace

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error, challenged_schemes
from wwwhy.causes.tokens import expiry
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


def judge(case: Case) -> Finding | None:
    """Compare the token's exp (RFC 7519 section 4.1.4) with the clock that refused it.

    Proved takes both: the fact (exp before the server's own Date) and the server's word for it, as
    an error parameter, an error code, a text, or its log line for this request. Instead of its
    word it may show that it read the token: a token that is out of date must not be accepted.
    """
    if asking.asked_by_proxy(case):
        return None
    token = bearer.token_of(case.request)
    if token is None:
        return _elsewhere(case)
    if token.expires is not None:
        return _compared(case, token)
    return None if token.is_jwt or token.is_placeholder else _opaque(case)


def _compared(case: Case, token: bearer.Token) -> Finding | None:
    """Judge a token that says itself until when it counts."""
    pointer = expiry.pointer("authorization", token)
    against = _against(case, token, pointer)
    if against is not None:
        return None if case.status in _FAULTS else Finding(Verdict.RULED_OUT, (against,))
    fact = _fact(case, token, pointer)
    word = _servers_word(case)
    if case.clock_offset is None:
        return Finding(Verdict.LIKELY, (fact, *word, _NO_CLOCK), next_experiment=_RENEW, wants=())
    if word:
        return Finding(Verdict.PROVED, (fact, *word), wants=())
    return _silent(case, fact, overdue=case.judged_at - (token.expires or 0))


def _elsewhere(case: Case) -> Finding | None:
    """Judge a JWT that stands in a cookie, or in a field that the site made up.

    What it is for only the site knows, so the server's word has to be about time, and nothing else
    may have been sent that it could mean.
    """
    over, word = expiry.overdue_elsewhere(case), _says_expired(case)
    if not over or (case.status in _FAULTS and not word):
        return None
    name, token = over[0]
    fact = _fact(case, token, expiry.pointer(name, token))
    where = Evidence("stands_in", {"name": name}, exchange=case.exchange.index)
    alone = {*asking.shown(case.request)} <= {each for each, _ in over}
    if word and alone and case.clock_offset is not None:
        return Finding(Verdict.PROVED, (fact, where, *word), wants=())
    about_it = word or (alone and case.status in _SAYS_TIME)
    verdict = Verdict.LIKELY if about_it else Verdict.POSSIBLE
    return Finding(verdict, (fact, where, *word), next_experiment=_RENEW, wants=())


def _fact(case: Case, token: bearer.Token, pointer: str) -> Evidence:
    clocks = {"expires": token.expires, "judged_at": case.judged_at}
    return Evidence("clocks", clocks, exchange=case.exchange.index, pointer=pointer)


def _against(case: Case, token: bearer.Token, pointer: str) -> Evidence | None:
    """Return that the token is in time, or not yet so, by the clock that judged it."""
    index, begins = case.exchange.index, token.not_before
    if token.expires is None or token.expires <= case.judged_at:
        return None
    how = (Strength.CONCLUSIVE, Polarity.AGAINST, index, pointer)
    if begins is not None and begins > case.judged_at:
        return Evidence("not_yet_valid", {"begins": begins, "judged_at": case.judged_at}, *how)
    return Evidence("still_valid", {"expires": token.expires, "judged_at": case.judged_at}, *how)


def _silent(case: Case, fact: Evidence, overdue: float) -> Finding | None:
    """Judge where the server does not say what it has against the token."""
    schemes = challenged_schemes(case)
    if schemes and not bearer.FAMILY & {*schemes}:
        values, how = {"schemes": tuple(map(asking.proper, schemes))}, Strength.WEAK
        other = Evidence("other_scheme_asked", values, how, Polarity.AGAINST)
        return Finding(Verdict.POSSIBLE, (fact, other), next_experiment=_RENEW, wants=())
    doubtful = case.status in _FAULTS or expiry.names_another_fault(case)
    verdict = Verdict.POSSIBLE if doubtful else Verdict.LIKELY
    anonymous = case.probe("without-credentials")
    if not asking.told_apart(case, anonymous) or anonymous.first is None:
        if case.status in _FAULTS and anonymous.done:
            return None
        return Finding(verdict, (fact,), None, _RENEW, wants=("without-credentials",))
    read = Evidence("token_is_read", exchange=anonymous.first.index)
    # 403 and 400 have other reasons beside, and a server may be lenient for some minutes.
    if case.status in _SAYS_TIME and overdue > _LEEWAY:
        return Finding(Verdict.PROVED, (fact, read), wants=())
    return Finding(verdict, (fact, read), next_experiment=_RENEW, wants=())


def _opaque(case: Case) -> Finding | None:
    """Judge a token that nobody can read but its issuer: by the server's word, and a control.

    A server that says the same of a token that never was one says it of every token; that leaves
    the question open.
    """
    if case.status in _FAULTS:
        return None
    word = _says_expired(case)
    if not word or not expiry.is_about_token(case, str(word[0].values.get("code", ""))):
        return None
    nobody = case.probe("garbage-credential")
    if (apart := asking.told_apart(case, nobody)) is None or nobody.first is None:
        return Finding(Verdict.LIKELY, word, None, _RENEW, wants=("garbage-credential",))
    if not apart:
        how = (Strength.WEAK, Polarity.AGAINST, nobody.first.index)
        alike = Evidence("stranger_is_told_the_same", {}, *how)
        said = tuple(replace(each, strength=Strength.WEAK) for each in word)
        return Finding(Verdict.POSSIBLE, (*said, alike), next_experiment=_RENEW, wants=())
    other = Evidence("stranger_is_told_otherwise", exchange=nobody.first.index)
    return Finding(Verdict.PROVED, (*word, other), wants=())


def _servers_word(case: Case) -> tuple[Evidence, ...]:
    """Return what the server itself says about the token, if it says anything."""
    if challenge_error(case) == "invalid_token":
        how = (Strength.CONCLUSIVE, Polarity.FOR, case.exchange.index)
        field = "response.headers.www-authenticate"
        return (Evidence("server_says_invalid", {"error": "invalid_token"}, *how, field),)
    return _says_expired(case)


def _says_expired(case: Case) -> tuple[Evidence, ...]:
    code = expiry.said_by(case)
    if code is not None:
        values, at = {"code": code}, case.exchange.index
        return (Evidence("server_says_expired", values, Strength.CONCLUSIVE, exchange=at),)
    line, how = asking.own_word(case, expiry.EXPIRED), Strength.CONCLUSIVE
    return (Evidence("log", {"message": line.message}, how, pointer=line.pointer),) if line else ()
