"""What an answer's content says to whoever reads it, beyond the status that is known anyway."""

import html
import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from wwwhy.model import Response

_LOOKED_AT = 65536
_SHORT = 240
"""Characters of a JSON text that is shown as it is."""
_MOST_SENTENCES, _DEEPEST = 6, 6
_MARK = re.compile(
    r"<!--|-->|<(?![a-z]{1,20}:\d{1,9}>)(/?)([A-Za-z][A-Za-z0-9]*)?[^<>]{0,2000}(?:>|\Z)"
)
"""What is no text in a page: where a comment begins and ends, and tags, also one that is cut off;
a label such as `<token:1>` stands for a secret, and is text."""
_UNSEEN = frozenset({"script", "style", "template", "svg", "noscript"})
"""Elements whose content a browser does not show."""
_WORD = re.compile(r"[^\W_]+")
_TAGGED = frozenset({"html", "xhtml", "xml"})
_TEXTS = ("text/", "json", "xml")


def content_words(response: Response) -> str:
    """Return the words of an answer's content; empty if there are none, or none that are new.

    JSON that is short stands as it is: which value is meant often shows in its names. Of a page the
    text is returned that a browser would show.
    """
    if not any(kind in response.content_type for kind in _TEXTS) and response.content_type:
        return ""
    text = response.text[:_LOOKED_AT].strip()
    data = _parsed(text, response)
    pieces = _of_text(text, response) if data is None else tuple(_leaves(data, 0))
    if not _is_new(pieces, response):
        return ""
    if data is None:
        return " ".join(pieces)
    whole = json.dumps(data, ensure_ascii=False)
    sentences = [each for each in pieces if " " in each][:_MOST_SENTENCES]
    return whole if len(whole) <= _SHORT or not sentences else " ".join(sentences)


def _parsed(text: str, response: Response) -> Any:
    """Return what a JSON text holds; None if it is none."""
    if "json" not in response.content_type and text[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _leaves(data: Any, depth: int) -> Iterator[str]:
    if isinstance(data, dict | list) and depth < _DEEPEST:
        for each in data.values() if isinstance(data, dict) else data:
            yield from _leaves(each, depth + 1)
    elif isinstance(data, str) and data.strip():
        yield " ".join(data.split())


def _of_text(text: str, response: Response) -> tuple[str, ...]:
    """Return the pieces of a text, between tags each once: a title is often a heading as well."""
    is_plain = response.content_type == "text/plain" or not text.startswith("<")
    if is_plain and not _TAGGED & {*response.content_type.replace("+", "/").split("/")}:
        return (" ".join(text.split()),)
    pieces = (" ".join(html.unescape(piece).split()) for piece in _between_tags(text))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _between_tags(text: str) -> Iterator[str]:
    """Yield what a browser would show, in one pass: a hostile page must not cost more."""
    at, unseen = 0, ""
    for mark in _MARK.finditer(text):
        if not unseen:
            yield text[at : mark.start()]
        at = mark.end()
        name = (mark[2] or "").lower()
        if not unseen and not mark[1]:
            unseen = "-->" if mark[0] == "<!--" else name if name in _UNSEEN else ""
        elif unseen == (name if mark[1] else mark[0]):
            unseen = ""
    if not unseen:
        yield text[at:]


def _is_new(pieces: tuple[str, ...], response: Response) -> bool:
    """Whether there is more than the status, its phrase and the name of the server."""
    status = response.status
    phrase = HTTPStatus(status).phrase if status in {*HTTPStatus} else ""
    server = response.fields.get("server") or ""
    known = {*_words(f"{status} {phrase} {response.reason} {server} error")}
    return not {*_words(" ".join(pieces))} <= known


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
