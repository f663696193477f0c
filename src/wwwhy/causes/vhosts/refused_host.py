"""Texts in which an application says that it refuses a host name, whatever its words are."""

import html
import re
from itertools import islice

MAX_SHORT = 200
"""Characters of a log message that are looked at: the reason stands first."""
_ABOUT_HOST = re.compile(r"\bhosts?(?:name)?\b|hosts?_|_host|disallowedhost", re.IGNORECASE)
_NOT_ALLOWED = re.compile(r"allow|trust|block|invalid|permit|unknown|reject", re.IGNORECASE)
_NEAR = 80
"""Characters between the two: a page holds many sentences."""
_MOST_PLACES = 50
_ABOUT_OTHERS = re.compile(
    r"\bfrom\s+(?:\w+\s+){0,2}hosts?\b|\b(?:your|remote|client|peer|source)\s+hosts?(?:name)?\b"
    r"(?!\s*header)|\bto\s+connect\b|\bmysql|\bmariadb|\bdatabase|\bpolic(?:y|ies)\b|\bcategor"
    r"|\bfirewall|\bfilter|\bresolv|\blookup"
    r"|\b(?:token|credential|signature|password|session|user(?:name)?|csrf|api.?key|login)s?\b",
    re.IGNORECASE,
)
"""The client, its login, a server behind the application, or a filter on the way."""
_CONTEXT = re.compile(
    r"\[hostname \"[^\"\]]{0,255}\"\]|, host: \"[^\"]{0,255}\"|\bhost(?:name)?=[^\s,;]{0,255}"
    r"|\"host(?:name)?\":\s?\"[^\"]{0,255}\"",
    re.IGNORECASE,
)
"""What logs add to every line, whatever it is about."""
_NAME = re.compile(r"['\"]?([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+|[A-Za-z0-9_-]+)(?::\d{1,5})?['\"]")
_MEANT = re.compile(
    r"\bhost(?:name)?[\s:'\"]{1,3}([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,500}>")


def refuses_host(text: str) -> bool:
    """Whether a text speaks of a host that is asked for, and of not allowing it, in one breath."""
    text = _CONTEXT.sub(" ", text)
    for match in islice(_ABOUT_HOST.finditer(text), _MOST_PLACES):
        near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if _NOT_ALLOWED.search(near) and not _ABOUT_OTHERS.search(near):
            return True
    return False


def refusal_of_host(page: str, host: str) -> str:
    """Return the words around a host's name that refuse it; '' if nothing does."""
    near = re.compile(rf"[^\n]{{0,{_NEAR}}}{re.escape(host)}[^\n]{{0,{_NEAR}}}")
    return next((match[0] for match in near.finditer(page) if refuses_host(match[0])), "")


def holds_name(page: str, host: str) -> bool:
    """Whether a page holds a host's name other than in a link, where a login page has it too."""
    return bool(host) and bool(re.search(rf"(?<![/\w.-]){re.escape(host)}(?![/\w-])", page))


def names_another_host(text: str, host: str) -> bool:
    """Whether a text says which host it means, and it is not the one that was asked for."""
    meant = _MEANT.search(text)
    return meant is not None and meant[1].lower() != host and host not in text.lower()


def named_host(message: str) -> str:
    """Return the first name in quotes in a log message; '' if there is none."""
    match = _NAME.search(message[:MAX_SHORT])
    return match[1] if match else ""


def words_of(page: str) -> str:
    """Return what a person reads of a page or a part of it, at most 120 characters."""
    return " ".join(_TAG.sub(" ", html.unescape(page)).split())[:120]
