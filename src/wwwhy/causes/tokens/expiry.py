"""The word that something is over: in many languages, in all places, and of what it is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from wwwhy.auth.schemes import bearer
from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import challenge_error, challenges, error_codes
from wwwhy.model import LogLine

EXPIRED = re.compile(
    r"expire(?!s|[_ -]?(?:in|at|on)\b)|expir(?:é|ó|ou|ad|at[oa]?\b)|caduc|scadut|no longer valid"
    r"|abgelaufen|nicht mehr gültig|verlopen|wygas|vypr[sš]|udløb|utløpt|utgått|utgången|gått ut"
    r"|vanhentun|lejárt|ист[её]к|просроч|минул|закінчи|έληξε|k[ae]d?aluwarsa|hết hạn|หมดอายุ"
    r"|期限切れ|期限が切れ|過期|过期|만료|s[uü]resi (?:dol|geç)|منتهي|انتهت|פג תוקף",
    re.IGNORECASE,
)
"""The word in the languages that answers are written in; `expires_in` says nothing of now."""
_TOKEN = re.compile(
    r"token|jwt|bearer|jeton|токен|トークン|令牌|토큰|โทเค็น|טוקן|signature has expired",
    re.IGNORECASE,
)
"""What PyJWT says of a token past its exp is the last of them."""
_SESSION = re.compile(
    r"sess(?:ion|ão|ió|io)|sitzung|sesi[oó]n|sesja|сесси|сеанс|сесія|セッション|会话|會話|세션|oturum|phiên|συνεδρί|جلسة|\bsesi\b"
    r"|log[-_ ]?in(?=[-_ ](?:has[ _]|is[ _])?expired)|登[录錄入](?:状态|狀態|信息)?(?=已?[过過]期)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"passw|passphrase|kennwort|contraseñ|mot de passe|senha|wachtwoord|has[lł]o|парол"
    r"|密[码碼]|パスワード|비밀번호|licen|lizenz|лиценз|许可|授权|ライセンス|subscri|suscrip|assinatur|abonn|\babo\b|подписк"
    r"|підписк|订阅|訂閱|購読|구독|trial|testzeit|testversion|essai|prueba|пробн|тариф|\bplan\b|certif"
    r"|zertifik|сертиф|証明書|证书|인증서|\blinks?\b|enlace|\blien|ссылк|\burl\b|链接|リンク"
    r"|(?<![a-z])codes?(?![a-z])|código|codice|\bкод|验证码|コード|코드|otp|(?<![a-z])pin(?![a-z])"
    r"|account|konto|cuenta|compte|conta\b|аккаунт|учётн|账[号户]|アカウント|계정|csrf|xsrf|nonce|captcha"
    r"|refresh|reset|invit|einladung|приглаш|verif|activat|aktivier|confirm|bestätig|e-?mail|quota"
    r"|credit|guthaben|payment|zahlung|оплат|\bcards?\b|\bkarte|\bкарт|contract|vertrag|contrat|договор"
    r"|member|mitglied|coupon|gutschein|offer|order|bestell|заказ|device|gerät|устройств|push"
    r"|upload|download|(?<![a-z])page(?![a-z])|request(?!ed)|anfrage|cache|cookie|tenant|domain",
    re.IGNORECASE,
)
"""What may be over else: a fresh token cures none of it, though some are called tokens too."""
_OTHER_FAULT = re.compile(
    r"scope|permission|privilege|role|audience|issuer|signature|csrf|not_?allowed|factor|mfa|2fa"
    r"|otp|step.?up|consent|terms|suspend|disabl|lock|banned|quota|limit|network|address|(?<![a-z])ip"
    r"(?![a-z])|geo|country|region|tenant|subscri|payment|licen|verif|revok",
    re.IGNORECASE,
)
_ABOUT_LOGIN = re.compile(
    r"auth|token|jwt|bearer|credential|log.?[io]n|sign.?in|session|denied|forbidden|invalid|expired"
    r"|error|fail|fault|blank|refus|reject|not.?allowed|access|problem|security|client|exception|http"
    r"|unknown|general|autent|autori[sz]|anmeld|zugang|zugriff|acces|jeton|sesi|доступ|авториз|токен",
    re.IGNORECASE,
)
"""Words of codes that name nothing else than that somebody was not let in."""
_GENERAL = re.compile(
    r"the|and?|is|was|were|are|be|been|not|no|none|or|to|of|in|for|on|at|with|by|an?|your?|this|that|its?"
    r"|ha(?:s|ve|d)|could|can(?:not|t)?|must|may|please|requires?|required|need(?:s|ed)?|provided?"
    r"|given|supplied|us(?:e|es|ed|ing)|valid(?:ate|ated|ation)?|verif(?:y|ied)|you|full|resource|page"
    r"|user|api|title|type|status|codes?|message|msg|detail|details|description|timestamp|path|reason"
    r"|data|result|ok|success|false|true|null|about|instance|trace\w*|request\w*|correlation\w*"
    r"|method|url|uri|server|service|nicht|ist|der|die|das|ein\w*|kein\w*|für|zu|den?|es|la|les?|el|los"
    r"|non?|pas|est|не|нет|вы|для|в|на|и|или",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"ung[uü]ltig|berecht|verboten|verweigert|inv[aá]lid|ошибк|запрещ|отказ|неверн|недейств|войд"
    r"|вход|無効|认证|認證|인증|未授权|未登录|権限|認証|kimlik|doğrula|yetki",
    re.IGNORECASE,
)
"""What says in some language only that somebody was not let in."""
_CLAUSE = re.compile(r"[.;,!?…](?=\s|$)|:\s|[。、，；！？\r\n]|\s[-–—|]\s")
_TAG = re.compile(r"<[^<>]{0,300}>")
_SHORT_PAGE = 4096
_LAST_MOMENT = 253_402_300_800_000.0
"""The end of the year 9999 in milliseconds, which some write by mistake."""
_LEAST_WORD = 3
_LETTERS = re.compile(r"[^\W\d_]+")


class Subject(IntEnum):
    """Of what it is said that its time is over, the clearest first."""

    TOKEN = 0
    SESSION = 1
    NOTHING = 2
    """Of nothing in particular: the word stands alone."""
    UNCLEAR = 3
    """Words that nobody here understands, or that name two things at once."""
    ANOTHER = 4
    """A password, a licence, a link."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words by which an answer says that time is over."""

    words: str
    subject: Subject


