"""Reads a few words as one code or name: `nginx 499`, `Unauthorized (401)`, `5xx`, `401 or 403`."""

import re
from collections.abc import Iterator
from itertools import pairwise

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
    | {"в", "какая", "каково", "does", "do", "how", "s", "what", "когда", "when", "use"}
)
"""Words between codes that are compared."""
# Compiled when they are needed: most questions are a code or a name, and need few of them.
_VERSION = r"https? [0-3](?:\.[0-9])? "
_CODE = r"[1-9]\d\d"
_RANGE = r"(?P<digit>[1-9])(?:[0-9x]x|00 (?P=digit)99)"
_CLASS = r"([1-5])(?:\*\*|\?\?|__|##|nn|yy|00s)"
_WITH_LETTER_O = r"[1-5][0-9oо]{2}"
"""A zero that was typed as the letter, Latin or Cyrillic."""
_JOINED = r"(?P<before>\D*?)(?P<code>\d{3,4}(?:\.\d{1,3})?)(?P<after>\D*)"
_CONSTANT_IN_CODE = r"[A-Za-z_][\w.:]{2,80}"
_QUALIFIED = r"[.:]+"
_HUMP = r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
_HRESULT = r"(?i)(?<![\w.])(?:0x(8[0-9a-f]{7})|(-?\d{10}))\b"
_FACILITY_HTTP, _FACILITY_WIN32, _FAILED = 0x8019, 0x8007, 0x80000000
_FLAGS = r"[A-Z]{2,8}(?:,[A-Z]{2,8})+"
_WITH_FLAGS = r"(?:istio |envoy )?[1-5]\d\d[ ,;]{1,2}([A-Z]{2,8}(?:,[A-Z]{2,8})*)"
"""What stands in Envoy's log behind the status: `503 UC`."""
_SORTS = frozenset(
    {"auth", "authentication", "authorization", "scheme", "token", "header", "headers", "field"}
    | {"http", "аутентификация", "авторизация", "схема", "заголовок", "поле", "токен"}
)
"""What people add to the name of a field or of a scheme."""
_SMALL_NUMBER = r"(?:minus)?\d"
_WITH_COOKIE = r"[a-z][a-z-][nidveou-][niurpd-]"
_CLASSED = frozenset({"websocket", "cloudflare"})
"""Owners that have a row for all numbers of a thousand."""
_PROTOCOLS = frozenset({"h2-error", "h3-error", "grpc"})
"""Owners whose names other owners use too."""
_MANY_WORDS = 60
_WORD = r"[\w/]{2,60}"
_CONSTANT = r"[A-Z][A-Z0-9_]{3,40}|0x[0-9a-fA-F]{1,4}"
_CRYPTO = (
    r"(?i)(?:crypto[ _]error|\bquic\b)[^0-9\n]{0,40}(?:\d{1,3}[^0-9\n]{1,4})?"
    r"0x0?1([0-9a-f]{2})\b"
)
_DASHES = r"(?:(.*\w)[\s:]+)?(-{1,4})"


def whole(text: str, word: str) -> Iterator[str]:
    """Take the text as one name: a code, a sentence, an owner's code, a range, a lone `--`."""
    if dashes := re.fullmatch(_DASHES, text.strip()):
        yield from _lone_dashes(dashes[1] or "", dashes[2])
        return
    if match := re.fullmatch(_CLASS, text.strip().casefold()):
        yield from index.refs(f"{match[1]}xx")
        return
    bare = without_noise(word)
    if re.fullmatch(r"[1-5]\d\d", bare) and not _is_status(bare):
        # Whoever writes three digits and nothing else asks about HTTP.
        yield from index.refs(f"{bare[0]}xx")[:1]
    for candidate in dict.fromkeys((word, bare)):
        sentence = index.sentences().get(candidate)
        if sentence and any(pasted.questions(text)):
            sentence = None  # The name that stands in it says more.
        refs = index.refs(candidate) or owned(candidate)
        # A sentence says more than a name that happens to be the same, but less than a code.
        named = [ref for ref in refs if sentence and kind_of(ref) != "error"]
        if sentence or refs:
            yield from (ref for ref in refs if ref not in named)
            yield from (sentence,) if sentence else ()
            yield from named
            return
    if match := re.fullmatch(_RANGE, bare):
        yield from index.refs(f"{match[1]}xx")
    else:
        yield from _misspelled(text, bare)


def named_field(word: str) -> Iterator[str]:
    """Find a field or a scheme with its sort beside it: `basic auth`, `заголовок Retry-After`."""
    words = word.split()
    rest = " ".join(each for each in words if each not in _SORTS)
    if rest and len(rest) < len(word):
        yield from (ref for ref in index.refs(rest) if ref.startswith(("field/", "scheme/")))


