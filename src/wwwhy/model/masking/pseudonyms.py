"""Names for secrets: the same secret always has the same one, and it says nothing about it."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from wwwhy.model.masking.secrecy import NO_SECRET

MOST_SPREAD = 300
"""So many secrets are looked for in other texts; a hostile page must not make that endless."""

_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_LABEL = re.compile(r"<[a-z]+:\d+>")
_LEAST = 5
_LEAST_BASE64 = 8
_PLAIN_WORD = re.compile(r"[a-z]+|[A-Z]?[a-z]+|\d+|[A-Z]+|[a-z]+(?:[-_ ][a-z]+)+")
_LONG = 16
_ORDINARY = frozenset(
    """
    access account admin administrator anonymous apikey authorization basic bearer changeme
    cookie default demo digest dummy en-us english example false guest hello https invalid
    letmein localhost login logout manager normal nothing oauth pass pass1234 passw passwd
    password placeholder private production public reader realm refresh register required reset
    sample secret secrets session sessions signature staging string system tester testing tests
    token tokens undefined update user username users value welcome writer 12345 123456 1234567
    12345678 123456789
    """.split()  # noqa: SIM905 (words are read more easily without quotes)
)


class Pseudonyms:
    """Ordinals by first appearance for each kind of secret: `<token:1>`, `<password:2>`."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._forms: dict[str, str] = {}
        self._longest_first: list[tuple[str, str]] | None = []
        self._words: dict[str, tuple[re.Pattern[str], str]] = {}
        self._spread_count = 0

    def label(self, secret: str, kind: str, *, is_certain: bool = True) -> str:
        """Return the name of a secret, and remember to hide it wherever else it stands.

        Arguments:
            secret: as it was sent, decoded.
            kind: such as `token`.
            is_certain: False where only its place is secret (the value of any cookie, say): then
                it is hidden elsewhere only if it is unmistakable.

        """
        if NO_SECRET.fullmatch(secret):
            return secret
        if secret not in self._labels:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._labels[secret] = f"<{kind}:{self._counts[kind]}>"
            self._spread(secret, self._labels[secret], is_certain=is_certain)
        return self._labels[secret]

    def also(self, secret: str, label: str) -> None:
        """Give a part or another form of a named secret the same name, unless it has one."""
        if secret and secret not in self._labels and not NO_SECRET.fullmatch(secret):
            self._labels[secret] = label
            self._spread(secret, label, is_certain=True)

    def hidden(self, text: str) -> str:
        """Return the text with every known secret in it replaced, in any of its usual codings."""
        return _replaced(text, self._sorted(), self._words)

    def hiding(self, text: str) -> Callable[[str], str] | None:
        """Return what replaces the secrets of a text in parts of it; None if it holds none.

        A text of a thousand parts is searched once for a thousand secrets, not each of its parts.
        """
        forms = [(form, label) for form, label in self._sorted() if form in text]
        words = {
            word: each
            for word, each in self._words.items()
            if word in text and each[0].search(text)
        }
        return (lambda part: _replaced(part, forms, words)) if forms or words else None

    def _sorted(self) -> list[tuple[str, str]]:
        if self._longest_first is None:
            self._longest_first = sorted(self._forms.items(), key=lambda item: -len(item[0]))
        return self._longest_first

    def _spread(self, secret: str, label: str, *, is_certain: bool) -> None:
        words = secret.lower().split(":")
        ordinary = len(secret) < _LEAST or all(word in _ORDINARY for word in words)
        ordinary = ordinary or _LABEL.search(secret) is not None
        if ordinary or self._spread_count >= MOST_SPREAD:
            return
        is_word = len(secret) < _LONG and _PLAIN_WORD.fullmatch(secret) is not None
        if is_word and not is_certain:
            return
        self._spread_count += 1
        if is_word:
            # `summer` is hidden as a word; in `midsummer` it would only spoil the text.
            edges = rf"(?<![A-Za-z0-9]){re.escape(secret)}(?![A-Za-z0-9])"
            self._words[secret] = (re.compile(edges), label)
        for form in _forms(secret) if not is_word else _codings(secret):
            self._forms.setdefault(form, label)
        self._longest_first = None


def _replaced(
    text: str, forms: Iterable[tuple[str, str]], words: Mapping[str, tuple[re.Pattern[str], str]]
) -> str:
    for form, label in forms:
        if form in text:
            text = text.replace(form, label)
    for word, (pattern, label) in words.items():
        if word in text:
            text = pattern.sub(label, text)
    return text


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield from _codings(secret)


def _codings(secret: str) -> Iterator[str]:
    """Yield how a secret looks in URLs, JSON, HTML, field lines and base64, where it differs."""
    octets = secret.encode("utf-8", "surrogatepass")
    yield from _base64(octets)
    if octets.isalnum():
        return
    written = {
        quote(octets, safe=""),
        quote_plus(octets),
        quote(octets, safe="/:@=+"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret).replace("/", "\\/")[1:-1],
        secret.translate(_HTML),
        octets.decode("latin-1"),
    }
    lower = {re.sub(r"%[0-9A-F]{2}", lambda m: m[0].lower(), form) for form in written}
    yield from (form for form in written | lower if form != secret)


def _base64(octets: bytes) -> Iterator[str]:
    """Yield what base64 of any text that holds these octets must contain: three alignments."""
    whole = b64encode(octets).decode()
    found = {whole} if len(whole) >= _LEAST_BASE64 else set()
    for offset in range(3):
        encoded = b64encode(b"\0" * offset + octets).decode()
        first, last = -(-offset * 8 // 6), (offset + len(octets)) * 8 // 6
        if last - first >= _LEAST_BASE64:
            found.add(encoded[first:last])
    yield from found | {form.replace("+", "-").replace("/", "_") for form in found}
