"""Finds what somebody means: a code, a name, a pasted sentence or log line, however written."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wwwhy.catalog import index, names, pasted, replies
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.shelf import entries, entry

LONGEST = 8000
"""Characters that are looked at."""
MOST = 6
"""Meanings that are shown."""
_LONG = 3
_NEAR = 4
_ENOUGH = 8
_WORDS_OF_A_NAME = 2
_FEW_WORDS = 4
_LONG_NAME = 13
_PLAIN = frozenset({"iana", "unofficial"})
_LOCAL = frozenset(
    {"curl", "wget", "websocket", "ftp", "smtp", "warning", "heroku", "squid"}
    | {"h2-error", "h3-error", "chromium", "firefox", "safari"}
)
"""Owners whose names no API writes into a body."""
_STATES = "haproxy/"
_COMPARED = "comparison/"
_SUB_CODE = r"(?<![\d.])([45]\d\d)\.\d{1,3}(?![\d.])"
_NUMBER = r"(?<!\S)\d{1,5}(?:\.\d{1,3})?(?!\S)"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question."""

    query: str
    entries: tuple[Entry, ...] = ()
    """All meanings, the likeliest first."""
    nearest: tuple[str, ...] = ()
    """What could have been meant, if nothing was found."""
    unlisted: str = ""
    """The sub-code that was asked for, if it is on no list and only its status code is known."""
    listed: tuple[str, ...] = ()
    """The sub-codes of that status code that are known."""


def find(what: str) -> Found:
    """Find the rows that a code, name, sentence or log line means."""
    text = what[:LONGEST]
    refs = _exact(tuple(dict.fromkeys(_refs(text))), text)
    # Who writes a name as its owner does means that one: ENHANCE_YOUR_CALM is no phrase of 420.
    if "_" in text:
        refs = tuple(sorted(refs, key=lambda ref: ref.partition("/")[2] != text.strip()))
    refs = _of_named(refs, text)[:MOST]
    if not refs:
        return Found(what, nearest=_nearest(index.plain(text)))
    rows = tuple(entry(*ref.split("/", 1)) for ref in refs)
    asked = _unlisted(text, rows)
    return Found(what, rows, unlisted=asked, listed=_listed(asked))


