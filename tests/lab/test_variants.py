"""Scenes are found by folder; a lab.py that cannot be used is a failing scene, not a gap."""

from pathlib import Path

import pytest

from lab import Lab, LabError
from lab.healthy import healthy_scenes
from lab.variants import all_variants, cause_variants

GOOD = """
from lab import Lab, Scene
from os.path import join as broken_import

def broken(lab): return Scene(("u",))
def broken_apache(lab): return Scene(("u",))
def repaired(lab): return Scene(("u",))
def lookalike_proxy(lab): return Scene(("u",))
def brokenly(lab): ...
def _helper(lab): ...
"""


@pytest.fixture
def causes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    sources = {
        "zoo/deny_rule": GOOD,
        "zoo/no_repair": "def broken(lab): ...",
        "air/mistaken": "import no_such_module_at_all",
    }
    for place, source in sources.items():
        folder = tmp_path / f"causes_of_{tmp_path.name}" / place
        folder.mkdir(parents=True)
        (folder / "lab.py").write_text(source)
    (tmp_path / f"causes_of_{tmp_path.name}" / "zoo" / "bare").mkdir()
    return tmp_path / f"causes_of_{tmp_path.name}"


def test_scenes_by_cause(causes: Path) -> None:
    found = cause_variants(causes, causes.name)
    assert [each.id for each in found] == [
        "deny-rule:broken",
        "deny-rule:broken_apache",
        "deny-rule:repaired",
        "deny-rule:lookalike_proxy",
        "mistaken:broken",
        "no-repair:broken",
        "no-repair:repaired",
    ]
    assert [each.is_broken for each in found] == [True, True, False, False, True, True, False]
    assert [each.name for each in found if each.is_lookalike] == ["lookalike_proxy"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("mistaken:broken", "no_such_module_at_all"), ("no-repair:repaired", "no function repaired")],
)
def test_what_is_missing_fails_as_a_scene(lab: Lab, causes: Path, name: str, text: str) -> None:
    found = {each.id: each for each in cause_variants(causes, causes.name)}
    with pytest.raises(LabError, match=text):
        found[name].scene(lab)


def test_patterns_choose() -> None:
    assert [each.id for each in all_variants("healthy:no-*")] == ["healthy:no-content"]
    assert len(all_variants("healthy")) == len(healthy_scenes())
    with pytest.raises(LabError, match="No scene is called 'nope'"):
        all_variants("healthy", "nope")


def test_there_are_healthy_controls_enough_and_each_says_what_it_is() -> None:
    scenes = healthy_scenes()
    assert len(scenes) >= 14
    assert all((scene.__doc__ or "").strip() for scene in scenes.values())
    assert all(not each.is_broken for each in all_variants("healthy"))
