"""An answer that finds a request incomplete (400, 422), or stumbles over it (500), by its words.

Frameworks treat the field with the credentials as any other field: where it is missing, the request
is malformed. What they miss they name, by the field or by its place.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.lacks import LACKING
from wwwhy.model import Response

FAULTS = frozenset({400, 422, 500})
"""Codes that are mostly about something else than who is asking."""
_NAME = re.compile(r"(?<![\w-])[A-Za-z][\w-]{2,40}(?![\w-])")
_CREDENTIAL = re.compile(
    r"authorization|x-(?:[a-z]+-){0,3}(?:api-?key|key|token|auth|secret|signature)"
    r"|api-?key|(?:access|auth|bearer)-token",
)
_NO_CREDENTIAL = re.compile(r".*(?:csrf|xsrf|captcha|idempotency|cache|request|upload|push).*")
_PLACE = re.compile(
    r"header|cookie|kopfzeile|en-t[eê]te|cabe[cç]|intestazion|заголов|ヘッダ|请求头|標頭|헤더",
    re.IGNORECASE,
)
_OF_FORMS = re.compile(
    r"\bbody\b|\bform\b|\bpayload\b|passw|log.?in|sign.?in|session|refresh"
    r"|parenthes|syntax|unexpected",
    re.IGNORECASE,
)
"""Words that a form, or a language's grammar, lacks as well."""
_PROPER = re.compile(
    r"jwt|bearer|authori[sz]ation|credential|api.?key|ключ\w* (?:api|доступа)"
    r"|(?:clave|llave) (?:de )?api|clé (?:d.)?api|api.?(?:schlüssel|キー|密钥|金鑰|키)",
    re.IGNORECASE,
)
_WHERE = frozenset({"loc", "location", "in", "param", "parameter", "field", "pointer", "datapath"})
"""Names under which a complaint of a validator says where (FastAPI, Fastify, OpenAPI tools)."""
_MAX_DEPTH, _MOST, _LONGEST = 8, 200, 400


@dataclass(frozen=True, slots=True)
class Lack:
    """What an answer says to be missing."""

    words: str
    """Its words, or those around the name."""
    name: str = ""
    """The field that it names; empty if it names none."""
    is_placed: bool = False
    """Whether it says that a field of the head lacks."""
    is_alone: bool = False
    """Whether it finds nothing else lacking."""
    is_clear: bool = False
    """Whether the words can hardly mean anything but credentials."""


def found(case: Case) -> Lack | None:
    """Return what the answer says to be missing of the credentials; None if it says nothing."""
    texts = [*_texts(case.response)]
    lacking = [text for text in texts if LACKING.search(text)]
    for text in texts:
        name = _named(text, case)
        if name and _OF_FORMS.search(text) is None:
            lacks = text in lacking
            is_placed = lacks and _PLACE.search(text) is not None
            return Lack(text, name, is_placed, is_alone=len(lacking) == 1, is_clear=lacks)
    words = asking.says_missing(case.response)
    if words is None or _OF_FORMS.search(words):
        return None
    return Lack(words, is_clear=_PROPER.search(words) is not None)


def _named(text: str, case: Case) -> str:
    """Return the field for credentials that a text names and the request lacks."""
    for word in _NAME.findall(text):
        name = word.lower().replace("_", "-").removeprefix("http-")
        if _CREDENTIAL.fullmatch(name) and not _NO_CREDENTIAL.fullmatch(name):
            return "" if name in case.request.fields else word
    return ""


def _texts(response: Response | None) -> Iterator[str]:
    """Yield what an answer says: text by text, but the parts of one complaint together."""
    text = asking.readable(response)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        yield from (piece for piece in asking.pieces(response) if piece)
        return
    yield from (said[:_LONGEST] for said in _said(data, 0))


def _said(data: Any, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for each in data[:_MOST]:
            yield from _said(each, depth + 1)
    elif isinstance(data, dict):
        members = [*data.items()][:_MOST]
        place = next((value for name, value in members if str(name).lower() in _WHERE), None)
        where = place if isinstance(place, list) else [place]
        parts = [each for each in where if isinstance(each, str)]
        if parts:
            # `{"loc": ["header", "x-token"], "msg": "Field required"}` is one complaint.
            yield " ".join((*parts, *(v for _, v in members if isinstance(v, str) and v != place)))
            return
        for _, value in members:
            yield from _said(value, depth + 1)
