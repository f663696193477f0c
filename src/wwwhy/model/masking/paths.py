"""Secrets in the path of a URL: links that let in whoever holds them, and keys beside an id.

A path says by its structure what it holds: a word such as `reset` or `invite` beside a value that
nobody types, a value as long and random as a key, an id and a key with a colon between them. Ids
are no secrets, so what stands behind `commit`, a UUID by itself and a file's name stay.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote

from wwwhy.model.masking import tongues
from wwwhy.model.masking.secrecy import NO_SECRET, is_opaque_word, looks_secret

_ONCE = re.compile(
    r"(?<!p)reset|verif|confirm|invit|magic|activat|unsubscri|opt-?out|passw|recover|forg[eo]t"
    r"|one-?time|reactivat|unlock|redeem|einladung|bestaetig|bestätig|abmeld|recuper|restablec"
    r"|reinitialis|приглаш|подтвержд|сброс|(?<![a-z])(?:otp|join|claim|accept|approve|nonce)(?![a-z])"
)
"""Words of links that are good once, or until they are used: in lower case."""
_OPENS = re.compile(
    r"(?<![a-z])(?:tokens?|jwt|web-?hooks?|hooks?|shared?|secrets?|keys?|api-?keys?|log-?in|sign-?in"
    r"|auth|sessions?|tickets?|private|signed|access-?(?:token|key)s?)(?![a-z])"
)
"""Words before other values that let somebody in."""
_OF_IDS = re.compile(
    r"(?<![a-z])(?:commits?|trees?|blobs?|raw|compare|blame|objects?|sha-?\d*|md5|digests?|hash(?:es)?"
    r"|checksums?|revisions?|rev|refs|etags?|archive|avatars?|gravatar|images?|img|assets|static"
    r"|media|css|js|fonts?|cache|chunks?|layers?|manifests?|traces?|spans?|tx|block|address"
    r"|fingerprints?)(?![a-z])"
)
"""Words before checksums and other ids, which are as long and as random as keys."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F]+")
_RUN = re.compile(r"[\w.~+=%:-]+")
"""What a secret is written in; quotes and blanks around it came along by mistake."""
_FILE = re.compile(r"\.[A-Za-z]{1,5}\d?\Z")
_PREFIXED = re.compile(r"[A-Za-z]{2,6}_[A-Za-z0-9]{8,24}")
"""An id that says what it is of: `cus_NffrFeUfNV2Hib`."""
_BESIDE_ID = re.compile(r"(?P<before>(?P<kind>[A-Za-z_-]{0,20})\d{1,20}:)(?P<value>[\w~+=-]{10,})")
"""A name and its key in one segment: `bot123456:AAEhBOweik6ad9r`."""
_LEAST_ONCE, _LEAST_OPENING, _LEAST_RANDOM, _LEAST_HEX, _LEAST_DIGITS = 8, 16, 22, 32, 6
_ALWAYS_LONG, _LONG = 32, 64
IN_TEXT = re.compile(r"(?<![\w.~%:/-])(?>(?:\\{0,4}/[\w.~%+=:@!$;-]{1,300}+){2,16})")
"""A path in running text: in a log line, in a page, in a command."""
MAY_TELL = re.compile(rf"{_ONCE.pattern}|{_OPENS.pattern}", re.IGNORECASE)
"""Without a word of these no path in a text announces a secret."""

Label = Callable[[str], str]


def masked(path: str, label: Label) -> str:
    """Return a path, or a URL up to its query, with the secrets among its segments replaced.

    Arguments:
        path: as it stands, percent-encoded or not.
        label: returns what is shown instead of a secret.

    """
    return _each(path, label, _is_secret)


def told(path: str, label: Label) -> str:
    """Return a path with only those segments replaced that a word beside them announces.

    In running text a long random segment is as often the name of a file.
    """
    return _each(path, label, _is_announced)


