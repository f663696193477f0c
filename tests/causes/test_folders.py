"""Every cause folder is complete: both languages, cases, a lab, and words that agree."""

import ast
import re
import string
from pathlib import Path

import pytest

from wwwhy.causes import all_causes
from wwwhy.causes.registry import ROOM, Cause
from wwwhy.causes.texts import HEADINGS, LANGUAGES
from wwwhy.model import FAILURE_TYPES
from wwwhy.probes import all_probes

CAUSES = list(all_causes().values())
EVERYWHERE = {"url", "host", "path", "method", "status", "box"}
by_cause = pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.slug)


def folder(cause: Cause) -> Path:
    return ROOM / cause.family / cause.slug.replace("-", "_")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def named_in_rule(cause: Cause) -> set[str]:
    """Names of evidence and of next experiments that the rule can return, read from its source.

    What it imports from a module of its family counts with it, as far as it uses that.
    """
    tree = ast.parse((folder(cause) / "rule.py").read_text(encoding="utf-8"))
    names = named_in(tree)
    for node in (each for each in tree.body if isinstance(each, ast.ImportFrom)):
        module = node.module or ""
        if module.startswith(f"wwwhy.causes.{cause.family}."):
            path = folder(cause).parent / f"{module.rpartition('.')[2]}.py"
            shared = ast.parse(path.read_text(encoding="utf-8"))
            names |= named_by(shared, {alias.name for alias in node.names})
    return names


def named_by(module: ast.Module, used: set[str]) -> set[str]:
    """Names of evidence in these functions of a module and in those that they use in turn."""
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    reached: set[str] = set()
    while new := (used & {*functions}) - reached:
        reached |= new
        loaded = (node for name in new for node in ast.walk(functions[name]))
        used = {node.id for node in loaded if isinstance(node, ast.Name)}
    return {name for each in reached for name in named_in(functions[each])}


def named_in(tree: ast.AST) -> set[str]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in {"Evidence", "NextExperiment"}
        and isinstance(call.args[0], ast.Constant)
    }


def test_slugs_are_unique_and_name_their_folder():
    paths = sorted(ROOM.glob("*/*/cause.toml"))
    assert len(paths) == len(CAUSES) > 0
    for path in paths:
        assert path.parent.name.replace("_", "-") in all_causes()


def test_every_folder_below_a_family_is_a_cause():
    for family in ROOM.iterdir():
        if not (family / "__init__.py").exists():
            continue
        assert len((family / "__init__.py").read_text(encoding="utf-8").split()) > 20, family.name
        for inner in family.iterdir():
            if inner.is_dir() and not inner.name.startswith("__"):
                assert (inner / "cause.toml").exists(), inner


@by_cause
def test_declares_what_exists(cause):
    assert (folder(cause) / "__init__.py").exists()
    assert cause.statuses or cause.failures
    assert 1 <= cause.commonness <= 5
    assert set(cause.probes) <= set(all_probes())
    assert set(cause.inputs) <= {"exchange", "log", "config"}
    for status in cause.statuses:
        assert re.fullmatch(r"[1-9]\d\d|[1-5]xx", status)
    for pattern in cause.failures:
        assert any(re.fullmatch(pattern.replace("*", ".*"), known) for known in FAILURE_TYPES)


@by_cause
def test_both_languages_say_the_same_things(cause):
    texts = {language: cause.texts(language) for language in LANGUAGES}
    english, russian = texts["en"], texts["ru"]
    assert list(english.evidence) == list(russian.evidence)
    for name, sentence in english.evidence.items():
        assert placeholders(sentence) == placeholders(russian.evidence[name]), name
    assert [r.url for r in english.references] == [r.url for r in russian.references]
    assert english.references


@by_cause
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_whole(cause, language):
    texts = cause.texts(language)
    source = (folder(cause) / f"{language}.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", source, re.MULTILINE) == list(HEADINGS)
    parts = (texts.visitor, texts.developer, texts.administrator, texts.prevention)
    for part in (texts.title, texts.what_happened, *parts):
        assert part.strip()
        assert "<" not in re.sub(r"`[^`]*`|```.*?```", "", part, flags=re.DOTALL), part
        assert placeholders_allowed(part)
    assert not texts.title.endswith(".")
    if language == "ru":
        letters = re.sub(r"`[^`]*`", "", texts.what_happened)
        assert len(re.findall("[а-яё]", letters)) > len(re.findall("[a-z]", letters))


def placeholders_allowed(part: str) -> bool:
    bare = re.sub(r"```.*?```|`[^`]*`", "", part, flags=re.DOTALL)
    return placeholders(bare) <= EVERYWHERE


@by_cause
def test_rule_and_texts_name_the_same_evidence(cause):
    assert named_in_rule(cause) == set(cause.texts("en").evidence)


@by_cause
def test_rule_is_short_and_pure(cause):
    source = (folder(cause) / "rule.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 150
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            room = (node.module or "").split(".")[1:2]
            assert node.module is not None
            if node.module.startswith("wwwhy"):
                assert room[0] in {"model", "auth", "causes", "probes", "catalog", "sources"}


@by_cause
def test_has_cases_that_fire_and_cases_that_stay_silent(cause):
    names = [path.name for path in (folder(cause) / "cases").glob("*.http")]
    assert any(name.startswith("yes-") for name in names)
    assert any(name.startswith("no-") for name in names)
    assert all(re.fullmatch(r"(yes|no)-[a-z0-9-]+\.http", name) for name in names)


@by_cause
def test_has_a_lab(cause):
    if cause.replayed:
        pytest.skip("replayed from a product that cannot run here")
    tree = ast.parse((folder(cause) / "lab.py").read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"broken", "repaired"} <= functions
