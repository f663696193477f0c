"""The same request with the likeliest other spellings of its path: case, extension, stray signs."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from wwwhy.model import Exchange, Experiment, Request
from wwwhy.probes.registry import NotApplicable

FACTOR = "path"
MOST = 3
_LONGEST = 4096
"""Bytes of a path that has other usual spellings; a longer one was not typed."""
_SIGN = re.compile(
    r"%[0-7][0-9A-Fa-f]|%[C-Dc-d][0-9A-Fa-f]%[0-9A-Fa-f]{2}|%[Ee][0-9A-Fa-f](?:%[0-9A-Fa-f]{2}){2}"
    r"|%[Ff][0-9A-Fa-f](?:%[0-9A-Fa-f]{2}){3}|.",
    re.DOTALL,
)
"""One character of a path, spelled out or as the percent-encoded octets of its UTF-8."""
_BELONGS = frozenset("/-_~%=+$&@#")
"""Signs that may well end, or begin, a name; any other sign is left over from a text around it."""
_MAY_BEGIN = frozenset(".!")
_PAGE = re.compile(r"(?<=[^/.])\.(?:html?|php|aspx?|jsp)\Z", re.IGNORECASE)
"""Extensions that sites gain and lose; `app.js` and `app` are two different things."""
_EXTENSION = re.compile(r"(?<=[^/.])\.[A-Za-z][A-Za-z0-9]{0,4}\Z")
_ENCODED_AGAIN = re.compile(r"%25(?=[0-9A-Fa-f]{2})")
_REPEATED = re.compile(r"((?:/[^/]+){1,3}?)\1(?=/|\Z)")
_WORD = re.compile(r"(?:(?<=\A)|(?<=[/_-]))[a-z]")
_SEGMENT = re.compile(r"(?<=/)[a-z]")
_HUMP = re.compile(r"(?<=[a-z0-9])[A-Z]")
_JOINT = re.compile(r"[-_]([a-z])")


def change(exchange: Exchange) -> Experiment | NotApplicable:
    """Ask for the three likeliest spellings of the path, so that a wave has room for controls."""
    return spelled(exchange.request, variants(exchange.request.url.path)[:MOST])


def spelled(request: Request, targets: list[str]) -> Experiment | NotApplicable:
    """Ask for these targets; a question mark in one begins a query that stood in the path."""
    if not targets:
        return NotApplicable("The path has no other usual spelling.")
    return Experiment(tuple(_at(request, target) for target in targets))


def variants(path: str) -> list[str]:
    """Return near spellings of a path, the likeliest first, without the path itself."""
    if len(path) > _LONGEST:
        return []
    return [each for each in dict.fromkeys(_spellings(path)) if each not in {"", "/", path}]


def is_same_word(one: str, other: str) -> bool:
    """Whether two targets differ in case, signs, encoding, repetition or a page's ending only."""
    return _letters(one) == _letters(other)


def _at(request: Request, target: str) -> Request:
    path, mark, query = target.partition("?")
    url = replace(request.url, path=path)
    return replace(request, url=replace(url, query=query) if mark else url)


def _spellings(path: str) -> Iterator[str]:
    trimmed = _without_stray_signs(path)
    joined = re.sub(r"//+", "/", trimmed)
    clean = _REPEATED.sub(r"\1", _decoded(joined))
    yield clean
    yield trimmed
    yield _lower(clean)
    extension = _EXTENSION.search(clean)
    if extension is not None:
        yield clean[: extension.start()] + extension[0].lower()
    yield from _as_page(clean)
    yield from _as_page(_lower(clean))
    capitals = _SEGMENT.sub(_upper, clean)
    yield capitals
    folder, slash, name = clean.rpartition("/")
    yield f"{folder}{slash}{name[:1].upper()}{name[1:]}"
    yield clean.replace("_", "-") if "_" in clean else clean.replace("-", "_")
    if extension is not None:
        yield clean[: extension.start()] + extension[0].upper()
    yield joined
    yield from _as_page(capitals)
    yield from _as_other_words(clean)


def _as_page(path: str) -> Iterator[str]:
    page = _PAGE.search(path)
    if page is not None:
        yield f"{path}l" if page[0] == ".htm" else path[: page.start()]
    elif not path.endswith("/") and "." not in path.rpartition("/")[2] and "?" not in path:
        yield f"{path}.html"


def _as_other_words(path: str) -> Iterator[str]:
    """Join and part words as programs and people do, and take one thing for many."""
    folder, slash, name = path.rpartition("/")
    yield f"{folder}{slash}{_WORD.sub(_upper, name)}"
    yield _WORD.sub(_upper, path)
    yield _HUMP.sub(lambda match: f"-{match[0].lower()}", path)
    yield _JOINT.sub(lambda match: match[1].upper(), path)
    if "+" in path or "%20" in path:
        yield path.replace("+", "%20") if "+" in path else path.replace("%20", "-")
    stem, dot, extension = name.partition(".")
    if stem.isalpha():
        yield f"{folder}{slash}{stem.upper()}{dot}{extension}"
        if not dot:
            yield f"{folder}{slash}{stem[:-1] if stem.endswith('s') else f'{stem}s'}"


def _decoded(path: str) -> str:
    """Undo an encoding that was made twice, and that of a slash or of the mark before a query."""
    once = _ENCODED_AGAIN.sub("%", path)
    once = re.sub(r"%3[Ff]", "?", re.sub(r"%2[Ff]", "/", once), count=1)
    # What climbs out of a folder once it is decoded looks like an attack, and is not sent.
    return path if ".." in unquote(unquote(once)).split("/") else once


def _without_stray_signs(path: str) -> str:
    """Take away what a sentence, a quotation or a mail program leaves around an address."""
    signs = _SIGN.findall(path.lstrip("/"))
    end, start = len(signs), 0
    while end and _is_stray(signs[end - 1]):
        end -= 1
    while start < end and signs[start] not in _MAY_BEGIN and _is_stray(signs[start]):
        start += 1
    lead = path[: len(path) - len(path.lstrip("/"))]
    return lead + "".join(signs[start:end]) if end else path


def _is_stray(sign: str) -> bool:
    letter = unquote(sign, errors="replace")
    return letter not in _BELONGS and unicodedata.category(letter[:1] or "x")[0] in "PZCS"


def _lower(path: str) -> str:
    """Write letters small, and leave percent-encoded octets as they are."""
    return re.sub(r"%[0-9A-Fa-f]{2}|[^%]+", _lowered, path)


def _lowered(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("%") else match[0].lower()


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _letters(target: str) -> str:
    path = _PAGE.sub("", _without_stray_signs(target).rstrip("/"))
    plain = unquote(unquote(_REPEATED.sub(r"\1", path))).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
