"""Failures that follow from reused connections, and those that do not."""

import random

import pytest

from wwwhy.causes.upstream.reuse import kept_before


def series(letters: str) -> list[bool]:
    return [letter == "F" for letter in letters]


@pytest.mark.parametrize(
    ("letters", "kept"),
    [("SFSFSF", 0), ("FSFSFS", 1), ("FFSFSF", 2), ("FFFSFS", 3)],
)
def test_kept_connections_fail_first_and_then_every_second(letters, kept):
    assert kept_before(series(letters)) == kept


@pytest.mark.parametrize(
    "letters",
    ["", "SF", "SSSSSS", "FFFFFF", "SSFSSF", "SFFSSF", "FSSFFS", "FFFFSF"],
)
def test_nothing_else_looks_like_that(letters):
    assert kept_before(series(letters)) is None


def test_chance_hardly_ever_does():
    dice = random.Random(7)
    found = sum(
        kept_before([dice.random() < 0.3 for _ in range(6)]) is not None for _ in range(5000)
    )
    assert found / 5000 < 0.05
