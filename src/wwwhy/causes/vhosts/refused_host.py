"""Texts in which an application says that it refuses a host name, whatever its words are."""

import html
import re

MAX_SHORT = 200
"""Characters of a log message that are looked at: the reason stands first."""
_ABOUT_HOST = re.compile(r"\bhosts?(?:name)?\b|hosts?_|_host|disallowedhost", re.IGNORECASE)
_NOT_ALLOWED = re.compile(r"allow|trust|block|invalid|permit|unknown|reject", re.IGNORECASE)
_NAME = re.compile(r"['\"]?([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+|[A-Za-z0-9_-]+)(?::\d{1,5})?['\"]")
_TAG = re.compile(r"<[^<>]{0,500}>")


def refuses_host(text: str) -> bool:
    """Whether a text speaks of a host and of not allowing it."""
    return bool(_ABOUT_HOST.search(text) and _NOT_ALLOWED.search(text))


def named_host(message: str) -> str:
    """Return the first name in quotes in a log message; '' if there is none."""
    match = _NAME.search(message[:MAX_SHORT])
    return match[1] if match else ""


def words_of(page: str) -> str:
    """Return what a person reads of a page or a part of it, at most 120 characters."""
    return " ".join(_TAG.sub(" ", html.unescape(page)).split())[:120]
