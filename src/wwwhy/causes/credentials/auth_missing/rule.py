"""The request carries nothing that shows who is asking."""

import re

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.cors.sharing import is_preflight
from wwwhy.causes.credentials import lack, nobody
from wwwhy.causes.credentials.incomplete import judge as judge_incomplete
from wwwhy.causes.credentials.unnamed import another_answer, nothing_sent, told, try_credentials
from wwwhy.causes.refusal import challenge_error, challenged_schemes
from wwwhy.causes.rpc import refusal_of
from wwwhy.causes.testimony import weight
from wwwhy.model import Evidence, Finding, Polarity, Strength, Verdict

_LOG = re.compile(
    r"no (?:user/password|password|credentials?|authorization"
    r"|(?:api|access|bearer)?[ _-]?(?:token|key))"
    r"(?: \S+){0,3} (?:provided|sent|found|given|supplied)"
    r"|(?<!csrf[ _-])(?<!xsrf[ _-])\b(?:credentials?|authorization|token|api.?key)"
    r"(?: \S+){0,3} (?:missing|not (?:provided|sent|found))",
    re.IGNORECASE,
)


def judge(case: Case) -> Finding | None:
    """Take the server's demand (RFC 9110 section 15.5.2) together with a request that shows nobody.

    Silent as soon as anything was sent, in this request or in an earlier hop of it, or was handed
    out on the way: then it was lost, stood in the wrong place, or was refused, and others say so.
    Nor does a forward proxy that says 401 (Tinyproxy 1.11.1 does) speak of the site's credentials,
    nor a page that speaks of a client certificate. A field that a site invented may be a credential
    as well: while one was sent, nothing is proved.
    """
    line = asking.own_word(case, _LOG)
    # A browser's question never carries credentials; to want some there is another fault.
    if is_preflight(case.request) or nobody.is_others(case, line) or nobody.is_read(case):
        return None
    if case.status in lack.FAULTS:
        return judge_incomplete(case)
    heard = told(case)
    how = None if line is None else weight(line)
    if line is not None and how is not None:
        log = Evidence("log", {"message": line.message}, how, pointer=line.pointer)
        heard = (log, *heard)
    changes = another_answer(case)
    evidence = (*nothing_sent(case), *heard, *changes)
    if case.recorded:
        return _recorded(case, evidence)
    if nobody.is_forbidden(case):
        return _forbidden(case, evidence)
    schemes = challenged_schemes(case)
    demanded = bool(schemes) and not challenge_error(case)
    # A sentence can be about anything; a code that names the lack is about nothing else.
    told_so = asking.missing_code(case.response) is not None
    proves = how is Strength.CONCLUSIVE
    if proves or ((demanded or changes or told_so) and not nobody.is_doubtful(case)):
        return Finding(Verdict.PROVED, evidence, wants=())
    others = asking.unexplained(case.request) or nobody.asks_certificate(case)
    others = (
        others
        or asking.has_key_in_path(case.request)
        or (not heard and nobody.gives_another_reason(case))
    )
    certain = demanded or not others
    verdict = Verdict.LIKELY if certain else Verdict.POSSIBLE
    return Finding(verdict, evidence, next_experiment=try_credentials(case))


def _recorded(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge what was read from a file: it may have been saved without its credentials."""
    heard = any(each.name != "nothing_sent" and each.polarity is Polarity.FOR for each in evidence)
    if not heard and case.status == 403:  # noqa: PLR2004 (it need not be about who is asking)
        return None
    left_out = Evidence("may_be_left_out", strength=Strength.WEAK)
    # RFC 6750 section 3: without credentials no error code; Basic has none in either case.
    speaks = heard and "basic" not in challenged_schemes(case)
    verdict = Verdict.LIKELY if speaks else Verdict.POSSIBLE
    return Finding(verdict, (*evidence, left_out), next_experiment=try_credentials(case), wants=())


def _forbidden(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge a 403: likely if it speaks of credentials itself, or answers differently to one."""
    response = case.response
    if any(each.name != "nothing_sent" and each.polarity is Polarity.FOR for each in evidence):
        return Finding(
            Verdict.LIKELY,
            evidence,
            next_experiment=try_credentials(case),
            wants=(asking.STRIPPED,),
        )
    by_program = response is not None and "json" in response.content_type
    if refusal_of(response) is not None:
        # gRPC has 16 for callers who are not known, and says 7 to others (its statuscodes.md).
        by_grpc = response is not None and "json" not in response.content_type
        verdict = Verdict.POSSIBLE if by_grpc else Verdict.LIKELY
        return Finding(verdict, evidence, next_experiment=try_credentials(case))
    if not by_program or asking.told_apart(case, case.probe(nobody.STRANGER)) is False:
        return None
    return Finding(Verdict.POSSIBLE, evidence, next_experiment=try_credentials(case))
