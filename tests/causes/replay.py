"""Turns a recorded case back into the `Case` that a rule sees."""

from dataclasses import replace
from pathlib import Path

from wwwhy.causes import Case, Cause, ProbeResult, ProbeState
from wwwhy.diagnosis.attribution import attribute
from wwwhy.diagnosis.investigation import CONTROL
from wwwhy.model import Exchange, Finding, LogLine
from wwwhy.sources.config import read_config_text
from wwwhy.sources.raw import CaseFile, LogText, read_case
from wwwhy.sources.serverlog.formats import parsed, ranked
from wwwhy.sources.serverlog.moments import LOCAL


def judge_case(cause: Cause, path: Path) -> tuple[Finding | None, str | None]:
    """Return what the cause's rule says of a recorded case, and the verdict it promises."""
    recorded = read_case(path.read_text(encoding="utf-8"))
    return cause.judge(case_of(recorded)), recorded.expect


def case_of(recorded: CaseFile) -> Case:
    """Build the case as an investigation would have."""
    last = recorded.hops[-1]
    results = {
        name: ProbeResult(name, ProbeState.DONE, exchanges)
        for name, exchanges in recorded.probes.items()
    }
    for name, why in recorded.failed_probes.items():
        results[name] = ProbeResult(name, ProbeState.FAILED, why=why)
    control = results[CONTROL].first if CONTROL in results and not last.request.is_safe else None
    everything = tuple(e for result in results.values() for e in result.exchanges)
    return Case(
        exchange=last,
        control=control or last,
        hops=recorded.hops,
        probes=results,
        answered_by=attribute(last, everything).answered_by,
        log=tuple(line for log in recorded.logs for line in lines_of(log)),
        config=tuple(read_config_text(each.text) for each in recorded.configs),
        now=last.received_at,
    )


def lines_of(log: LogText) -> list[LogLine]:
    """Read recorded log lines; the lab matched them to the request when it recorded them."""
    formats = ranked(log.text, f"{log.server} {log.kind}")
    lines = (parsed(line, formats, LOCAL) for line in log.text.splitlines() if line.strip())
    return [
        replace(line, source="error.log", number=number, certainty="offset", kind=log.kind)
        for number, line in enumerate(lines, 1)
        if line is not None
    ]


def spoiled(case: Case, probe_id: str, state: ProbeState) -> Case:
    """Return the case as it would be if this probe had failed by itself, or never been made."""
    results = {**case.probes, probe_id: ProbeResult(probe_id, state, why="bound.time")}
    control: Exchange = case.exchange if probe_id == CONTROL else case.control
    return replace(case, probes=results, control=control)
