"""No regular expression of ours meets a fault of the oldest Python that we run on."""

import re
from pathlib import Path

import pytest

import wwwhy

SOURCES = sorted(Path(wwwhy.__file__).parent.rglob("*.py"))
FAULTY = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+(?=[^+*?{\s]|$)", re.MULTILINE)
"""A possessive group: up to Python 3.11.4 it gives back what it took, or keeps what it left
(CPython issue 106052). `(?>(?:...)*)` means the same and is right in all of them."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_possessive_group(path: Path) -> None:
    found = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if FAULTY.search(line) and re.search(r"""\br[fb]?["']""", line)
    ]
    assert not found
