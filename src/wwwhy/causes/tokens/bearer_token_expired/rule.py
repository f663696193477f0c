"""The bearer token had expired when the server judged it."""

import re

from wwwhy.auth.schemes import bearer
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error, error_codes
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

_EXPIRED = re.compile("expire", re.IGNORECASE)


def judge(case: Case) -> Finding | None:
    """Compare the token's exp (RFC 7519 section 4.1.4) with the clock that refused it.

    Proved takes both: the fact (exp before the server's own Date) and the server's word for it, as
    an error parameter, an error code, or its log line for this request.
    """
    token = bearer.token_of(case.request)
    if token is None or token.expires is None:
        return None
    pointer = "request.headers.authorization" if token.place == "header" else "request.url"
    clocks = {"expires": token.expires, "judged_at": case.judged_at}
    if token.expires > case.judged_at:
        against = Evidence(
            "still_valid",
            clocks,
            Strength.CONCLUSIVE,
            Polarity.AGAINST,
            case.exchange.index,
            pointer,
        )
        return Finding(Verdict.RULED_OUT, (against,))
    fact = Evidence(
        "clocks", clocks, Strength.STRONG, exchange=case.exchange.index, pointer=pointer
    )
    word = _servers_word(case)
    if case.clock_offset is None:
        word = (*word, Evidence("no_server_clock", strength=Strength.WEAK))
    elif word:
        return Finding(Verdict.PROVED, (fact, *word))
    return Finding(Verdict.LIKELY, (fact, *word), next_experiment=NextExperiment("renew"))


def _servers_word(case: Case) -> tuple[Evidence, ...]:
    """Return what the server itself says about the token, if it says anything."""
    index = case.exchange.index
    if challenge_error(case) == "invalid_token":
        field = "response.headers.www-authenticate"
        values = {"error": "invalid_token"}
        said = Evidence(
            "server_says_invalid", values, Strength.CONCLUSIVE, exchange=index, pointer=field
        )
        return (said,)
    code = next((code for code in error_codes(case.response) if _EXPIRED.search(code)), None)
    if code is not None:
        values = {"code": code}
        return (
            Evidence(
                "server_says_expired",
                values,
                Strength.CONCLUSIVE,
                exchange=index,
                pointer="response.body",
            ),
        )
    lines = case.log_lines(lambda line: bool(_EXPIRED.search(line.message)))
    return tuple(
        Evidence("log", {"message": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)
        for line in lines[:1]
        if line.certainty != "window"
    )
