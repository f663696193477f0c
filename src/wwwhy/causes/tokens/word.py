"""What the clocks and the server say of the token, as evidence, and how clear that is."""

from dataclasses import replace

from wwwhy.auth.schemes import bearer
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error
from wwwhy.causes.testimony import weight
from wwwhy.causes.tokens import expiry
from wwwhy.causes.tokens.expiry import Subject
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

__all__ = ["Subject", "by_milliseconds", "clocks", "expiring", "in_time", "refusing", "unseen"]

UNAUTHORIZED = 401
Word = tuple[Evidence, ...]


def clocks(case: Case, token: bearer.Token, name: str = "authorization") -> Evidence:
    """Return until when a token counted, beside the time by the clock that judged it."""
    times = {"expires": token.expires, "judged_at": case.judged_at}
    at = (case.exchange.index, expiry.pointer(name, token))
    return Evidence("clocks", times, Strength.STRONG, Polarity.FOR, *at)


def by_milliseconds(case: Case, token: bearer.Token) -> Evidence | None:
    """Return that a token is over if its time is read in milliseconds, as it was written.

    RFC 7519 section 2 has seconds, in which such a token would count for millennia; only a server
    that makes the same mistake ever calls it over.
    """
    if token.jwt is None or "exp-in-milliseconds" not in token.jwt.faults:
        return None
    expires = (token.expires or 0.0) / 1000
    if expires > case.judged_at:
        return None
    times = {"expires": expires, "judged_at": case.judged_at}
    at = (case.exchange.index, expiry.pointer("authorization", token))
    return Evidence("clocks_in_milliseconds", times, Strength.STRONG, Polarity.FOR, *at)


def in_time(case: Case, token: bearer.Token) -> Evidence | None:
    """Return that a token is in time, or not yet so, by the clock that judged it; else None."""
    if token.expires is None or token.expires <= case.judged_at:
        return None
    index, begins = case.exchange.index, token.not_before
    how = (Strength.CONCLUSIVE, Polarity.AGAINST, index, expiry.pointer("authorization", token))
    if begins is not None and begins > case.judged_at:
        return Evidence("not_yet_valid", {"begins": begins, "judged_at": case.judged_at}, *how)
    return Evidence("still_valid", {"expires": token.expires, "judged_at": case.judged_at}, *how)


def refusing(case: Case, *, alone: bool) -> tuple[Word, bool]:
    """Return the word that refuses the token, and whether none but an expired one can be meant.

    `invalid_token` (RFC 6750 section 3.1) and "token expired" say so, the latter where nothing but
    the token was sent; "session expired" may be said to anybody.
    """
    how = (Strength.CONCLUSIVE, Polarity.FOR, case.exchange.index)
    if challenge_error(case) == "invalid_token":
        field = "response.headers.www-authenticate"
        said = Evidence("server_says_invalid", {"error": "invalid_token"}, *how, field)
        if expiry.names_another_fault(case):
            return (replace(said, strength=Strength.WEAK),), False
        return (said,), True
    word, subject = expiring(case)
    return word, subject is Subject.TOKEN and alone


def expiring(case: Case) -> tuple[Word, Subject]:
    """Return the word that time is over, and of what it is said; none if it is of another thing."""
    line, said = expiry.logged_by(case), expiry.said_by(case)
    if line is not None:
        values = {"message": line.message}
        log = Evidence("log", values, weight(line), pointer=line.pointer)
        return (log,), Subject.TOKEN
    if said is None or said.subject is Subject.ANOTHER:
        return (), Subject.ANOTHER
    clear = said.subject in {Subject.TOKEN, Subject.SESSION}
    strength = Strength.CONCLUSIVE if clear else Strength.STRONG
    at, values = case.exchange.index, {"code": said.words}
    return (Evidence("server_says_expired", values, strength, exchange=at),), said.subject


def unseen(case: Case) -> Finding | None:
    """Judge by the server's word alone where a recording left the token out of the request.

    Browsers save HAR files without Authorization, and a saved answer has no request at all.
    """
    if not case.recorded or "authorization" in case.request.fields:
        return None
    said, subject = expiring(case)
    if subject is not Subject.TOKEN or case.status != UNAUTHORIZED:
        return None
    return Finding(Verdict.LIKELY, said, next_experiment=NextExperiment("renew"), wants=())
