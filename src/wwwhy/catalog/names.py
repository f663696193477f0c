"""Reads a few words as one code or name: `nginx 499`, `Unauthorized (401)`, `5xx`, `401 or 403`."""

import re
from collections.abc import Iterator

from wwwhy.catalog import index, pasted
from wwwhy.catalog.shelf import owner

_OWNER_WORDS = 3
_NOISE = frozenset(
    {"http", "https", "status", "code", "codes", "error", "errors", "err", "net", "the", "is"}
    | {"response", "exception", "number", "what", "means", "explain", "ошибка", "ошибки", "код"}
    | {"коды", "ответ", "ответа", "статус", "состояния", "состояние", "номер", "что", "значит"}
    | {"исключение"}
)
_SMALL = frozenset(
    {"a", "and", "or", "vs", "versus", "between", "difference", "differ", "from", "in", "of", "to"}
    | {"и", "или", "от", "отличается", "отличие", "разница", "между", "чем", "против", "with"}
)
"""Words between codes that are compared."""
_VERSION = re.compile(r"https? [0-3](?:\.[0-9])? ")
_CODE = re.compile(r"[1-9]\d\d")
_RANGE = re.compile(r"(?P<digit>[1-9])(?:[0-9x]x|00 (?P=digit)99)")
_DASHES = re.compile(r"(?:(.*\w)[\s:]+)?(-{1,4})")


def whole(text: str, word: str) -> Iterator[str]:
    """Take the text as one name: a code, a sentence, an owner's code, a range, a lone `--`."""
    if dashes := _DASHES.fullmatch(text.strip()):
        yield from _lone_dashes(dashes[1] or "", dashes[2])
        return
    bare = without_noise(word)
    particular = any(pasted.questions(text))
    for candidate in dict.fromkeys((word, bare)):
        sentence = None if particular else index.sentences().get(candidate)
        refs = index.refs(candidate) or owned(candidate)
        # A sentence says more than a name that happens to be the same, but less than a code.
        named = [ref for ref in refs if sentence and kind_of(ref) != "error"]
        if sentence or refs:
            yield from (ref for ref in refs if ref not in named)
            yield from (sentence,) if sentence else ()
            yield from named
            return
    if (match := re.fullmatch(r"([a-z]{4,6})(\d{3})", bare)) and match[1] in _NOISE:
        yield from index.refs(match[2])
    if match := _RANGE.fullmatch(bare):
        yield from index.refs(f"{match[1]}xx")


def _lone_dashes(before: str, dashes: str) -> Iterator[str]:
    """Find HAProxy's `--` and Envoy's `-`, which are no words."""
    whose = index.owner_of(index.plain(before)) if before else "haproxy"
    if whose == "haproxy" and len(dashes) > 1:
        yield "haproxy/--"
    elif whose == "envoy":
        yield "envoy/-"


def compared(words: list[str]) -> Iterator[str]:
    """Find what tells codes apart, or each of them: `401 or 403`, `чем отличается 302 от 301`."""
    codes = [each for each in words if _CODE.fullmatch(each)]
    others = [each for each in words if each not in codes]
    if len(codes) < 2 or not _SMALL.union(_NOISE).issuperset(others):  # noqa: PLR2004 (two)
        return
    for word, refs in index.words().items():
        ref = refs.partition("|")[0]
        if ref.startswith("comparison/") and {*codes} <= {*word.split()}:
            yield ref
            return
    for code in dict.fromkeys(codes):
        yield from index.refs(code)[:1]


def bracketed(text: str) -> Iterator[str]:
    """Read `Unauthorized (401)`, `curl: (35)` and `net::ERR_FAILED (-2)` part by part."""
    inner = re.fullmatch(r"\s*([^()]{2,80})\(([^()]{1,60})\)\s*", text)
    if inner is None:
        return
    outside, inside = (index.plain(part) for part in inner.groups())
    both = (f"{outside} {inside}", f"{inside} {outside}", without_noise(outside), inside)
    for each in both:
        if refs := index.refs(each) or owned(each):
            yield from refs
            return


def owned(word: str) -> tuple[str, ...]:
    """Read an owner's word before a code: `nginx 499`, `tls alert 40`, `яндекс браузер ...`."""
    words = word.split()
    for size in range(min(_OWNER_WORDS, len(words) - 1), 0, -1):
        whose = index.owner_of(" ".join(words[:size]))
        rest = " ".join(words[size:])
        found = index.refs(rest) or index.refs(without_noise(rest))
        if refs := tuple(ref for ref in found if ref.partition("/")[0] == whose):
            return refs
        # Envoy writes several flags with commas between them.
        listed = [[r for r in index.refs(w) if r.partition("/")[0] == whose] for w in rest.split()]
        if whose and len(listed) > 1 and all(listed):
            return tuple(each[0] for each in listed)
    return ()


def without_noise(word: str) -> str:
    """Leave out `http 1.1`, `error`, `код` and the like around what is asked for."""
    words = _VERSION.sub("", f"{word} ", count=1).split()
    while words and words[0] in _NOISE and len(words) > 1:
        words.pop(0)
    while words and words[-1] in _NOISE and len(words) > 1:
        words.pop()
    kept = [each for each in words if each not in _NOISE]
    return " ".join(kept if kept and len(kept) == len(words) - 1 else words)


def kind_of(ref: str) -> str:
    """Return what the row at an address is: status, error, field ..."""
    return owner(ref.partition("/")[0]).kind
