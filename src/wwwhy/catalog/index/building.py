"""Builds the index from all rows."""

import json
import re
from collections.abc import Iterator

from wwwhy.catalog.entry import Entry
from wwwhy.catalog.index.words import plain
from wwwhy.catalog.shelf import entries, owners

_FIRST = (
    "iana nginx cloudflare iis unofficial aws akamai fastly heroku envoy haproxy squid varnish"
    " curl grpc websocket errno eai tls-alert x509 ftp smtp warning"
).split()
"""Whose number it probably is when nothing but a number is given."""


_CODE = 3


def build() -> dict[str, dict[str, str]]:
    """Return the words and the sentences, each with the rows they mean."""
    rows = [row for owner in sorted(owners(), key=_rank) for row in entries(owner)]
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
    }


def written() -> str:
    """Return the index as the file holds it."""
    return json.dumps(build(), ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"


def _rank(owner: str) -> tuple[int, str]:
    return (_FIRST.index(owner) if owner in _FIRST else len(_FIRST), owner)


def _words(row: Entry) -> Iterator[str]:
    names = (row.name, *row.older)
    yield row.code
    yield from (name for name in names if not name.isdigit() or len(name) == _CODE)
    if row.owner.kind in {"status", "sub-status"}:
        for name in names:
            yield f"{row.code} {name}"
    if row.number is not None:
        yield str(row.number)
    for owner in (row.owner.id, *row.owner.words):
        yield f"{owner} {row.code}"
        yield f"{owner} {row.name}"
        if row.number is not None:
            yield f"{owner} {row.number}"
    for number in re.findall(r"0x[0-9a-f]{8}", row.native):
        yield number
        yield f"{row.owner.id} {number}"
    yield from _shorter(row.key)


def _shorter(key: str) -> Iterator[str]:
    """Yield a name without the letters that all names of its kind begin with."""
    if match := re.fullmatch(r"(?:ERR|CURLE|NS_ERROR|X509_V_ERR|NSURLError)_?(\w{4,})", key):
        yield match[1]
