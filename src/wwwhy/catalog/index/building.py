"""Builds the index from all rows."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from wwwhy.catalog.constants import libraries, phrase_of
from wwwhy.catalog.entry import Entry
from wwwhy.catalog.index.words import plain
from wwwhy.catalog.shelf import entries, owner, owners

_FIRST = (
    *("iana", "nginx", "cloudflare", "iis", "unofficial", "aws", "akamai", "heroku", "curl"),
    *("grpc", "websocket", "errno", "eai", "tls-alert", "x509", "envoy", "haproxy", "squid"),
    *("varnish", "fastly", "ftp", "smtp", "warning"),
)
"""Whose number it probably is when nothing but a number is given."""
_NATIVE = re.compile(r"0x(?!0{8})[0-9a-f]{8}|\b\d{4,10}\b|\b[A-Z]+_[A-Z_]{4,}\b")
"""Numbers and names of Windows errors; success says nothing."""
_LONG_MINUS = re.compile(r"minus\d{3}")
_BROWSER = "chromium/"
"""Whose number it probably is when it has a minus and three digits."""
_QUALIFIED = re.compile(r"[.:]+")
_LETTERED = frozenset({"heroku", "envoy"})
"""Whose codes are printed together with their names: `H10 App crashed`."""
_HEXADECIMAL = frozenset({"h2-error", "h3-error"})
"""Whose numbers are written as 0x7."""


def build() -> dict[str, dict[str, str]]:
    """Return the words and the sentences with the rows they mean, and the words for owners."""
    rows = [row for each in sorted(owners(), key=_rank) for row in entries(each)]
    words: dict[str, dict[str, None]] = {}
    # A number that is no longer given is the last that somebody means.
    for row in sorted(rows, key=lambda row: row.retired and row.number is not None):
        for word in _words(row):
            words.setdefault(plain(word), {})[row.ref] = None
    # The code that a Windows error is told of first is the one it comes with most.
    natives = sorted((place, n) for n, row in enumerate(rows) for place, _ in _natives(row))
    for place, n in natives:
        word = dict(_natives(rows[n]))[place]
        words.setdefault(plain(word), {})[rows[n].ref] = None
    words.pop("", None)
    for word, refs in words.items():
        if _LONG_MINUS.fullmatch(word):
            words[word] = dict.fromkeys(sorted(refs, key=lambda ref: not ref.startswith(_BROWSER)))
    sentences = {plain(text): row.ref for row in rows for text in row.sentences}
    longest = sorted(sentences.items(), key=lambda pair: (-len(pair[0]), pair))
    return {
        "words": {word: "|".join(refs) for word, refs in sorted(words.items())},
        "sentences": dict(longest),
        "owners": dict(sorted(_owners())),
        "counting": dict.fromkeys(_counting(rows), ""),
        "causes": dict.fromkeys(sorted({slug for row in rows for slug in row.causes}), ""),
    }


def written() -> str:
    """Return the index as the file holds it."""
    return json.dumps(build(), ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


def _rank(each: str) -> tuple[int, str]:
    return (_FIRST.index(each) if each in _FIRST else len(_FIRST), each)


def _owners() -> Iterator[tuple[str, str]]:
    """Yield what people write before a code, with the owner it names."""
    for each in owners():
        for word in (each, *owner(each).words):
            yield plain(word), each


def _words(row: Entry) -> Iterator[str]:
    names = (row.name, *row.older, *row.spoken)
    yield row.code
    yield from names
    if row.owner.kind in {"status", "sub-status"} or row.owner.id in _LETTERED:
        for name in names:
            yield f"{row.code} {name}"
    if row.number is not None:
        yield str(row.number)
        if row.owner.id in _HEXADECIMAL:
            yield hex(row.number)
    yield row.key
    yield from _shorter(row.key)
    yield from _in_code(row)


def _in_code(row: Entry) -> Iterator[str]:
    """Yield what libraries call a registered status code, alone and as it stands in a program."""
    if row.owner.id != "iana" or not row.code.isdigit():
        return
    code, phrase = int(row.code), phrase_of(row)
    for each in libraries():
        named = (each.name_of(code, phrase), each.before.get(code))
        for name in named:
            if name is not None and not name.isdigit():
                yield name
                yield _QUALIFIED.split(each.form.format(name, code=code))[-1]


def _counting(rows: list[Entry]) -> list[str]:
    """Return the owners most of whose rows have numbers of their own."""
    every = Counter(row.owner.id for row in rows)
    counted = Counter(row.owner.id for row in rows if _is_counted(row))
    return sorted(each for each, count in counted.items() if 2 * count > every[each])


def _is_counted(row: Entry) -> bool:
    numbered = row.number is not None or row.code.isdigit()
    return numbered and row.owner.kind not in {"status", "sub-status"}


def _natives(row: Entry) -> Iterator[tuple[int, str]]:
    """Yield the numbers and names of Windows errors, each with the place of its error."""
    for place, error in enumerate(row.native.split(";")):
        yield from ((10 * place + n, word) for n, word in enumerate(_NATIVE.findall(error)))


def _shorter(key: str) -> Iterator[str]:
    """Yield a name without the letters that all names of its kind begin with."""
    if match := re.fullmatch(r"(?:ERR|CURLE|NS_ERROR|X509_V_ERR|NSURLError)_?(\w{4,})", key):
        yield match[1]
