"""Every probe and every defect has its sentence in both languages, and none is left over."""

import ast
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import wwwhy.diagnosis.defects
from wwwhy.causes.texts import LANGUAGES
from wwwhy.probes import all_probes


def table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("wwwhy.catalog").joinpath(name).read_text(encoding="utf-8"))


def defect_ids() -> set[str]:
    tree = ast.parse(Path(wwwhy.diagnosis.defects.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    makers = [c for c in calls if getattr(c.func, "id", "") in {"Defect", "_defect", "_Required"}]
    return {str(c.args[0].value) for c in makers if isinstance(c.args[0], ast.Constant)}


@pytest.mark.parametrize(
    ("name", "ids"), [("probes.toml", set(all_probes())), ("defects.toml", defect_ids())]
)
def test_sentences_are_complete(name, ids):
    assert ids
    sentences = table(name)
    assert set(sentences) == ids
    for key, texts in sentences.items():
        assert set(texts) == set(LANGUAGES), key
        assert all(texts.values()), key