def is_moment(seconds: float | None) -> bool:
    """Whether a claim can be a time at all: neither before 1970 nor after the year 9999."""
    return seconds is not None and 0 <= seconds < _LAST_MOMENT


def overdue_elsewhere(case: Case) -> tuple[tuple[str, bearer.Token], ...]:
    """Return the JWTs in cookies and other fields whose time was over, each behind its name."""
    found = bearer.jwts_elsewhere(case.request)
    return tuple(
        (name, token)
        for name, token in found
        if token.expires is not None
        and is_moment(token.expires)
        and token.expires <= case.judged_at
    )


def pointer(name: str, token: bearer.Token) -> str:
    """Return where in the exchange a token stands."""
    if token.place in {"query", "form"}:
        return "request.url"
    if token.place == "body":
        return "request.body"
    field = "cookie" if token.place == "cookie" else name.lower()
    return f"request.headers.{field}"


def said_by(case: Case) -> Said | None:
    """Return what an answer says to be over: the clearest of all its codes and texts."""
    codes = (Said(code, _subject(code)) for code in _codes(case) if EXPIRED.search(code))
    described = (each.params.get("error_description", "") for each in challenges(case))
    texts = (*described, *asking.pieces(case.response), *_of_page(case))
    found = [*codes, *(said for text in texts for said in _heard(text))]
    return min(found, key=lambda said: said.subject, default=None)


def logged_by(case: Case) -> LogLine | None:
    """Return the server's own log line for this request by which a token was over."""
    line = asking.own_word(case, EXPIRED)
    clear = line is not None and any(said.subject is Subject.TOKEN for said in _heard(line.message))
    return line if clear else None


def names_another_fault(case: Case) -> bool:
    """Whether the answer names something else than time: rights, audience, an address."""
    described = (each.params.get("error_description", "") for each in challenges(case))
    told = (text for text in described if not EXPIRED.search(text))
    if any(_OTHER_FAULT.search(text) for text in (*told, challenge_error(case) or "")):
        return True
    said = said_by(case)
    if said is not None and said.subject >= Subject.UNCLEAR:
        return True
    return any(_is_of_another(code) for code in _codes(case))


def mentions_another_fault(case: Case) -> bool:
    """Whether a text of the answer has a word of rights, places or accounts in it."""
    texts = (text for text in asking.pieces(case.response) if not text.startswith("/"))
    return any(_OTHER_FAULT.search(text) for text in texts)


def is_mum(case: Case) -> bool:
    """Whether the answer gives no reason: nothing but words of any refusal.

    A reason that nobody here understands (another language, a code of the site's own) may be
    another one than time.
    """
    described = (each.params.get("error_description", "") for each in challenges(case))
    texts = [text for text in asking.pieces(case.response) if not text.startswith("/")]
    words = {word for text in (*described, *texts) for word in _LETTERS.findall(text)}
    odd_codes = (code for code in _codes(case) if not code.isdigit() and _is_odd(code))
    return not any(map(_is_odd, words)) and not any(odd_codes)


def _is_odd(word: str) -> bool:
    known = _GENERAL.fullmatch(word) or _ABOUT_LOGIN.search(word) or _REFUSAL.search(word)
    return not known and any(map(str.isalpha, word))


def _codes(case: Case) -> tuple[str, ...]:
    return error_codes(case.response)


def _is_of_another(code: str) -> bool:
    """Whether a code is made of words, and of none about who is asking."""
    if EXPIRED.search(code):
        return _subject(code) is Subject.ANOTHER
    if _OTHER_FAULT.search(code):
        return True
    letters = sum(map(str.isalpha, code))
    is_word = letters > _LEAST_WORD and not any(map(str.isdigit, code))
    return is_word and _ABOUT_LOGIN.search(code) is None


def _heard(text: str) -> Iterator[Said]:
    for clause in _CLAUSE.split(text):
        match = EXPIRED.search(clause)
        if match is not None:
            yield Said(match[0], _subject(clause))


def _subject(clause: str) -> Subject:
    """Return what a clause is about, by the nouns in it."""
    other = _OTHER.search(clause) is not None
    for noun, subject in ((_TOKEN, Subject.TOKEN), (_SESSION, Subject.SESSION)):
        if noun.search(clause):
            return Subject.UNCLEAR if other else subject
    if other:
        return Subject.ANOTHER
    return Subject.NOTHING if len(_LETTERS.findall(clause)) <= 1 else Subject.UNCLEAR


def _of_page(case: Case) -> tuple[str, ...]:
    """Return the lines of a short page that speak of a token: an error page of a framework."""
    response = case.response
    is_page = response is not None and "html" in response.content_type
    if response is None or not is_page or response.body_length > _SHORT_PAGE:
        return ()
    lines = _TAG.sub("\n", response.text[:_SHORT_PAGE]).splitlines()
    return tuple(line for line in lines if _TOKEN.search(line) or _SESSION.search(line))
