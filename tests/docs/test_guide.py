"""The hand-written pages: each has its Russian twin, and the twins say the same."""

import re
from pathlib import Path

import pytest

from tools.docs import guide

SOURCES = guide.sources()
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"```.*?```", re.DOTALL)


def twins(path: Path) -> tuple[str, str]:
    english = path.read_text(encoding="utf-8")
    return english, path.with_suffix(".ru.md").read_text(encoding="utf-8")


def levels(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", BLOCK.sub("", text), re.MULTILINE)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_twins_have_the_same_headings_options_and_commands(path):
    english, russian = twins(path)
    assert levels(english) == levels(russian)
    assert options(english) == options(russian)
    assert commands(english) == commands(russian)


def options(text: str) -> set[str]:
    """Return every command and option that a twin names as code."""
    named = (code.split(" ")[0] for code in CODE.findall(BLOCK.sub("", text)))
    return {name for name in named if name.startswith("-") or name == "wwwhy"}


def commands(text: str) -> list[str]:
    lines = (line for block in BLOCK.findall(text) for line in block.splitlines())
    return [line.partition("#")[0].rstrip() for line in lines if "wwwhy" in line]


def test_there_is_a_page_for_the_command_line():
    assert "cli" in {path.stem for path in SOURCES}