def announces(path: str) -> bool:
    """Whether a path is that of a link that works once, so that its parameters are secrets too."""
    return any(_is_once(segment) for segment in _segments(path))


def may_open(value: str) -> bool:
    """Whether a value in such a link can be what makes it work."""
    long = len(value) >= _LEAST_OPENING and is_opaque_word(value)
    return _FILE.search(value) is None and (long or _UUID.fullmatch(value) is not None)


class _Near(NamedTuple):
    """The segments around one: a path of a million must not be copied for each of them."""

    second: str
    before: str
    after: str


def _each(path: str, label: Label, judge: Callable[[str, _Near], bool]) -> str:
    written = path.split("/")
    plain = _segments(path)
    around = ["", "", *plain, ""]
    absolute = len(plain) > 2 and not plain[1]  # noqa: PLR2004 (`https:`, nothing, the host)
    for at in range(3 if absolute else 0, len(written)):
        core = max(_RUN.findall(plain[at]), key=len, default="")
        if len(core) < _LEAST_DIGITS or NO_SECRET.fullmatch(plain[at]):
            continue
        beside = _BESIDE_ID.fullmatch(core)
        if beside is not None and _is_key(beside):
            shown = beside["before"] + label(beside["value"])
        elif judge(core, _Near(around[at], around[at + 1], around[at + 3])):
            shown = label(core)
        else:
            continue
        before, _, after = plain[at].partition(core)
        # In JSON a backslash may stand before each slash.
        end = "\\" * written[at].endswith("\\")
        written[at] = f"{quote(before)}{shown}{quote(after)}{end}"
    return "/".join(written)


def _segments(path: str) -> list[str]:
    return [unquote(segment.rstrip("\\")) for segment in path.split("/")]


def _is_key(beside: re.Match[str]) -> bool:
    """Whether what follows an id is its key; `123:batchGet` names a method."""
    if _OF_IDS.search(beside["kind"].lower()):
        return False
    by_bot = beside["kind"].lower() == "bot"
    return by_bot or (len(beside["value"]) >= _LEAST_OPENING and is_opaque_word(beside["value"]))


def _is_secret(segment: str, near: _Near) -> bool:
    return _is_announced(segment, near) or _is_random(segment, near)


def _is_announced(segment: str, near: _Near) -> bool:
    """Whether a word before a value, or right behind it, says what it is for."""
    if _FILE.search(segment):
        return False
    if _is_once(near.before):
        return _is_untyped(segment)
    if len(segment) < _LEAST_OPENING or not is_opaque_word(segment):
        return False
    if _OPENS.search(near.before[-_LONG:].lower()):
        return True
    # `/reset/MQ/c8x3k1-…` has the user between them, `/9f86…/unsubscribe` the word behind.
    behind = _is_once(near.after) and _FILE.search(near.after) is None
    return (behind or _is_once(near.second)) and _UUID.fullmatch(segment) is None


def _is_random(segment: str, near: _Near) -> bool:
    """Whether a value is as random as a key, and nothing before it says that it is an id."""
    if not looks_secret(segment) or ":" in segment or _OF_IDS.search(near.before[-_LONG:].lower()):
        return False
    if _HEX.fullmatch(segment):
        return len(segment) >= _LEAST_HEX
    if len(segment) >= _ALWAYS_LONG:
        return True
    mixed = (str.isupper, str.islower, str.isdigit)
    is_mixed = all(any(map(kind, segment)) for kind in mixed)
    return len(segment) >= _LEAST_RANDOM and is_mixed and _PREFIXED.fullmatch(segment) is None


def _is_once(segment: str) -> bool:
    if len(segment) > _LONG:
        return False
    return _ONCE.search(segment.lower()) is not None or tongues.kind_of(segment) is not None


def _is_untyped(segment: str) -> bool:
    """Whether a value behind such a word is none of the words that people choose for a path."""
    if segment.isdigit():
        return len(segment) >= _LEAST_DIGITS
    return len(segment) >= _LEAST_ONCE and is_opaque_word(segment)
