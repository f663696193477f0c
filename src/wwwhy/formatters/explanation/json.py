"""Writes an explanation as JSON, schema `wwwhy.explanation/1`."""

import json
from typing import Any

from wwwhy.catalog.entry import Said
from wwwhy.formatters import Surface
from wwwhy.formatters.explanation.causes import CauseLine, outcomes_of, texts_of
from wwwhy.formatters.explanation.facts import seen
from wwwhy.formatters.explanation.meaning import Constant, Explanation, Meaning
from wwwhy.formatters.phrases import Phrases

SCHEMA = "wwwhy.explanation/1"


def render(explanation: Explanation, words: Phrases, surface: Surface) -> str:
    """Return the document; a file has no width."""
    del surface
    language = words.language
    document = {
        "schema": SCHEMA,
        "query": explanation.query,
        "language": language,
        "found": explanation.found,
        "meanings": [_meaning(each, language) for each in explanation.meanings],
        "cause": _cause(explanation.cause, language) if explanation.cause else None,
        "nearest": list(explanation.nearest or map(seen, explanation.behind)),
        "unlisted_sub_code": explanation.unlisted or None,
        "known_sub_codes": list(explanation.listed),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _meaning(meaning: Meaning, language: str) -> dict[str, Any]:
    row = meaning.entry
    return {
        "owner": row.owner.id,
        "kind": row.owner.kind,
        "code": row.code,
        "name": row.name,
        "older_names": list(row.older),
        "number": row.number,
        "status": row.status,
        "native": row.native or None,
        "native_from": row.native_from or None,
        "failure": row.failure or None,
        "meaning": row.meaning.speak(language),
        "what_to_do": _in(row.advice, language),
        "how_to_recognise": _in(row.tell or row.owner.tell, language),
        "sources_differ": _in(row.differs, language),
        "retired": row.retired,
        "sent_by": row.sent_by or None,
        "required_fields": list(row.required),
        "expected_fields": list(row.expected),
        "retry": row.retry or None,
        "cacheable": row.cacheable or None,
        "crawlers": row.crawlers or None,
        "browser": row.browser or None,
        "comparisons": [each.meaning.speak(language) for each in meaning.comparisons],
        "see": [each.ref for each in meaning.see],
        "causes": [_line(each) for each in meaning.causes],
        "constants": [_constant(each) for each in meaning.constants],
        "reference": row.reference or None,
        "source": row.source,
        "date": row.date,
    }


def _constant(constant: Constant) -> dict[str, Any]:
    return {
        "library": constant.library,
        "name": constant.name or None,
        "before": constant.before or None,
        "until": constant.until if constant.before else None,
        "since": constant.since or None,
    }


def _line(line: CauseLine) -> dict[str, Any]:
    return {"id": line.slug, "title": line.title or None, "described": line.exists}


def _cause(line: CauseLine, language: str) -> dict[str, Any]:
    found = outcomes_of(line.slug)
    texts = texts_of(line.slug, language)
    return {
        "id": line.slug,
        "title": texts.title,
        "family": found.family,
        "statuses": list(found.statuses),
        "failures": list(found.failures),
        "what_happened": texts.what_happened,
        "fix": {
            "visitor": texts.visitor,
            "developer": texts.developer,
            "administrator": texts.administrator,
        },
        "prevention": texts.prevention,
        "references": [{"title": each.title, "url": each.url} for each in texts.references],
    }


def _in(said: Said | None, language: str) -> str | None:
    return said.speak(language) if said else None
