"""The score knows every way in which a diagnosis can break a promise."""

from dataclasses import replace
from typing import Any

import pytest

from lab import Scene
from lab.score import score
from lab.trial import Trial
from lab.variants import HEALTHY, Variant
from wwwhy.formatters.phrases import phrases


def scene(_: object) -> Scene:
    raise AssertionError


BROKEN = Variant("deny-rule", "broken", scene)
REPAIRED = Variant("deny-rule", "repaired", scene)
LOOKALIKE = Variant("deny-rule", "lookalike_proxy", scene)
CONTROL = Variant(HEALTHY, "no-content", scene)


def trial(*causes: tuple[str, str], healthy: bool = False, status: int | None = None) -> Trial:
    report: dict[str, Any] = {
        "outcome": {"healthy": healthy, "summary": "it said no"},
        "causes": [{"id": slug, "verdict": verdict} for slug, verdict in causes],
    }
    exit_status = (0 if healthy else 1) if status is None else status
    return Trial(("wwwhy",), exit_status, report, "", 0.5)


def test_a_promise_kept() -> None:
    listed = trial(("deny-rule", "proved"), ("ip-allowlist", "possible"), ("x", "ruled_out"))
    result = score(BROKEN, Scene(("u",)), listed)
    assert result.complaints == ()
    assert (result.verdict, result.precision, result.seconds) == ("proved", 0.5, 0.5)


def test_a_rule_that_broke_is_a_complaint() -> None:
    kept = trial(("deny-rule", "proved"))
    assert kept.report is not None
    why = phrases("en")("reason", "fault")
    missing = {"what": "x", "why": f"x: {why} (KeyError)", "command": ""}
    broken = replace(kept, report={**kept.report, "not_checked": [missing]})
    assert score(BROKEN, Scene(("u",)), broken).complaints == (missing["why"],)


@pytest.mark.parametrize(
    ("said", "promised", "complaints", "precision"),
    [
        (
            trial(),
            "proved",
            ("first is nothing", "the cause is not listed; outcome: it said no"),
            0,
        ),
        (trial(("deny-rule", "ruled_out")), "proved", ("first is nothing", "the cause is"), 0),
        (trial(("deny-rule", "likely")), "proved", ("likely, promised proved",), 1),
        (trial(("deny-rule", "likely")), "likely", (), 1),
        (trial(("deny-rule", "proved")), "possible", (), 1),
        (
            trial(("x", "likely"), ("deny-rule", "likely")),
            "likely",
            (r"first is x (likely)",),
            0.5,
        ),
        (
            trial(("deny-rule", "proved"), ("x", "proved")),
            "proved",
            ("wrongly proved: x",),
            0.5,
        ),
        (trial(("deny-rule", "proved"), status=3), "proved", ("exit status 3, not 1",), 1),
        (
            trial(("deny-rule", "proved"), healthy=True),
            "proved",
            ("exit status 0, not 1", "called healthy"),
            1,
        ),
    ],
)
def test_broken_promises(
    said: Trial, promised: str, complaints: tuple[str, ...], precision: float
) -> None:
    result = score(BROKEN, Scene(("u",), promised), said)
    assert len(result.complaints) == len(complaints)
    for complaint, start in zip(result.complaints, complaints, strict=True):
        assert complaint.startswith(start)
    assert result.precision == precision


def test_what_is_true_as_well_may_be_proved_beside_it() -> None:
    said = trial(("deny-rule", "proved"), ("x", "proved"))
    result = score(BROKEN, Scene(("u",), also=("x",)), said)
    assert result.complaints == ()
    assert result.precision == 1
    assert result.wrongly_proved == ()


def test_a_lookalike_may_be_anything_but_the_cause() -> None:
    well = score(LOOKALIKE, Scene(("u",)), trial(("x", "proved"), ("deny-rule", "ruled_out")))
    assert (well.complaints, well.wrongly_proved) == ((), ())
    mistaken = score(LOOKALIKE, Scene(("u",)), trial(("deny-rule", "proved")))
    assert mistaken.complaints == ("lists deny-rule (proved)",)
    assert mistaken.wrongly_proved == ("deny-rule",)


@pytest.mark.parametrize("variant", [REPAIRED, CONTROL])
def test_a_healthy_scene_lists_nothing(variant: Variant) -> None:
    well = score(variant, Scene(("u",)), trial(("x", "ruled_out"), healthy=True))
    assert well.complaints == ()
    assert well.precision is None
    hint = score(variant, Scene(("u",)), trial(("x", "possible"), healthy=True))
    assert hint.complaints == ("lists x (possible)",)
    assert hint.wrongly_proved == ()


@pytest.mark.parametrize("variant", [REPAIRED, CONTROL])
def test_a_healthy_scene_that_is_called_ill(variant: Variant) -> None:
    result = score(variant, Scene(("u",)), trial(("x", "proved")))
    assert result.complaints == (
        "exit status 1, not 0",
        "not healthy: it said no",
        "lists x (proved)",
    )
    assert result.wrongly_proved == ("x",)


@pytest.mark.parametrize(
    ("status", "text"),
    [(None, "did not end in time"), (2, "printed no JSON report (exit status 2): bad usage")],
)
def test_no_report_is_a_miss(status: int | None, text: str) -> None:
    result = score(BROKEN, Scene(("u",)), Trial((), status, None, "bad usage", 1.0))
    assert result.complaints[0].startswith(text)
    assert result.precision == 0
