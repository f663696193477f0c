"""Every probe and every defect has its sentence in both languages, and none is left over."""

import ast
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import wwwhy.diagnosis
from wwwhy.causes.texts import LANGUAGES
from wwwhy.probes import all_probes


def table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("wwwhy.catalog").joinpath(name).read_text(encoding="utf-8"))


def defect_ids() -> set[str]:
    """Return the ids with which the room's modules make a defect, written there or named above."""
    found: set[str] = set()
    for path in Path(wwwhy.diagnosis.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {
            target.id: each.value.value
            for each in tree.body
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
        makers = [
            c for c in calls if getattr(c.func, "id", "") in {"Defect", "_defect", "_Required"}
        ]
        for first in (call.args[0] for call in makers):
            name = known.get(first.id) if isinstance(first, ast.Name) else None
            value = first.value if isinstance(first, ast.Constant) else name
            if isinstance(value, str):
                found.add(value)
    return found


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
