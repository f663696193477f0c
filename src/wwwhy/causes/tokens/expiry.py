"""The word that something is over, in the languages and the places in which answers say it."""

import re

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error, challenges, error_codes

EXPIRED = re.compile(
    r"expire(?!s|[_ -]?(?:in|at|on)\b)|expir(?:é|ó|ou|ad|at[oa]?\b)|caduc|scadut|no longer valid"
    r"|abgelaufen|nicht mehr gültig|verlopen|wygas|vypr[sš]|udløb|utløpt|utgått|utgången|gått ut"
    r"|vanhentun|lejárt|ист[её]к|просроч|минул|закінчи|έληξε|k[ae]d?aluwarsa|hết hạn|หมดอายุ"
    r"|期限切れ|期限が切れ|過期|过期|만료|s[uü]resi (?:dol|geç)|منتهي|انتهت|פג תוקף",
    re.IGNORECASE,
)
"""The word in the languages that answers are written in; `expires_in` says nothing of now."""
_TOKEN = re.compile(
    r"token|jwt|bearer|session|sitzung|sesi[oó]n|sess[aã]o|sessione|sesja|login|log-?in|credential"
    r"|jeton|zugang|токен|сесси|сеанс|ключ|トークン|セッション|令牌|会话|토큰|세션",
    re.IGNORECASE,
)
"""What may expire else is a subscription, a password, a licence: a fresh token cures none."""
_OTHER_FAULT = re.compile(
    r"scope|permission|privilege|role|audience|issuer|signature|csrf|not_?allowed", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,300}>")
_SHORT_PAGE = 4096
_LETTERS = re.compile(r"[^\W\d_]+")


def overdue_elsewhere(case: Case) -> tuple[tuple[str, bearer.Token], ...]:
    """Return the JWTs in cookies and other fields whose time was over, each behind its name."""
    found = bearer.jwts_elsewhere(case.request)
    return tuple(
        (name, token)
        for name, token in found
        if token.expires is not None and token.expires <= case.judged_at
    )


def pointer(name: str, token: bearer.Token) -> str:
    """Return where in the exchange a token stands."""
    if token.place in {"query", "form"}:
        return "request.url"
    field = "cookie" if token.place == "cookie" else name.lower()
    return f"request.headers.{field}"


def said_by(case: Case) -> str | None:
    """Return the error code, or the word in a text, by which an answer says that time is over."""
    code = next((code for code in error_codes(case.response) if EXPIRED.search(code)), None)
    if code is not None:
        return code
    described = (each.params.get("error_description", "") for each in challenges(case))
    texts = (*described, *asking.pieces(case.response), *_of_page(case))
    found = (EXPIRED.search(text) for text in texts)
    return next((match[0] for match in found if match), None)


def names_another_fault(case: Case) -> bool:
    """Whether the answer has a code for something else than time: rights, audience, signature."""
    codes = (*error_codes(case.response), challenge_error(case) or "")
    return any(_OTHER_FAULT.search(code) for code in codes)


def is_about_token(case: Case, code: str) -> bool:
    """Whether the words around it name a token, or say of nothing in particular that it is over."""
    said = (*error_codes(case.response), *asking.pieces(case.response))
    around = [piece for piece in said if code and code in piece]
    return all(_TOKEN.search(each) or len(_LETTERS.findall(each)) == 1 for each in around)


def _of_page(case: Case) -> tuple[str, ...]:
    """Return the lines of a short page that speak of a token: an error page of a framework."""
    response = case.response
    is_page = response is not None and "html" in response.content_type
    if response is None or not is_page or response.body_length > _SHORT_PAGE:
        return ()
    lines = _TAG.sub("\n", response.text[:_SHORT_PAGE]).splitlines()
    return tuple(line for line in lines if _TOKEN.search(line))
