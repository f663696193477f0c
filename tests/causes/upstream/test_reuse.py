"""Failures that follow from reused connections, and those that do not."""

import random

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.upstream.reuse import failures, kept_before, series
from wwwhy.model import Exchange, Request, Response, Url


def letters_of(letters: str) -> list[bool]:
    return [letter == "F" for letter in letters]


@pytest.mark.parametrize(
    ("letters", "kept"),
    [("SFSFSF", 0), ("FSFSFS", 1), ("FFSFSF", 2), ("FFFSFS", 3)],
)
def test_kept_connections_fail_first_and_then_every_second(letters, kept):
    assert kept_before(letters_of(letters)) == kept


@pytest.mark.parametrize(
    "letters",
    ["", "SF", "SSSSSS", "FFFFFF", "SSFSSF", "SFFSSF", "FSSFFS", "FFFFSF"],
)
def test_nothing_else_looks_like_that(letters):
    assert kept_before(letters_of(letters)) is None


def test_chance_hardly_ever_does():
    dice = random.Random(7)
    found = sum(
        kept_before([dice.random() < 0.3 for _ in range(6)]) is not None for _ in range(5000)
    )
    assert found / 5000 < 0.05


def exchange(status: int) -> Exchange:
    return Exchange(Request(Url.parse("http://a.test/")), Response(status))


def case(*in_turn: int, control: int = 502) -> Case:
    probe = ProbeResult("one-by-one", ProbeState.DONE, tuple(map(exchange, in_turn)))
    return Case(exchange(502), exchange(control), probes={probe.id: probe})


def test_a_series_is_told_by_how_each_ended():
    assert failures(case(502, 200, 502), "one-by-one") == [True, False, True]
    assert failures(case(502, 200, 404), "one-by-one") == []
    assert failures(case(), "repeated") == []


def test_the_safe_twin_is_one_of_the_series():
    served, failed = series(case(502, 200, 404, control=200))
    assert ([each.status for each in served], [each.status for each in failed]) == (
        [200] * 2,
        [502],
    )
    served, failed = series(case(502))
    assert ([each.status for each in served], [each.status for each in failed]) == ([], [502] * 2)
