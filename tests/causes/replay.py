"""Turns a recorded case back into the `Case` that a rule sees."""

from pathlib import Path
from types import MappingProxyType

from wwwhy.causes import Case, Cause, ProbeResult, ProbeState
from wwwhy.diagnosis.attribution import attribute
from wwwhy.model import Finding
from wwwhy.sources.raw import CaseFile, read_case


def judge_case(cause: Cause, path: Path) -> tuple[Finding | None, str | None]:
    """Return what the cause's rule says of a recorded case, and the verdict it promises."""
    recorded = read_case(path.read_text(encoding="utf-8"))
    return cause.judge(case_of(recorded)), recorded.expect


def case_of(recorded: CaseFile) -> Case:
    """Build the case as an investigation would have."""
    raise NotImplementedError
