"""Builds the index from all rows."""

import json
import re
from collections.abc import Iterator

from wwwhy.catalog.entry import Entry
from wwwhy.catalog.index.words import plain
from wwwhy.catalog.shelf import entries, owner, owners

_FIRST = (
    *("iana", "nginx", "cloudflare", "iis", "unofficial", "aws", "akamai", "fastly", "heroku"),
    *("envoy", "haproxy", "squid", "varnish", "curl", "grpc", "websocket", "errno", "eai"),
    *("tls-alert", "x509", "ftp", "smtp", "warning"),
)
"""Whose number it probably is when nothing but a number is given."""
_NATIVE = re.compile(r"0x(?!0{8})[0-9a-f]{8}|\b\d{4,10}\b|\b[A-Z]+_[A-Z_]{4,}\b")
"""Numbers and names of Windows errors; success says nothing."""
_HEXADECIMAL = frozenset({"h2-error", "h3-error"})
"""Whose numbers are written as 0x7."""


def build() -> dict[str, dict[str, str]]:
    """Return the words and the sentences with the rows they mean, and the words for owners."""
    rows = [row for each in sorted(owners(), key=_rank) for row in entries(each)]
    words: dict[str, dict[str, None]] = {}
    for row in rows:
        for word in _words(row):
            words.setdefault(plain(word), {})[row.ref] = None
    words.pop("", None)
    sentences = {plain(text): row.ref for row in rows for text in row.sentences}
    longest = sorted(sentences.items(), key=lambda pair: (-len(pair[0]), pair))
    return {
        "words": {word: "|".join(refs) for word, refs in sorted(words.items())},
        "sentences": dict(longest),
        "owners": dict(sorted(_owners())),
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
    names = (row.name, *row.older)
    yield row.code
    yield from names
    if row.owner.kind in {"status", "sub-status"}:
        for name in names:
            yield f"{row.code} {name}"
    if row.number is not None:
        yield str(row.number)
        if row.owner.id in _HEXADECIMAL:
            yield hex(row.number)
    yield from _NATIVE.findall(row.native)
    yield row.key
    yield from _shorter(row.key)


def _shorter(key: str) -> Iterator[str]:
    """Yield a name without the letters that all names of its kind begin with."""
    if match := re.fullmatch(r"(?:ERR|CURLE|NS_ERROR|X509_V_ERR|NSURLError)_?(\w{4,})", key):
        yield match[1]
