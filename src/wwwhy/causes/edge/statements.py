"""What an answer states of a limit: by a code, or in the field that says why it refuses.

Answers speak of limits beside the point as well: links to manuals, hints, conditions ("over the
limit you get 429"). So a code counts where codes stand, and words only where the reason stands and
only as a plain statement that the limit was reached.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from wwwhy.causes.asking import pieces
from wwwhy.causes.rpc import refusal_of
from wwwhy.model import Response

_CODE = re.compile(r"rate.?limit|throttl|too.?many.?requests|slow.?down", re.IGNORECASE)
_REACHED = re.compile(
    r"rate.?limit\w*[^\n]{0,40}\b(?:exceed\w*|reached|hit)\b"
    r"|\b(?:exceeded|reached|hit|(?:is|are|was|were|went|gone|been) over)\b[^\n]{0,40}rate.?limit"
    r"|(?:\A|\b(?:is|was|been|being)\s)throttled|\Arate exceeded"
    r"|\A(?:(?:error\W+)?429\W+)?too many requests|request (?:is|was|has been) throttled"
    r"|zu viele (?:anfragen|anforderungen)|trop de (?:requêtes|demandes)"
    r"|demasiad[ao]s (?:solicitudes|peticiones)|troppe richieste|te veel (?:verzoeken|aanvragen)"
    r"|(?:muit[ao]s|excesso de) (?:requisições|solicitações|pedidos)"
    r"|zbyt wiele (?:żądań|zapytań)|för många förfrågningar|çok fazla istek|забагато запитів"
    r"|слишком (?:много|част\w+) (?:запрос|обращени)\w*"
    r"|превышен\w* (?:лимит|число|количество|частот\w+) запросов"
    r"|リクエスト(?:数)?が多すぎ|レート制限|요청이 너무 많"
    r"|(?:请求|請求|访问|操作)(?:过于|過於|太)?(?:频繁|頻繁|过多|過多|太多)|请求次数(?:过多|超限)",
    re.IGNORECASE,
)
"""Of several languages: no more than a hint, which the same request after a while settles."""
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|once|unless|until|before|that|which|who|will|would|may|might|can|could"
    r"|should|must|never|not|no|avoid|without|get|gets)\b|n't\b|\?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[(;]")
_REASONS = frozenset(
    {"message", "msg", "error", "errors", "detail", "details", "title", "description", "reason",
     "errormessage", "errordescription", "fault", "faultstring", "fehler", "meldung", "nachricht",
     "erreur", "mensaje", "mensagem", "descripcion", "descricao", "errore", "messaggio"}
)  # fmt: skip
_CODES = frozenset(
    {"error", "code", "errorcode", "errortype", "type", "reason", "name", "slug", "status",
     "subtype", "detail", "title"}
)  # fmt: skip
_SIDES = re.compile(
    r"doc|help|hint|link|href|url|uri|see|info|example|polic|headers", re.IGNORECASE
)
_ELEMENT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(code|message|errorcode)>([^<>]{1,400})</", re.IGNORECASE
)
_HEADING = re.compile(r"<(?:title|h1)\b[^<>]{0,200}>([^<>]{1,200})<", re.IGNORECASE)
_AWS_TYPE = "x-amzn-errortype"
_PLAIN = frozenset({"", "text/plain"})
_MAX_BODY, _MAX_DEPTH, _MOST, _LONGEST = 65536, 6, 100, 2000


def code_of_limit(response: Response | None) -> str | None:
    """Return the machine-readable code by which an answer names a limit; None if it has none."""
    return next((code for code in _codes(response) if _CODE.search(code)), None)


def words_of_limit(response: Response | None) -> str | None:
    """Return the sentence in which an answer states that a limit was reached; None if none does."""
    sentences = (each for text in _reasons(response) for each in _SENTENCE.split(text))
    return next((each.strip() for each in sentences if _states(each.strip())), None)


def says_another_reason(response: Response | None) -> bool:
    """Whether an answer gives a reason, as a code or in words, and it names no limit."""
    told = any(each.strip() for each in (*_codes(response), *_reasons(response)))
    return told and code_of_limit(response) is None and words_of_limit(response) is None


def _states(sentence: str) -> bool:
    return _REACHED.search(sentence) is not None and _CONDITION.search(sentence) is None


def _codes(response: Response | None) -> Iterator[str]:
    if response is None:
        return
    yield from (each.partition(":")[0] for each in response.fields.all(_AWS_TYPE))
    for name, text in _said(response):
        if name in _CODES and not any(map(str.isspace, text)):
            yield text.rpartition("#")[2]


def _reasons(response: Response | None) -> Iterator[str]:
    for name, text in _said(response):
        if name in _REASONS and "://" not in text.partition(" ")[0]:
            yield text


def _said(response: Response | None) -> Iterator[tuple[str, str]]:
    """Yield the texts of an answer by the names they stand under, written without signs."""
    if response is None or response.body_length > _MAX_BODY:
        return
    kind, text = response.content_type, response.text
    if refusal_of(response) is not None or kind in _PLAIN:
        # An address of a manual names whatever the manual is about.
        yield from (("message", each) for each in pieces(response)[:1] if "://" not in each)
    elif "json" in kind:
        try:
            yield from _leaves(json.loads(text), "", 0)
        except (ValueError, RecursionError):
            return
    elif "html" in kind:
        # The heading of an error page is where its reason stands; the rest may speak of anything.
        headings = _HEADING.findall(text[:_MAX_BODY])[:2]
        yield from (("title", html.unescape(said).strip()) for said in headings)
    elif "xml" in kind:
        yield from ((name.lower(), said) for name, said in _ELEMENT.findall(text[:_MAX_BODY]))


def _leaves(data: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, str):
        yield name, data[:_LONGEST]
    elif isinstance(data, list):
        for item in data[:_MOST]:
            yield from _leaves(item, name, depth + 1)
    elif isinstance(data, dict):
        for key, value in list(data.items())[:_MOST]:
            if _SIDES.search(str(key)) is None:
                # Under a name in another script stands what people are to read.
                name = str(key).lower()
                plain = re.sub(r"[^a-z]", "", name) if name.isascii() else "message"
                yield from _leaves(value, plain, depth + 1)
