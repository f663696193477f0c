"""Compares what the diagnosis said with what is true, since the lab made it happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab.scene import VERDICTS, Scene
from lab.trial import Trial
from lab.variants import Variant

HEALTHY_STATUS, DIAGNOSED_STATUS = 0, 1
_SAID = 300
_FAULT = "a fault of wwwhy itself"


@dataclass(frozen=True, slots=True)
class Result:
    """How one scene went."""

    variant: Variant
    complaints: tuple[str, ...] = ()
    """Everything that is off, a sentence each; empty if all is as promised."""
    verdict: str = ""
    """Of the true cause, where it was found."""
    precision: float | None = None
    """Of a broken scene: 0 if the true cause was missed, else its share of what was listed."""
    wrongly_proved: tuple[str, ...] = ()
    seconds: float = 0.0
    skipped: str = ""
    """Why it was not run; '' if it was."""


def score(variant: Variant, scene: Scene, trial: Trial) -> Result:
    """Judge one diagnosis."""
    if trial.exit_status is None or trial.report is None:
        what = "did not end in time" if trial.exit_status is None else "printed no JSON report"
        said = f"{what} (exit status {trial.exit_status}): {trial.stderr[-_SAID:] or 'no message'}"
        precision = 0.0 if variant.is_broken else None
        return Result(variant, (said,), precision=precision, seconds=trial.seconds)
    if variant.is_broken:
        result = _of_broken(variant, scene, trial, trial.report)
    elif variant.is_lookalike:
        result = _of_lookalike(variant, trial, trial.report)
    else:
        result = _of_healthy(variant, trial, trial.report)
    return replace(result, complaints=(*result.complaints, *_faults(trial.report)))


def _faults(report: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the report says of rules that broke; a user gets the rest of the answer."""
    said = (missing["why"] for missing in report.get("not_checked", ()))
    return tuple(why for why in said if _FAULT in why)


def _of_broken(variant: Variant, scene: Scene, trial: Trial, report: Mapping[str, Any]) -> Result:
    listed = _listed(report)
    true = {variant.slug, *scene.also}
    verdict = next((each["verdict"] for each in listed if each["id"] == variant.slug), "")
    wrong = _proved(listed, true)
    complaints = []
    if trial.exit_status != DIAGNOSED_STATUS:
        complaints.append(f"exit status {trial.exit_status}, not {DIAGNOSED_STATUS}")
    if report["outcome"]["healthy"]:
        complaints.append("called healthy")
    if not listed or listed[0]["id"] != variant.slug:
        complaints.append(f"first is {_named(listed)}")
    if not verdict:
        summary = report["outcome"].get("summary", "")
        complaints.append(f"the cause is not listed; outcome: {summary}")
    elif VERDICTS.index(verdict) > VERDICTS.index(scene.verdict):
        complaints.append(f"{verdict}, promised {scene.verdict}")
    complaints.extend(f"wrongly proved: {slug}" for slug in wrong)
    found = [each for each in listed if each["id"] in true]
    return Result(
        variant,
        tuple(complaints),
        verdict=verdict,
        precision=len(found) / len(listed) if verdict else 0.0,
        wrongly_proved=wrong,
        seconds=trial.seconds,
    )


def _of_lookalike(variant: Variant, trial: Trial, report: Mapping[str, Any]) -> Result:
    """Ask for one thing only: the cause it resembles is not named, whatever else is said."""
    own = [each for each in _listed(report) if each["id"] == variant.slug]
    return Result(
        variant,
        tuple(f"lists {each['id']} ({each['verdict']})" for each in own),
        wrongly_proved=tuple(each["id"] for each in own if each["verdict"] == VERDICTS[0]),
        seconds=trial.seconds,
    )


def _of_healthy(variant: Variant, trial: Trial, report: Mapping[str, Any]) -> Result:
    listed = _listed(report)
    complaints = []
    if trial.exit_status != HEALTHY_STATUS:
        complaints.append(f"exit status {trial.exit_status}, not {HEALTHY_STATUS}")
    if not report["outcome"]["healthy"]:
        complaints.append(f"not healthy: {report['outcome'].get('summary', '')}")
    complaints.extend(f"lists {each['id']} ({each['verdict']})" for each in listed)
    return Result(
        variant,
        tuple(complaints),
        wrongly_proved=_proved(listed, set()),
        seconds=trial.seconds,
    )


def _listed(report: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """Return the causes that are not ruled out, best first."""
    return [each for each in report["causes"] if each["verdict"] in VERDICTS]


def _proved(listed: Sequence[Mapping[str, str]], true: set[str]) -> tuple[str, ...]:
    proved = [each["id"] for each in listed if each["verdict"] == VERDICTS[0]]
    return tuple(slug for slug in proved if slug not in true)


def _named(listed: Sequence[Mapping[str, str]]) -> str:
    return f"{listed[0]['id']} ({listed[0]['verdict']})" if listed else "nothing"
