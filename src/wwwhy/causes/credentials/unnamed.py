"""What speaks for it that a request names nobody, as evidence of `auth-missing`."""

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.credentials import login, nobody
from wwwhy.causes.refusal import challenge_error, challenged_schemes
from wwwhy.model import Evidence, NextExperiment, Polarity, Strength


def nothing_sent(case: Case) -> tuple[Evidence, ...]:
    """Return that nothing was sent, and what was sent of which nobody knows what it is for."""
    index, pointer = case.exchange.index, "request.headers"
    nothing = Evidence("nothing_sent", exchange=index, pointer=pointer)
    others = asking.unexplained(case.request)
    if not others:
        return (nothing,)
    values = {"names": others}
    doubt = Evidence("unknown_fields", values, Strength.WEAK, Polarity.AGAINST, index, pointer)
    return nothing, doubt


def told(case: Case) -> tuple[Evidence, ...]:
    """Return what the answer says by itself: a challenge, an error code, or words."""
    index = case.exchange.index
    schemes = challenged_schemes(case)
    if schemes and not challenge_error(case):
        field = "response.headers.www-authenticate"
        values = {"schemes": tuple(map(asking.proper, schemes))}
        return (Evidence("challenge", values, exchange=index, pointer=field),)
    words = asking.says_missing(case.response)
    if words is None:
        return ()
    return (Evidence("says_missing", {"words": words}, exchange=index, pointer="response.body"),)


def another_answer(case: Case) -> tuple[Evidence, ...]:
    """Return that nobody's credential is refused in other words than none at all."""
    tried = case.probe(nobody.STRANGER)
    if not asking.told_apart(case, tried) or tried.first is None:
        return ()
    if tried.first.status not in nobody.REFUSALS:
        return ()  # what is nobody's and is let in was not asked for; other codes find other faults
    values = {"status": case.status, "then": tried.first.status}
    return (Evidence("another_answer", values, exchange=tried.first.index),)


def try_credentials(case: Case) -> NextExperiment:
    """Return the experiment that decides: the same request with credentials."""
    known = (each for each in challenged_schemes(case) if each in login.KNOWN)
    options = login.options(next(known, "bearer"))
    return NextExperiment("send_credentials", command=asking.command(case.request, *options))
