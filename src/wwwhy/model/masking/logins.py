"""A login by its form alone: who somebody is, and one value beside it whose name says nothing.

What a language calls its passwords cannot all be listed; but what is sent together with a user's
name or address, in a short form, and is no ordinary detail, is meant to prove who that is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wwwhy.model.masking import tongues
from wwwhy.model.masking.secrecy import NO_SECRET, Suspicion, suspicion

MOST_MEMBERS = 5
"""A longer form tells about somebody; a login is short."""
_MOST_OBJECTS = 100
_MOST_DEPTH = 6
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,24}")
_WHO = re.compile(
    r"(?:.*(?:user|login|e?mail|account|benutzer|usuario|utilisateur|utente|gebruiker|anvandar|bruker"
    r"|kayttaja|uzytkownik|uzivatel|felhasznalo|kullanici|korisnik|kasutaja|vartotoj|lietotaj"
    r"|identifiant|correo|courriel|конто|логин|пользовател|користувач|почта|χρηστησ|משתמש|مستخدم"
    r"|कग|ผใช|ユサ|用户|用戶|账号|帐号|帳號|사용자|아이디).*)|uid|nick|member|phone|телефон|手机号?"
)
_DETAIL = re.compile(
    r".*(?:id|name|lang|language|locale|type|kind|mode|url|uri|redirect|next|return|remember|scope"
    r"|client|grant|action|domain|realm|tenant|device|platform|version|date|time|zone|country|city"
    r"|street|address|phone|role|status|state|message|text|subject|comment|title|description|company"
    r"|plan|page|format|currency|amount|price|quantity|count|size|color|format|reason|note|query"
    r"|search|gender|age|birthday|zip|region|avatar|image|picture|captcha|source|ref|campaign).*"
)
"""Names of details that forms ask for beside an address."""


def unnamed_passwords(pairs: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the names of the values in a short form that can be nothing but its password."""
    if not 1 < len(pairs) <= MOST_MEMBERS:
        return frozenset()
    if any(suspicion(name) is Suspicion.CERTAIN and value for name, value in pairs):
        return frozenset()
    who = {name for name, value in pairs if _is_who(name, value)}
    rest = {name: value for name, value in pairs if name not in who and _may_prove(name, value)}
    # One value, or the same one twice: a new password is typed again.
    return frozenset(rest) if who and len({*rest.values()}) == 1 else frozenset()


def objects(data: Any) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield the named texts and numbers of every object in JSON, a bounded number of them."""
    waiting, seen = [(data, 0)], 0
    while waiting and seen < _MOST_OBJECTS:
        each, depth = waiting.pop()
        seen += 1
        inner: Iterable[Any] = each.values() if isinstance(each, dict) else ()
        inner = each if isinstance(each, list) else inner
        if depth < _MOST_DEPTH:
            waiting += [(one, depth + 1) for one in inner if isinstance(one, dict | list)]
        if isinstance(each, dict):
            yield tuple((str(name), str(value)) for name, value in each.items() if _is_text(value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _is_who(name: str, value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None or _WHO.fullmatch(tongues.folded(name)) is not None


def _may_prove(name: str, value: str) -> bool:
    if not 4 <= len(value) <= 128 or NO_SECRET.fullmatch(value):  # noqa: PLR2004 (a PIN is short)
        return False
    is_detail = name.isascii() and _DETAIL.fullmatch(tongues.folded(name)) is not None
    return not is_detail and value.count(" ") <= 3 and "://" not in value  # noqa: PLR2004 (no prose)