def _of_named(refs: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Put the rows of an owner first whom a short question names: `fastly first byte timeout`."""
    words = text.split()
    if len(words) > _ENOUGH:
        return refs
    named = {index.owner_of(index.plain(each)) for each in words}
    return tuple(sorted(refs, key=lambda ref: ref.partition("/")[0] not in named))


def _unlisted(text: str, rows: tuple[Entry, ...]) -> str:
    """Return the sub-code in a text if none of the rows is about it."""
    found = re.search(_SUB_CODE, pasted.without_counts(text))
    if found is None or rows[0].code != found[1]:
        return ""
    return "" if any(row.code == found[0] for row in rows) else found[0]


def _listed(asked: str) -> tuple[str, ...]:
    """Return the known sub-codes of the same status code."""
    if not asked:
        return ()
    begun = f"{asked.partition('.')[0]}."
    return tuple(row.code for row in entries("iis") if row.code.startswith(begun))


def _refs(text: str) -> Iterator[str]:
    word = index.plain(text)
    # A number that says itself that it is a port or a time is nobody's code.
    counted = index.plain(pasted.without_counts(text))
    ways: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: names.whole(text, word),
        lambda: names.named_field(word) if ":" not in text else (),
        lambda: names.compared(names.without_noise(word).split()),
        lambda: replies.replies(text),
        lambda: _body(text),
        lambda: _inside(text, word),
        lambda: names.bracketed(text),
        lambda: _part(text),
        lambda: _names_inside(word),
        lambda: _leading(names.without_noise(counted), word),
    )
    for way in ways:
        if refs := tuple(way()):
            yield from refs
            return


def _body(text: str) -> Iterator[str]:
    """Look into a JSON or HTML body, its most telling part first."""
    yield from _named(pasted.members(text))
    for each in pasted.values(text):
        # A word of an API is no name of a browser's or of a program's at our side.
        said = re.search(r"[A-Z]_[A-Z]", each) is not None
        yield from (ref for ref in _likeliest(each) if said or not _is_local(ref))
    for each in pasted.shown(text):
        if refs := _likeliest(each):
            yield from refs
            return


def _likeliest(text: str) -> tuple[str, ...]:
    """Return the first meaning of a part of a body."""
    word = index.plain(text)
    for way in (names.whole(text, word), _inside(text, word), _part(text)):
        if ref := next(iter(way), ""):
            return (ref,)
    return ()


def _is_exception(ref: str) -> bool:
    """Whether it is a sentence of many programs; one of a server's log tells more."""
    return ref.startswith("exception/")


def _is_local(ref: str) -> bool:
    return ref.partition("/")[0] in _LOCAL


def _exact(refs: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Keep the one that is spelled as in the text where codes differ in capitals only."""
    codes = [ref.split("/")[1] for ref in refs]
    written = {
        code.casefold(): code
        for ref, code in zip(refs, codes, strict=True)
        # Two letters about the cookie may follow HAProxy's state: sHVN.
        if re.search(rf"\b{re.escape(code)}{'(?:[A-Z-]{2})?' * ref.startswith(_STATES)}\b", text)
    }
    return tuple(
        ref
        for ref, code in zip(refs, codes, strict=True)
        if written.get(code.casefold(), code) == code
    )


def _inside(text: str, word: str) -> Iterator[str]:
    """Find what a longer text holds, the most particular first."""
    said = tuple(_said(word))
    for code in pasted.announced(text):
        yield from tuple(_codes((code,))) or index.refs(f"{code[0]}xx")[:1]
    yield from names.crypto(text)
    for code in pasted.closed(text):
        yield from names.owned(f"websocket {code}")
    questions = tuple(pasted.questions(text))
    yield from _named(each for each in questions if " " in each)
    yield from names.beside(text)
    yield from _named(each for each in questions if " " not in each)
    yield from names.hresult(text)
    yield from (ref for ref in said if not _is_exception(ref))
    yield from _codes(pasted.statuses(text))
    yield from (ref for ref in said if _is_exception(ref))


def _codes(codes: Iterable[str]) -> Iterator[str]:
    """Yield the HTTP status codes of numbers that stand where nobody else's do."""
    for code in codes:
        yield from (ref for ref in index.refs(code) if names.kind_of(ref) == "status")


def _named(questions: Iterable[str]) -> Iterator[str]:
    """Find codes and names of a longer text, which have the form in which programs write them."""
    for question in questions:
        whose, _, rest = question.partition(" ")
        if whose == "haproxy" and not index.plain(rest):
            yield "haproxy/--"
            continue
        word = index.plain(question)
        refs = names.owned(word) or index.refs(word)
        yield from refs


def _part(text: str) -> Iterator[str]:
    """Look up the parts of a chain of errors, and the name of a field before its value."""
    for each in pasted.parts(text):
        if refs := tuple(names.whole(each, index.plain(each))):
            yield refs[0]
            return
    name = index.plain(pasted.field_name(text))
    yield from (ref for ref in index.refs(name) if ref.startswith(("field/", "scheme/")))


def _names_inside(word: str) -> Iterator[str]:
    """Find the longest name of several words that stands in the text."""
    inside = f" {word} "
    found = (
        name
        for name in index.words()
        if " " in name and len(name) >= _LONG_NAME and f" {name} " in inside
    )
    longest = max(found, key=len, default="")
    # HAProxy's `client, request` are two words of every second log line.
    refs = index.refs(longest)
    yield from (ref for ref in refs if not _is_local(ref) and not ref.startswith(_STATES))


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
        elif not (len(word) >= _ENOUGH and word in sentence):
            continue
        yield ref


def _leading(word: str, whole: str) -> Iterator[str]:
    """Read a number at the beginning or the end: `499 or so`, `nginx says 502`."""
    words = word.split()
    numbers = re.findall(_NUMBER, word)
    # Beside a time or a port an unnamed number is a count: `404 files in 12 seconds`.
    if len(numbers) != 1 or len(re.findall(_NUMBER, whole)) > 1:
        return
    number = numbers[0]
    owners = [whose for each in words if (whose := index.owner_of(each))]
    if refs := next((found for each in owners if (found := names.owned(f"{each} {number}"))), ()):
        yield from refs
        return
    base, dot, _ = number.partition(".")
    # Whoever names curl does not ask for an HTTP code, and not every number is a code.
    before = words[words.index(number) - 1] if words.index(number) else ""
    if index.counts(index.owner_of(before) or "") or not _may_be_code(words, base):
        return
    refs = index.refs(number)
    yield from (ref for ref in refs if not owners or names.kind_of(ref) == "status")
    if dot:
        # Only HTTP has sub-codes: FTP's 500 is not meant by 500.99.
        yield from _codes((base,))
    elif len(number) == _LONG and not index.refs(number):
        digit = number[0]
        yield from index.refs(f"{digit}xx" if digit in "12345" else "6xx")


def _may_be_code(words: list[str], number: str) -> bool:
    """Whether a number among words is meant as a code, and not as a count."""
    if len(words) <= _FEW_WORDS:
        return len(number) == _LONG or len(words) <= _WORDS_OF_A_NAME
    return len(number) == _LONG and number[0] in "45"


def _nearest(word: str) -> tuple[str, ...]:
    """Return names that are spelled nearly so."""
    import difflib  # noqa: PLC0415 (10 ms, and only a miss needs it)

    tried = () if word.startswith("0x") else (word, names.without_noise(word))
    shown: dict[str, None] = {}
    for each in dict.fromkeys(tried):
        close = difflib.get_close_matches(each[:80], _alike(each[:80]), n=_NEAR, cutoff=0.7)
        refs = (index.refs(near)[0] for near in close)
        shown |= dict.fromkeys(_shown(ref) for ref in refs if not ref.startswith(_COMPARED))
        if len(shown) >= _NEAR - 1:
            break
    return tuple(shown)[:_NEAR]


def _alike(word: str) -> Iterable[str]:
    """Return the words that share enough pieces with a word to be worth a comparison."""
    pieces = [word[at : at + 3] for at in range(0, len(word) - 2, 2)]
    least = 2 * len(pieces) // 5
    shortest, longest = 7 * len(word) / 13, 13 * len(word) / 7  # Nothing else can reach 0.7.
    for each in index.words():
        if not shortest <= len(each) <= longest or each.isdigit():
            continue
        if sum(piece in each for piece in pieces) >= least:
            yield each


def _shown(ref: str) -> str:
    whose, key = ref.split("/", 1)
    code = key.partition("/")[0]
    return f"{whose} {code}" if code[0].isdigit() and whose not in _PLAIN else code
