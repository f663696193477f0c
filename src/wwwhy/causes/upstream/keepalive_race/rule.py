"""The server closed an idle connection just when the next request was sent on it."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.upstream.backends import backend_of
from wwwhy.causes.upstream.faults import Fault, certain_of, contradicting
from wwwhy.causes.upstream.gateway import fits, told, waited
from wwwhy.causes.upstream.idle import judge_direct
from wwwhy.causes.upstream.reuse import AGAIN, SERIES, failures, kept_before, series
from wwwhy.model import (
    SAFE_METHODS,
    Evidence,
    Finding,
    NextExperiment,
    Strength,
    Value,
    Verdict,
)

_SLOWEST, _SLOWEST_TOLD = 0.5, 3.0
"""Seconds: a closed connection is noticed after one round trip, wherever the server is."""
_TWICE = 2
_REPEATS_SAFE_ONES = frozenset({"nginx", "OpenResty", "Tengine", "Angie", "ingress-nginx", "Caddy"})
"""Gateways that silently repeat a safe request on a new connection (nginx 1.22.1, Caddy 2.6.2)."""


def judge(case: Case) -> Finding | None:
    """Tell a race from a crash: it goes away at once, and only what reuses a connection fails.

    Directly, the recorded request failed on a connection that was used before; then the pause is
    the factor. Behind a gateway the factor is whether it had an idle connection to reuse.
    """
    if case.failure is not None:
        return judge_direct(case) if case.exchange.connection.reused else None
    said = told(case)
    box = case.answered_by.name
    slowest = _SLOWEST_TOLD if certain_of(said, Fault.CLOSED) else _SLOWEST
    if not fits(case, Fault.CLOSED) or waited(case.exchange) > slowest:
        return None
    if contradicting(said, Fault.CLOSED):
        return None
    if box in _REPEATS_SAFE_ONES and case.request.method in SAFE_METHODS:
        return None
    evidence = (*_log(case), *_keeps(case))
    if _is_twin(case) and box in _REPEATS_SAFE_ONES:
        return _by_hiding_twin(case, evidence)
    return _repeated(case, evidence)


def _is_twin(case: Case) -> bool:
    """Whether a safe request stands for one that must not be repeated."""
    asked = (each for name in AGAIN for each in case.probe(name).exchanges)
    methods = {case.control.request.method, *(each.request.method for each in asked)}
    return methods != {case.request.method}


def _by_hiding_twin(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge by a safe twin that the gateway repeats silently: it does not show what it met."""
    if not is_success(case.control):
        return None
    sure = len(evidence) > 1
    verdict = Verdict.LIKELY if sure else Verdict.POSSIBLE
    return Finding(verdict, (*evidence, _twin(case)), next_experiment=_replay(case), wants=())


def _twin(case: Case) -> Evidence:
    values: dict[str, Value] = {"method": case.request.method, "status": case.control.status}
    return Evidence("safe_twin_works", values, Strength.WEAK, exchange=case.control.index)


def _replay(case: Case) -> NextExperiment:
    if _is_twin(case):
        return NextExperiment("replay", {"method": case.request.method})
    return NextExperiment("compare_timeouts")


def _repeated(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Repeat the request, or its safe twin, and look at which of them fail."""
    if not case.probe("fresh-connection").done:
        return Finding(Verdict.POSSIBLE, evidence, wants=("fresh-connection",))
    served, failed = series(case)
    if not served or not failed:
        # Whatever was asked beside it may have met the same kept connections, or none of them.
        asked = case.probe(SERIES[0]).done
        wants = () if asked else SERIES[:1]
        if failed:
            return None if asked else Finding(Verdict.POSSIBLE, evidence, wants=wants)
        evidence = (*evidence, _twin(case))
        return Finding(Verdict.POSSIBLE, evidence, next_experiment=_replay(case), wants=wants)
    values: dict[str, Value] = {"status": case.status, "again": served[0].status}
    evidence = (*evidence, Evidence("works_again", values, exchange=served[0].index))
    return _by_pattern(case, evidence)


def _by_pattern(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge a fault that comes and goes by the order in which it came.

    A pattern of safe twins shows the race itself; that it met the user's own request is likely.
    """
    in_turn, at_once = (failures(case, name) for name in SERIES)
    kept = kept_before(in_turn)
    backend = backend_of(case)
    peers = backend.peers if backend and not backend.is_inferred else ()
    # Of two servers of which one is broken, just every second request would fail.
    most = len(at_once) if len(peers) == 1 else len(at_once) / 2
    if kept is not None and sum(at_once) < most:
        shown = (_pattern(case, in_turn, at_once), *evidence)
        # A crash that comes and goes looks like this once in forty times (p = 0.3 to 0.5).
        backed = any(each.name in {"log", "keeps_idle"} for each in evidence)
        if _is_twin(case) or not backed:
            return Finding(Verdict.LIKELY, shown, next_experiment=_replay(case), wants=())
        return Finding(Verdict.PROVED, shown, wants=())
    if kept is not None and kept < _TWICE and len(peers) > 1:
        return None
    alike = kept is not None and (kept >= _TWICE or len(peers) == 1)
    sporadic = not any((*in_turn, *at_once)) and any(each.name == "log" for each in evidence)
    return Finding(
        Verdict.LIKELY if alike or sporadic else Verdict.POSSIBLE,
        evidence,
        next_experiment=_replay(case),
        wants=SERIES,
    )


def _pattern(case: Case, in_turn: list[bool], at_once: list[bool]) -> Evidence:
    values: dict[str, Value] = {
        "failed": sum(in_turn),
        "count": len(in_turn),
        "failed_at_once": sum(at_once),
        "count_at_once": len(at_once),
    }
    first = case.probe("one-by-one").exchanges[0].index
    return Evidence("only_reused_fail", values, Strength.CONCLUSIVE, exchange=first)


def _log(case: Case) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("log", {"words": each.text}, Strength.STRONG, pointer=each.pointer)
        for each in certain_of(told(case), Fault.CLOSED)[:1]
        if each.is_log
    )


def _keeps(case: Case) -> tuple[Evidence, ...]:
    backend = backend_of(case)
    if backend is None or not backend.keeps_idle:
        return ()
    values: dict[str, Value] = {"address": backend.url}
    return (Evidence("keeps_idle", values, Strength.STRONG, pointer=backend.pointer),)
