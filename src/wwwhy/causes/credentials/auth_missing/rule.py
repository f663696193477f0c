"""The request carries nothing that shows who is asking."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.cors.sharing import is_preflight
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

    Silent as soon as anything was sent, in this request or in an earlier hop of it, or was handed
    out on the way: then it was lost, stood in the wrong place, or was refused, and others say so.
    Nor does a forward proxy that says 401 (Tinyproxy 1.11.1 does) speak of the site's credentials.
    """
    if is_preflight(case.request):
        # A browser's question never carries credentials; to want some there is another fault.
        return None
    line = asking.own_word(case, _LOG)
    schemes = challenged_schemes(case)
    # A challenge asks for something else than a certificate; without one it may be what was meant.
    besides = {*asking.shown(case.request.without_fields("cookie"))}
    besides -= {"certificate"} if schemes else set()
    lost = asking.left_behind(case) or asking.handed_out(case) or asking.is_by_proxy(case)
    earlier = any(asking.shown(hop.request) for hop in case.hops[:-1])
    a_session = "cookie" in case.request.fields and asking.shown(case.request)
    if besides or lost or earlier or (a_session and line is None):
        return None
    index = case.exchange.index
    nobody = Evidence("nothing_sent", exchange=index, pointer="request.headers")
    told = _told(case)
    if line is not None:
        log = Evidence("log", {"message": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)
        told = (log, *told)
    changes = _changes(case)
    evidence = (nobody, *told, *changes)
    if case.recorded:
        return _recorded(case, evidence)
    if case.status == 403:  # noqa: PLR2004 (it need not be about who is asking)
        return _forbidden(case, evidence)
    demanded = bool(schemes) and not challenge_error(case)
    # Without a challenge a login's own answer looks the same, and its secret is in the body.
    told_so = bool(told) and case.request.body is None
    if line or demanded or changes or told_so:
        return Finding(Verdict.PROVED, evidence, wants=())
    return Finding(Verdict.LIKELY, evidence, next_experiment=_next(case))


def _recorded(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge what was read from a file: it may have been saved without its credentials."""
    told = len(evidence) > 1
    if not told and case.status == 403:  # noqa: PLR2004 (it need not be about who is asking)
        return None
    left_out = Evidence("may_be_left_out", strength=Strength.WEAK)
    # RFC 6750 section 3: without credentials no error code; Basic has none in either case.
    speaks = told and "basic" not in challenged_schemes(case)
    verdict = Verdict.LIKELY if speaks else Verdict.POSSIBLE
    return Finding(verdict, (*evidence, left_out), next_experiment=_next(case), wants=())


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
        values = {"schemes": tuple(map(asking.proper, schemes))}
        return (Evidence("challenge", values, exchange=index, pointer=field),)
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
