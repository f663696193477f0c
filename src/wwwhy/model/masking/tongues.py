"""Names of secrets in other languages than English, as forms and JSON members have them.

Compared without case, accents, blanks and punctuation: `mot_de_passe`, `Contraseña`, `Kata sandi`.
"""

import re
import unicodedata
from functools import lru_cache

_PASSWORDS = """
    adgangskode aðgangsorð contraseña contrasenya fjalëkalim geheimnummer geheimwort
    hasło heslo jelszó kata-laluan kata-sandi kennwort lozinka lykilorð lösenord losungswort
    mot-de-passe mật-khẩu nenosiri palavra-chave palavra-passe parola parool passord passwort
    pasahitza salasana senha slaptažodis şifre tunnussana wachtwoord zaporka zugangscode
    пароль пароли парола паролата лозинка гасло кодовое-слово пин-код құпиясөз нууц-үг сырсөз
    συνθηματικό κωδικός-πρόσβασης סיסמה סיסמא ססמה كلمة-المرور كلمة-السر رمز-المرور الرقم-السري
    رمز-عبور گذرواژه کلمه-عبور पासवर्ड कूटशब्द পাসওয়ার্ড கடவுச்சொல் రహస్యపదం รหัสผ่าน პაროლი
    գաղտնաբառ 비밀번호 패스워드 パスワード 暗証番号 合言葉 密码 密碼 口令
"""
"""Words for a password; nothing else is called so, whatever stands around them in a name."""
_TOKENS = """
    jeton токен トークン 토큰 令牌 โทเค็น טוקן код-подтверждения код-из-смс
    验证码 驗證碼 認証コード 인증번호
"""
_KEYS = """
    clave-api clave-secreta clé-api clé-secrète chave-api chave-secreta chiave-api chiave-segreta
    codigo-secreto code-secret geheim klucz-api schlüssel-api segredo sekretny секрет ключ-апи
    апи-ключ 密钥 密鑰 私钥 秘密鍵 비밀키 인증키
"""
_ALONE = frozenset({"mdp", "parol", "sandi", "mima", "geslo", "sifra", "pin", "пин", "secreto"})
"""Too short, or too like other words, to be believed inside a longer word."""
_HINTS = frozenset(
    """
    avain chave chiave clave clé ključ klíč klucz nyckel parole schluessel schlüssel sleutel ключ
    κλειδί κωδικός 암호 鍵 密匙
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)
"""Keys, which may open a door or name a row."""
_WORD = re.compile(r"[^\W\d_]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ])")
_STROKES = str.maketrans("łøđı", "lodi")
"""Letters whose stroke is no accent, as people type them where they lack the key."""
_MOST_NAME = 200


def folded(name: str) -> str:
    """Return a name without case, accents, blanks and punctuation."""
    parts = unicodedata.normalize("NFKD", name[-_MOST_NAME:])
    return "".join(char for char in parts.casefold().translate(_STROKES) if char.isalnum())


def unescaped(name: str) -> str:
    r"""Return a name without the escapes of JSON (`contrase\u00f1a`)."""
    if "\\u" not in name:
        return name
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), name)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _alternatives(words: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted({folded(word) for word in words.split()}, key=len)[::-1]))


_KINDS = tuple(
    (kind, _alternatives(words))
    for kind, words in (("password", _PASSWORDS), ("token", _TOKENS), ("key", _KEYS))
)
_LONE = frozenset(map(folded, _ALONE))
_HINTED = frozenset(map(folded, _HINTS))
_WHOLE = frozenset(folded(word) for word in f"{_PASSWORDS} {_TOKENS} {_KEYS}".split())
LATIN = (
    "adgangs", "avain", "chave", "chiave", "clave", "cle-", "cle_", "cleapi", "codigo", "contrase",
    "geheim", "geslo", "haslo", "heslo", "jelszo", "jeton", "kata", "kennwort", "klic", "klucz",
    "losenord", "losungs", "lozinka", "lykilor", "mdp", "mima", "nenosiri", "nyckel", "palavra",
    "parol", "passe", "parool", "pasahitza", "salasana", "sandi", "schlu", "segredo", "sekret",
    "senha", "sifr", "slaptazod", "sleutel", "tunnussana", "wachtwoord", "zaporka", "zugangscode",
)  # fmt: skip
"""Parts of such names in lower case; a text in ASCII without any of them has none of the names."""


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """Return what kind of secret a name announces in another language; None if it does not."""
    plain = folded(unescaped(name))
    for kind, words in _KINDS:
        if words.search(plain):
            return kind
    return "password" if _LONE & {*_words(name)} else None


def is_plain(name: str) -> bool:
    """Whether a name is nothing but the word for a secret, or is written in another script."""
    return not name.isascii() or folded(name) in _WHOLE


def may_name(lower: str) -> bool:
    """Whether a text, in lower case, can have such a name in it."""
    return not lower.isascii() or "\\u" in lower or any(word in lower for word in LATIN)


@lru_cache(maxsize=4096)
def hints(name: str) -> bool:
    """Whether a name may announce a secret: a key of some kind."""
    return bool(_HINTED & {*_words(name)})


def _words(name: str) -> tuple[str, ...]:
    spaced = _HUMP.sub(" ", unescaped(name[-_MOST_NAME:]))
    return tuple(folded(word) for word in _WORD.findall(spaced.replace("_", " ")))
