"""Finds what somebody means: a code, a name, a pasted sentence or log line, however written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wwwhy.catalog import index
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entry

LONGEST = 8000
"""Characters that are looked at."""
MOST = 6
"""Meanings that are shown."""
_LONG = 3
_ENOUGH = 8
_OWNER_WORDS = 3
_PLAIN = frozenset({"iana", "unofficial"})
_NOISE = frozenset(
    {"http", "https", "status", "code", "codes", "error", "errors", "err", "net", "the", "is"}
    | {"response", "exception", "number", "what", "means", "explain", "ошибка", "ошибки", "код"}
    | {"коды", "ответ", "ответа", "статус", "состояния", "состояние", "номер", "что", "значит"}
    | {"исключение"}
)
_VERSION = re.compile(r"https? [0-3](?:\.[0-9])? ")
_NAME = re.compile(
    r"\b(?:ERR|NS_ERROR|NS_BINDING|SSL_ERROR|SEC_ERROR|MOZILLA_PKIX_ERROR|CURLE|X509_V_ERR|EAI"
    r"|NSURLError|kCFError|WSAE|GRPC_STATUS|QPACK|H3|TCP|RPC_STATUS)_?[A-Za-z0-9_]{2,60}"
    r"|\bE[A-Z]{3,15}\b"
)
_IN_TEXT = (
    # nginx and Apache: "GET / HTTP/1.1" 502 157
    ("", re.compile(r'(?: HTTP/[0-9.]+"|\bstatus[=: ]+"?)\s?([1-9]\d\d)\b')),
    ("", re.compile(r"\bHTTP/[0-9.]+ ([1-9]\d\d)\b")),
    ("curl ", re.compile(r"\bcurl: ?\((\d{1,3})\)")),
    ("heroku ", re.compile(r"\bcode=([HRL]\d\d)\b")),
    ("errno ", re.compile(r"\((\d{1,3}): [A-Z][a-z]+")),
    ("errno ", re.compile(r"\b[Ee]rrno[ =:]+(\d{1,3})\b")),
    ("cloudflare ", re.compile(r"\b[Ee]rror (?:code:? )?(1\d\d\d)\b")),
    ("haproxy ", re.compile(r" ([CSPLRIDUKcs-][RQCHDLT])[-A-Z]{2} \d+/\d+/\d+")),
    ("envoy ", re.compile(r'HTTP/[0-9.]+" \d{3} ([A-Z]{2,7})(?:,[A-Z]+)? ')),
    ("grpc ", re.compile(r"\bgrpc-status: ?(\d{1,2})\b")),
    ("", re.compile(r"\b(AH\d{5})\b")),
    ("", re.compile(r"\b(\d{3}\.\d{1,3})\b")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question."""

    query: str
    entries: tuple[Entry, ...] = ()
    """All meanings, the likeliest first."""
    nearest: tuple[str, ...] = ()
    """What could have been meant, if nothing was found."""


def find(what: str) -> Found:
    """Find the rows that a code, name, sentence or log line means."""
    text = what[:LONGEST]
    refs = _exact(tuple(dict.fromkeys(_refs(text))), text)[:MOST]
    if refs:
        return Found(what, tuple(entry(*ref.split("/", 1)) for ref in refs))
    return Found(what, nearest=_nearest(index.plain(text)))


def _refs(text: str) -> Iterator[str]:
    word = index.plain(text)
    for candidate in dict.fromkeys((word, _without_noise(word), *_without_brackets(text))):
        if refs := index.refs(candidate) or _owned(candidate):
            yield from refs
            return
    if refs := (*_named(text), *_said(word)):
        yield from refs
        return
    yield from _leading(_without_noise(word))


def _owned(word: str) -> tuple[str, ...]:
    """Read an owner's word before a code: `nginx 499`, `tls alert 40`, `яндекс браузер ...`."""
    words = word.split()
    for size in range(min(_OWNER_WORDS, len(words) - 1), 0, -1):
        owner = index.owner_of(" ".join(words[:size]))
        rest = " ".join(words[size:])
        found = index.refs(rest) or index.refs(_without_noise(rest))
        if refs := tuple(ref for ref in found if ref.partition("/")[0] == owner):
            return refs
    return ()