def _misspelled(text: str, bare: str) -> Iterator[str]:
    """Read codes with a word grown onto them or a letter for a zero, constants, lists of flags."""
    told = text.strip(" \t\r\n\"'`[]()")
    if re.fullmatch(_WITH_LETTER_O, bare):
        yield from index.refs(bare.replace("o", "0").replace("о", "0"))
    if flags := re.fullmatch(_FLAGS, told) or re.fullmatch(_WITH_FLAGS, told):
        yield from owned(f"envoy {index.plain(flags[flags.lastindex or 0])}")
    if match := re.fullmatch(_JOINED, bare):
        word = (match["before"] or match["after"]).strip()
        yield from index.refs(match["code"]) if word in _NOISE else owned(f"{word} {match['code']}")
    if re.fullmatch(_CONSTANT_IN_CODE, told):
        # http.StatusNotFound, HttpStatusCode.BadGateway, IAmATeapot.
        last = re.split(_QUALIFIED, told)[-1]
        yield from index.refs(index.plain(last)) or index.refs(
            index.plain(re.sub(_HUMP, " ", last))
        )


def _is_status(code: str) -> bool:
    return any(kind_of(ref) == "status" for ref in index.refs(code))


def _lone_dashes(before: str, dashes: str) -> Iterator[str]:
    """Find HAProxy's `--` and Envoy's `-`, which are no words."""
    whose = index.owner_of(index.plain(before)) if before else "haproxy"
    if whose == "haproxy" and len(dashes) > 1:
        yield "haproxy/--"
    elif whose == "envoy":
        yield "envoy/-"


def compared(words: list[str]) -> Iterator[str]:
    """Find what tells codes apart, or each of them: `401 or 403`, `чем отличается 302 от 301`."""
    codes = [each for each in words if re.fullmatch(_CODE, each)]
    others = [each for each in words if each not in codes]
    if len(codes) > 1 and len(codes) == len(words) and len({*codes}) == 1:
        yield from index.refs(codes[0])
        return
    if len({*codes}) < 2 or not _SMALL.union(_NOISE).issuperset(others):  # noqa: PLR2004 (two)
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
    # A one-digit number alone is nobody's code: `HTC eof (-1)`.
    for each in both[:3] if re.fullmatch(_SMALL_NUMBER, inside) else both:
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
        if whose and (refs := _of_class(whose, rest)):
            return refs
    return ()


def _of_class(whose: str, rest: str) -> tuple[str, ...]:
    """Read HAProxy's state with its two letters of the cookie, and a number as one of its class."""
    word = rest[:2] if whose == "haproxy" and re.fullmatch(_WITH_COOKIE, rest) else ""
    if whose in _CLASSED and re.fullmatch(r"[1-9]\d{3}", rest):
        word = f"{rest[0]}xxx"
    return tuple(ref for ref in index.refs(word) if ref.partition("/")[0] == whose)


def beside(text: str) -> Iterator[str]:
    """Find a name of a protocol's in a text that names the protocol: `GOAWAY REFUSED_STREAM`."""
    words = re.findall(_WORD, text)[:_MANY_WORDS]
    said = (*words, *map(" ".join, pairwise(words)))
    named = {index.owner_of(index.plain(each)) or "" for each in said} & _PROTOCOLS
    if not named:
        return
    for each in words:
        if re.fullmatch(_CONSTANT, each) and not index.owner_of(index.plain(each)):
            refs = index.refs(index.plain(each))
            yield from (ref for ref in refs if ref.partition("/")[0] in named)


def crypto(text: str) -> Iterator[str]:
    """Read QUIC's CRYPTO_ERROR: 0x100 and the number of a TLS alert (RFC 9001 section 4.8)."""
    if pasted.counted(text) and (found := re.search(_CRYPTO, text)):
        yield "h3-error/QUIC_CRYPTO_ERROR"
        alert = index.refs(str(int(found[1], 16)))
        yield from (ref for ref in alert if ref.startswith("tls-alert/"))


def hresult(text: str) -> Iterator[str]:
    """Read Windows' numbers of eight hexadecimal digits, also as the decimals programs print.

    Behind 0x8019 stands an HTTP status code, behind 0x8007 an error of sockets or of WinHTTP.
    """
    for found in re.findall(_HRESULT, text)[:2] if pasted.counted(text) else ():
        value = int(found[0], 16) if found[0] else int(found[1]) & 0xFFFFFFFF
        facility, code = divmod(value, 0x10000)
        refs = index.refs(f"0x{value:08x}")
        if not refs and facility in {_FACILITY_HTTP, _FACILITY_WIN32}:
            refs = index.refs(str(code))
            is_http = facility == _FACILITY_HTTP
            refs = tuple(ref for ref in refs if (kind_of(ref) == "status") == is_http)
        yield from refs if value >= _FAILED else ()


def without_noise(word: str) -> str:
    """Leave out `http 1.1`, `error`, `код` and the like around what is asked for."""
    words = re.sub(_VERSION, "", f"{word} ", count=1).split()
    while words and words[0] in _NOISE and len(words) > 1:
        words.pop(0)
    while words and words[-1] in _NOISE and len(words) > 1:
        words.pop()
    kept = [each for each in words if each not in _NOISE]
    return " ".join(kept if kept and len(kept) == len(words) - 1 else words)


def kind_of(ref: str) -> str:
    """Return what the row at an address is: status, error, field ..."""
    return owner(ref.partition("/")[0]).kind
