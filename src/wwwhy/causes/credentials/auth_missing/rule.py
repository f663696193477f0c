"""The request carries nothing that shows who is asking."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error, challenged_schemes
from wwwhy.model import Evidence, Finding, NextExperiment, Strength, Verdict

_PROBE = "garbage-credential"
_OPTIONS = {
    "basic": ("-u", "USER"),
    "digest": ("--digest", "-u", "USER"),
    "negotiate": ("--negotiate", "-u", ":"),
    "bearer": ("-H", "Authorization: Bearer TOKEN"),
}
_LOG = re.compile(
    r"no (?:user|password|credential|authorization|token|api.?key)\S* .*(?:provided|sent|found)"
    r"|(?:credentials?|authorization|token|api.?key)\b.*(?:missing|not (?:provided|sent|found))",
    re.IGNORECASE,
)


def judge(case: Case) -> Finding | None:
    """Take the server's demand (RFC 9110 section 15.5.2) together with a request that shows nobody.

    Silent as soon as anything was sent, or stayed behind at a redirect: then it was lost, stood in
    the wrong place, or was refused, and other causes say so.
    """
    line = asking.own_word(case, _LOG)
    schemes = challenged_schemes(case)
    # A challenge asks for something else than a certificate; without one it may be what was meant.
    besides = {*asking.shown(case.request.without_fields("cookie"))}
    besides -= {"certificate"} if schemes else set()
    a_session = "cookie" in case.request.fields and asking.shown(case.request)
    if besides or asking.left_behind(case) or (a_session and line is None):
        return None
    index = case.exchange.index
    nobody = Evidence("nothing_sent", exchange=index, pointer="request.headers")
    told = _told(case)
    if line is not None:
        log = Evidence("log", {"message": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)
        told = (log, *told)
    changes = _changes(case)
    evidence = (nobody, *told, *changes)
    if case.status == 403:  # noqa: PLR2004 (it need not be about who is asking)
        return _forbidden(case, evidence)
    certain = line or (schemes and not challenge_error(case)) or changes
    certain = certain or (told and case.request.body is None)
    if certain:
        return Finding(Verdict.PROVED, evidence, next_experiment=_next(case), wants=())
    return Finding(Verdict.LIKELY, evidence, next_experiment=_next(case))


def _forbidden(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge a 403: likely if it speaks of credentials itself, or answers differently to one."""
    response = case.response
    if len(evidence) > 1:
        return Finding(Verdict.LIKELY, evidence, next_experiment=_next(case), wants=())
    by_program = response is not None and "json" in response.content_type
    if not by_program or asking.told_apart(case, case.probe(_PROBE)) is False:
        return None
    return Finding(Verdict.POSSIBLE, evidence, next_experiment=_next(case))


def _told(case: Case) -> tuple[Evidence, ...]:
    """Return what the answer says by itself: a challenge, an error code, or words."""
    index = case.exchange.index
    schemes = challenged_schemes(case)
    if schemes and not challenge_error(case):
        field = "response.headers.www-authenticate"
        return (Evidence("challenge", {"schemes": schemes}, exchange=index, pointer=field),)
    words = asking.says_missing(case.response)
    if words is None:
        return ()
    return (Evidence("says_missing", {"words": words}, exchange=index, pointer="response.body"),)


def _changes(case: Case) -> tuple[Evidence, ...]:
    tried = case.probe(_PROBE)
    if not asking.told_apart(case, tried) or tried.first is None:
        return ()
    values = {"status": case.status, "then": tried.first.status}
    return (Evidence("another_answer", values, exchange=tried.first.index),)


def _next(case: Case) -> NextExperiment:
    scheme = next((each for each in challenged_schemes(case) if each in _OPTIONS), "bearer")
    return NextExperiment(
        "send_credentials", command=asking.command(case.request, *_OPTIONS[scheme])
    )
