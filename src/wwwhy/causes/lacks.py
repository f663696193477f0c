"""The words by which an answer says that nobody was named: in the languages answers are written in.

What is lacking has to stand beside the word: `VPN connection required` asks for no login.
"""

import re

_PROOF = (
    r"(?:auth(?:entication|ori[sz]ation)?(?![a-z])|credentials?|bearer|tokens?|jwt|api.?keys?|log.?in"
    r"|password|session|sign.?in)"
)
_LACKS = r"(?:missing|required|absent|empty|not.{0,6}(?:provided|supplied|present|found|sent))"
_ENGLISH = re.compile(
    r"unauthenticated|\banonymous|authenticate.?first|not.?(?:authenticated|logged.?in|signed.?in)"
    rf"|{_LACKS}.{{0,24}}{_PROOF}|{_PROOF}.{{0,24}}{_LACKS}"
    rf"|(?<![a-z])no.?(?:valid.?)?{_PROOF}",
    re.IGNORECASE,
)
LACKING = re.compile(
    r"missing|required|absent|empty|\bnull\b|not.{0,12}(?:provided|supplied|present|found|sent|set)"
    r"|fehl(?:t|en)|erforderlich|benötigt|manqu|requis|obligatoir|falta|requerid|obligatori|necesari"
    r"|necessári|ausente|mancant|richiest|brak|wymagan|ontbreekt|vereist|отсутств|\bнет\b|обязател"
    r"|требу|необходим|не\s(?:указан|передан|задан|найден|предостав)|потріб|відсутн|gerekli|eksik"
    r"|必須|必要|ありません|不足|缺少|缺失|未提供|必填|없습니다|필요|누락",
    re.IGNORECASE,
)
"""Words of a lack, whatever lacks."""
TOKEN = re.compile(
    r"tokens?\b|token[_-]|jwt|bearer|jeton|токен|トークン|令牌|토큰|โทเค็น|טוקן", re.IGNORECASE
)
"""Words for a token."""
_NAMED = (
    r"(?:tokens?\b|jwt|bearer|api.?key|jeton|токен|トークン|令牌|토큰|anmeld|zugangsdaten|authentif"
    r"|autenti[ck]|identifiants|credenciales|credenziali|logowan|uwierzyteln|inlog|авториз|аутентиф"
    r"|автентиф|уч[её]тн\w+ данн|ключ\w* (?:api|доступа)|kimlik doğrula"
    r"|認証|认证|認證|身份验证|인증)"
)
_BESIDE = re.compile(
    rf"{_NAMED}.{{0,24}}(?:{LACKING.pattern})|(?:{LACKING.pattern}).{{0,24}}{_NAMED}", re.IGNORECASE
)
_BIDDING = re.compile(
    r"bitte.{0,20}(?:anmelden|einloggen)|melden sie sich.{0,12}\ban\b"
    r"|nicht (?:angemeldet|authentifiz)"
    r"|(?:veuillez vous|connectez-vous|non) (?:connect|authentif)|connectez-vous|inici[ea] sesión"
    r"|no (?:ha iniciado sesión|autenticad)|faça (?:o )?log-?in|não autenticad|non autenticat"
    r"|effettua(?:re)? (?:il login|l.accesso)|zaloguj|niezalogowan|niet ingelogd"
    r"|войдите|авторизуйтесь|не авторизован|неавторизован|не аутентифиц|вход не выполнен|увійдіть"
    r"|未登[录錄入]|请先?登[录入]|請先?登[錄入]|ログイン(?:して|が必要)|認証されていません"
    r"|로그인이? ?(?:필요|해)",
    re.IGNORECASE,
)
"""Phrases that bid somebody to log in, or say that nobody did."""
_OTHER_WANT = re.compile(
    r"any ?more|no longer|optional|not.?(?:required|needed)|csrf|xsrf|captcha|otp|mfa|2fa"
    r"|two.?factor|reset|chang|renew|device",
    re.IGNORECASE,
)
"""Words beside which it is another lack, or none."""


def is_code_of(code: str) -> bool:
    """Whether an error code, which is written in English, names the lack of credentials."""
    return _ENGLISH.search(code) is not None and _OTHER_WANT.search(code) is None


def speaks_of(text: str) -> bool:
    """Whether a text says that credentials are missing, or bids to log in."""
    if _OTHER_WANT.search(text):
        return False
    return any(words.search(text) for words in (_ENGLISH, _BESIDE, _BIDDING))