def _exact(refs: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Keep the one that is spelled as in the text where codes differ in capitals only."""
    codes = [ref.split("/")[1] for ref in refs]
    written = {
        code.casefold(): code for code in codes if re.search(rf"\b{re.escape(code)}\b", text)
    }
    return tuple(
        ref
        for ref, code in zip(refs, codes, strict=True)
        if written.get(code.casefold(), code) == code
    )


def _without_noise(word: str) -> str:
    """Leave out `http 1.1`, `error`, `код` and the like around what is asked for."""
    words = _VERSION.sub("", f"{word} ", count=1).split()
    while words and words[0] in _NOISE and len(words) > 1:
        words.pop(0)
    while words and words[-1] in _NOISE and len(words) > 1:
        words.pop()
    kept = [each for each in words if each not in _NOISE]
    return " ".join(kept if len(kept) == len(words) - 1 else words)


def _without_brackets(text: str) -> Iterator[str]:
    """Read `Unauthorized (401)`, `curl: (35)` and `net::ERR_FAILED (-2)` part by part."""
    inner = re.fullmatch(r"\s*([^()]{2,80})\(([^()]{1,60})\)\s*", text)
    if inner:
        outside, inside = (index.plain(part) for part in inner.groups())
        yield f"{outside} {inside}"
        yield f"{inside} {outside}"
        yield _without_noise(outside)
        yield inside


def _named(text: str) -> Iterator[str]:
    """Find codes and names inside a longer text, by the form in which programs write them."""
    for name in _NAME.findall(text):
        yield from index.refs(index.plain(name))
    for owner, pattern in _IN_TEXT:
        for code in pattern.findall(text)[:2]:
            word = index.plain(f"{owner}{code}")
            yield from _owned(word) or index.refs(word)


def _said(word: str) -> Iterator[str]:
    """Find sentences of browsers and logs inside a text, or the text inside a sentence."""
    inside = f" {word} "
    matched: list[str] = []
    # Longest first: a part of a sentence that has matched says nothing more.
    for sentence, ref in index.sentences().items():
        if any(sentence in each for each in matched):
            continue
        if f" {sentence} " in inside:
            matched.append(sentence)
            yield ref
        elif len(word) >= _ENOUGH and word in sentence:
            yield ref


def _leading(word: str) -> Iterator[str]:
    """Read a number at the beginning or the end: `499 or so`, `nginx says 502`."""
    words = word.split()
    numbers = [each for each in words if re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?", each)]
    if len(numbers) != 1:
        return
    number = numbers[0]
    owners = (each for each in words if index.owner_of(each))
    if refs := next((found for each in owners if (found := _owned(f"{each} {number}"))), ()):
        yield from refs
        return
    yield from index.refs(number)
    base, dot, _ = number.partition(".")
    if dot:
        yield from index.refs(base)
    elif len(number) == _LONG and not index.refs(number):
        yield from index.refs(f"{number[0]}xx")


def _nearest(word: str) -> tuple[str, ...]:
    """Return names that are spelled nearly so."""
    import difflib  # noqa: PLC0415 (10 ms, and only a miss needs it)

    tried = (word, _without_noise(word))
    close = (
        near
        for each in dict.fromkeys(tried)
        for near in difflib.get_close_matches(each[:80], _names(), n=4, cutoff=0.7)
    )
    refs = (index.refs(near)[0] for near in close)
    return tuple(dict.fromkeys(_shown(ref) for ref in refs))[:4]


def _names() -> Iterable[str]:
    return (word for word in index.words() if not word.isdigit())


def _shown(ref: str) -> str:
    owner, key = ref.split("/", 1)
    code = key.partition("/")[0]
    return f"{owner} {code}" if code[0].isdigit() and owner not in _PLAIN else code
