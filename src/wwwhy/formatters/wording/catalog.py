"""Sentences in the catalogue: defects, faults and probes by id, and what an outcome means."""

import tomllib
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from wwwhy.catalog.decisions import status
from wwwhy.catalog.entry import Entry, EntryError
from wwwhy.catalog.shelf import entry
from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.wording.claims import filled
from wwwhy.model import Defect, Outcome, Value

_FAULTS = frozenset({"anomaly", "fault"})
"""Values of a defect that are names in `catalog/faults.toml`."""


def defect_sentence(defect: Defect, words: Phrases, now: float = 0) -> str:
    """Return what is wrong; without a sentence, the defect's id and values."""
    sentence = _sentence("defects", defect.id, words.language)
    values = {name: _named(name, value, words) for name, value in defect.values.items()}
    return filled(sentence, defect.id, values, words, now)


def _named(name: str, value: Value, words: Phrases) -> Value:
    """Put a fault that has a name of ours into words."""
    if name not in _FAULTS or not isinstance(value, str):
        return value
    return _sentence("faults", value, words.language) or value


def probe_sentence(probe_id: str, words: Phrases) -> str:
    """Return what a probe changes; without a sentence its id in words."""
    return _sentence("probes", probe_id, words.language) or probe_id.replace("-", " ")


def outcome_row(outcome: Outcome) -> Entry | None:
    """Return what the catalogue holds of how a request ended; None if it holds nothing.

    Of a success that was none it says only that all went well.
    """
    if outcome.failure is not None:
        try:
            return entry("failure", outcome.failure.type)
        except EntryError:
            return None
    code = outcome.status or 0
    return status(code) if code >= HTTPStatus.BAD_REQUEST else None


def _sentence(file: str, key: str, language: str) -> str | None:
    entry = _table(file).get(key, {})
    return entry.get(language) or entry.get("en")


@cache
def _table(file: str) -> Mapping[str, Mapping[str, str]]:
    path = files("wwwhy.catalog") / f"{file}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
