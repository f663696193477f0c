"""The guide tells the truth: its commands run, its paths exist, its verbs are in the Justfile."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/just (.+)$", GUIDE, re.MULTILINE)
SLUG = "cache-serves-old-page"


def verbs() -> set[str]:
    text = (ROOT / "Justfile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*)(?: [^:\n]*)?:", text, re.MULTILINE))


def test_the_guide_has_five_commands_and_all_exist():
    assert len(COMMANDS) == 5
    assert {command.split()[0] for command in COMMANDS} <= verbs()


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "README.md", "README.ru.md"])
def test_every_path_named_in_a_guide_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:src|tests|docs|lab|tools|benchmarks)/[\w./-]+?)`", text)
    for path in paths:
        if "<" not in path:
            assert (ROOT / path).exists(), path
    for link in re.findall(r"\]\(((?!http)[^)#]+)", text):
        assert (ROOT / link).exists(), link


def test_the_readme_has_the_same_parts_in_russian():
    english, russian = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ru.md")
    )
    for part in (r"^#+ ", r"^- ", r"^\| ", r"^```\w+$", r"<!-- captured: \w+ -->", r"^wwwhy .*"):
        found = re.findall(part, _told(english), re.MULTILINE)
        assert re.findall(part, _told(russian), re.MULTILINE) == found, part
    code = re.compile(r"`(--[a-z-]+|-k|just \w+|make \w+|<token:1>)[`\s]")
    assert sorted(code.findall(russian)) == sorted(code.findall(english))


def _told(text: str) -> str:
    """Leave out what a run has printed."""
    return re.sub(r"(<!-- captured: \w+ -->).*?<!-- /captured -->", r"\1", text, flags=re.DOTALL)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("checkout")
    left_out = shutil.ignore_patterns(
        ".git", ".venv", ".tools", ".*_cache", ".hypothesis", "__pycache__"
    )
    shutil.copytree(ROOT, copy, dirs_exist_ok=True, ignore=left_out)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


def run(checkout: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / ".venv/bin/just", *command.split()],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src")},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


@pytest.mark.lab
def test_the_commands_lead_from_nothing_to_a_tested_cause(checkout):
    made, *rest = COMMANDS
    done = run(checkout, made)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = checkout.glob(f"src/wwwhy/causes/*/{SLUG.replace('-', '_')}")
    for name in ("rule.py", "en.md", "ru.md"):
        # What a person fills in; the skeleton as it is must not pass.
        text = (folder / name).read_text(encoding="utf-8")
        filler = "слова для проверки" if name == "ru.md" else "words for the check"
        (folder / name).write_text(re.sub(r"<[^>]+>", filler, text), encoding="utf-8")
    for command in rest[:-1]:  # the last one, `check`, is what CI runs on the whole checkout
        done = run(checkout, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert list((folder / "cases").glob("yes-*.http"))


@pytest.mark.lab
def test_an_unfilled_skeleton_does_not_pass(checkout):
    done = run(checkout, "new-cause words-left-out edge")
    assert done.returncode == 0
    done = run(checkout, "fast tests/causes -k words-left-out")
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("Bad_Slug edge", "no slug"),
        ("new-thing-here nowhere", "no family"),
        ("tcp-refused network", "exists already"),
    ],
)
def test_new_cause_refuses_in_one_sentence(words, complaint):
    done = subprocess.run(
        [ROOT / ".venv/bin/python", "-m", "tools.new_cause", *words.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
