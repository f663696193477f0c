"""What a browser's own record shows of its check, and what no browser would ever have sent."""

from dataclasses import replace

from wwwhy.causes.asking import command as command_for
from wwwhy.causes.case import Case, is_success
from wwwhy.causes.cors import sharing
from wwwhy.model import Evidence, Finding, NextExperiment, Value, Verdict
from wwwhy.probes.preflight import needs_preflight

_HIDES = frozenset({"ERR_FAILED", "NS_ERROR_DOM_BAD_URI"})
"""How Chrome and Firefox record what their own check kept from the page; blockers have others."""


def hidden(case: Case, origin: str) -> Finding | None:
    """Judge a record that holds no answer, by how it ends.

    Where a browser asks beforehand, the answer to that question is as likely to be at fault.
    """
    wants = () if case.probe(sharing.AGAIN).done else (sharing.AGAIN,)
    if not _ended_by_check(case):
        return Finding(Verdict.POSSIBLE, wants=wants) if wants else None
    values: dict[str, Value] = {"origin": origin}
    said = Evidence("browser_says", values, exchange=case.exchange.index, pointer="failure")
    verdict = Verdict.POSSIBLE if needs_preflight(case.request) else Verdict.LIKELY
    command = command_for(case.request, "-i", "-H", f"Origin: {origin}")
    experiment = NextExperiment("ask_again", {"origin": origin}, command)
    return Finding(verdict, (said,), None, experiment, wants)


def as_typed(finding: Finding | None, case: Case) -> Finding | None:
    """Weaken a refusal of a value that no browser sends: of those that they send it says nothing.

    Somebody typed it with a slash at its end, a path or capital letters.
    """
    origin = sharing.page_origin(case.request) or ""
    usual = sharing.as_browsers_write(origin)
    if finding is None or usual is None or finding.verdict is Verdict.RULED_OUT:
        return finding
    if is_success(case.exchange):
        return None  # served to everybody; that the value is odd is told as a defect
    values: dict[str, Value] = {"origin": origin, "usual": usual}
    odd = Evidence(
        "never_sent", values, exchange=case.exchange.index, pointer="request.headers.origin"
    )
    command = command_for(case.request, "-i", "-H", f"Origin: {usual}")
    experiment = NextExperiment("ask_as_browsers", {"usual": usual}, command)
    facts = (odd, *finding.evidence)
    return replace(finding, verdict=Verdict.POSSIBLE, evidence=facts, next_experiment=experiment)


def _ended_by_check(case: Case) -> bool:
    """Whether a browser's record ends as its own check ends it: failed, and no reason given."""
    return case.failure is not None and case.failure.native.get("browser") in _HIDES
