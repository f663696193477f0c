"""Defects, faults and probes have sentences, or go by their ids."""

import ast
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from wwwhy.auth import challenge
from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording.catalog import defect_sentence, probe_sentence
from wwwhy.model import Defect


def test_a_known_defect_has_its_sentence_in_both_languages():
    defect = Defect("401-without-challenge")
    assert "WWW-Authenticate" in defect_sentence(defect, phrases("en"))
    assert defect_sentence(defect, phrases("ru")) != defect_sentence(defect, phrases("en"))


def test_an_unknown_defect_shows_its_values():
    assert (
        defect_sentence(Defect("new-one", {"size": 10}), phrases("en")) == "new-one: size=10 bytes"
    )


def test_an_unknown_probe_goes_by_its_id():
    assert probe_sentence("never-heard-of", phrases("en")) == "never heard of"


_NAMING = frozenset({"Anomaly", "Defect", "add", "add_once", "_note"})
_FAULT = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)+")


def _named_faults() -> set[str]:
    """Every name of a fault that stands in the code: of messages by `_`, of challenges by `-`."""
    found = set(challenge.DEFECTS)
    rooms = [files("wwwhy.wire"), files("wwwhy.sources.raw"), files("wwwhy.auth")]
    for path in (path for room in rooms for path in Path(str(room)).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                name = node.args[0].value
                if called in _NAMING and isinstance(name, str) and _FAULT.fullmatch(name):
                    found.add(name)
            if path.name == "checks.py" and isinstance(node, ast.Yield):
                found |= {str(node.value.value)} if isinstance(node.value, ast.Constant) else set()
            if path.parent.name == "schemes" and isinstance(node, ast.Dict):
                keys = [str(key.value) for key in node.keys if isinstance(key, ast.Constant)]
                prefix = f"{path.stem}-"
                found |= {key for key in keys if key.startswith(prefix)}
    return found


def test_every_fault_has_words_in_both_languages():
    names = _named_faults()
    assert {"unusual_version", "digest-qop-missing", "error-without-token", "empty"} <= names
    table = tomllib.loads((files("wwwhy.catalog") / "faults.toml").read_text(encoding="utf-8"))
    assert names - {*table} == set()
    for name, words in table.items():
        assert set(words) == {"en", "ru"}, name
        assert re.search("[а-яё]", words["ru"]), name


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_fault_is_said_in_words(language):
    odd = Defect("message-grammar", {"anomaly": "space_before_colon"})
    ill = Defect("challenge-grammar", {"field": "www-authenticate", "fault": "missing-comma"})
    for defect in (odd, ill):
        said = defect_sentence(defect, phrases(language))
        assert "space_before_colon" not in said
        assert "missing-comma" not in said
        assert "{" not in said


def test_a_fault_without_words_keeps_its_name():
    odd = Defect("message-grammar", {"anomaly": "brand_new"})
    assert "brand_new" in defect_sentence(odd, phrases("en"))
