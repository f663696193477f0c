"""The bearer token had expired when the server judged it."""

import re

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error, challenged_schemes, challenges, error_codes
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

_EXPIRED = re.compile(
    r"expire(?!s|[_ -]?(?:in|at|on)\b)|expir(?:é|ó|ou|ad|at[oa]\b)|caduc|scadut"
    r"|abgelaufen|verlopen|wygas|vypr[sš]|ист[её]к|просроч|минул"
    r"|期限切れ|過期|过期|만료|s[uü]resi (?:dol|geç)",
    re.IGNORECASE,
)
"""The word in the languages that answers are written in; `expires_in` says nothing of now."""
_TOKEN = re.compile(
    r"token|jwt|bearer|session|sitzung|sesi[oó]n|sess[aã]o|sessione|sesja|login|log-?in|credential"
    r"|jeton|zugang|токен|сесси|сеанс|ключ|トークン|セッション|令牌|会话|토큰|세션",
    re.IGNORECASE,
)
"""What may expire else is a subscription, a password, a licence: a fresh token cures none."""
_LETTERS = re.compile(r"[^\W\d_]+")
_RENEW = NextExperiment("renew")
_LEEWAY = 300.0
"""Seconds by which verifiers let clocks differ; most allow none, Microsoft's allow this much."""


def judge(case: Case) -> Finding | None:
    """Compare the token's exp (RFC 7519 section 4.1.4) with the clock that refused it.

    Proved takes both: the fact (exp before the server's own Date) and the server's word for it, as
    an error parameter, an error code, a text, or its log line for this request. Instead of its
    word it may show that it read the token: a token that is out of date must not be accepted.
    """
    token = bearer.token_of(case.request)
    if token is None:
        return None
    if token.expires is None:
        return _opaque(case) if not token.is_jwt and not token.is_placeholder else None
    pointer = "request.headers.authorization" if token.place == "header" else "request.url"
    index = case.exchange.index
    clocks = {"expires": token.expires, "judged_at": case.judged_at}
    if token.expires > case.judged_at:
        against = Evidence(
            "still_valid", clocks, Strength.CONCLUSIVE, Polarity.AGAINST, index, pointer
        )
        return Finding(Verdict.RULED_OUT, (against,))
    fact = Evidence("clocks", clocks, Strength.STRONG, exchange=index, pointer=pointer)
    word = _servers_word(case)
    if case.clock_offset is None:
        no_clock = Evidence("no_server_clock", strength=Strength.WEAK)
        return Finding(Verdict.LIKELY, (fact, *word, no_clock), next_experiment=_RENEW, wants=())
    if word:
        return Finding(Verdict.PROVED, (fact, *word), wants=())
    return _silent(case, fact, overdue=case.judged_at - token.expires)


def _silent(case: Case, fact: Evidence, overdue: float) -> Finding:
    """Judge where the server does not say what it has against the token."""
    schemes = challenged_schemes(case)
    if schemes and not bearer.FAMILY & {*schemes}:
        values = {"schemes": tuple(map(asking.proper, schemes))}
        other = Evidence("other_scheme_asked", values, Strength.WEAK, Polarity.AGAINST)
        return Finding(Verdict.POSSIBLE, (fact, other), next_experiment=_RENEW, wants=())
    anonymous = case.probe("without-credentials")
    if not asking.told_apart(case, anonymous) or anonymous.first is None:
        wants = ("without-credentials",)
        return Finding(Verdict.LIKELY, (fact,), next_experiment=_RENEW, wants=wants)
    read = Evidence("token_is_read", exchange=anonymous.first.index)
    # 403 and 400 have other reasons beside, and a server may be lenient for some minutes.
    certain = case.status in {401, 498} and overdue > _LEEWAY
    if certain:
        return Finding(Verdict.PROVED, (fact, read), wants=())
    return Finding(Verdict.LIKELY, (fact, read), next_experiment=_RENEW, wants=())


def _opaque(case: Case) -> Finding | None:
    """Judge a token that nobody can read but its issuer: by the server's word, and a control.

    A server that says the same of a token that never was one says it of every token.
    """
    word = _says_expired(case)
    if not word or not _is_about_token(case, str(word[0].values.get("code", ""))):
        return None
    nobody = case.probe("garbage-credential")
    apart = asking.told_apart(case, nobody)
    if apart is None or nobody.first is None:
        wants = ("garbage-credential",)
        return Finding(Verdict.LIKELY, word, next_experiment=_RENEW, wants=wants)
    if not apart:
        return None
    other = Evidence("stranger_is_told_otherwise", exchange=nobody.first.index)
    return Finding(Verdict.PROVED, (*word, other), wants=())


def _is_about_token(case: Case, code: str) -> bool:
    """Whether the words around it name a token, or say of nothing in particular that it is over."""
    said = (*error_codes(case.response), *asking.pieces(case.response))
    around = [piece for piece in said if code and code in piece]
    return all(_TOKEN.search(each) or len(_LETTERS.findall(each)) == 1 for each in around)


def _servers_word(case: Case) -> tuple[Evidence, ...]:
    """Return what the server itself says about the token, if it says anything."""
    if challenge_error(case) == "invalid_token":
        values, field = {"error": "invalid_token"}, "response.headers.www-authenticate"
        at = case.exchange.index
        return (
            Evidence(
                "server_says_invalid", values, Strength.CONCLUSIVE, exchange=at, pointer=field
            ),
        )
    return _says_expired(case)


def _says_expired(case: Case) -> tuple[Evidence, ...]:
    code = next((code for code in error_codes(case.response) if _EXPIRED.search(code)), None)
    if code is None:
        described = (each.params.get("error_description", "") for each in challenges(case))
        texts = (*described, *asking.pieces(case.response))
        found = (_EXPIRED.search(text) for text in texts)
        code = next((match[0] for match in found if match), None)
    if code is not None:
        values, at = {"code": code}, case.exchange.index
        return (Evidence("server_says_expired", values, Strength.CONCLUSIVE, exchange=at),)
    line = asking.own_word(case, _EXPIRED)
    if line is None:
        return ()
    said = {"message": line.message}
    return (Evidence("log", said, Strength.CONCLUSIVE, pointer=line.pointer),)
