"""The server closed an idle connection just when the next request was sent on it."""

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.upstream.backends import backend_of
from wwwhy.causes.upstream.faults import Fault, certain_of, contradicting
from wwwhy.causes.upstream.gateway import answering, fits, told, waited
from wwwhy.causes.upstream.reuse import kept_before
from wwwhy.model import (
    SAFE_METHODS,
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Strength,
    Value,
    Verdict,
)

_SLOWEST, _SLOWEST_TOLD = 0.5, 3.0
"""Seconds: a closed connection is noticed after one round trip, wherever the server is."""
_TWICE = 2
_SERIES = ("one-by-one", "repeated")
_REPEATS_SAFE_ONES = frozenset({"nginx", "OpenResty", "Tengine", "Angie", "ingress-nginx", "Caddy"})
"""Gateways that silently repeat a safe request on a new connection (nginx 1.22.1, Caddy 2.6.2)."""
_ENDED = frozenset({"tcp.closed", "tcp.reset", "http.response.empty"})


def judge(case: Case) -> Finding | None:
    """Tell a race from a crash: it goes away at once, and only what reuses a connection fails.

    Directly, the recorded request failed on a connection that was used before; then the pause is
    the factor. Behind a gateway the factor is whether it had an idle connection to reuse.
    """
    if case.failure is not None:
        return _direct(case) if case.exchange.connection.reused else None
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
    if case.control.index != case.exchange.index:
        return _unrepeated(case, evidence)
    return _repeated(case, evidence)


def _unrepeated(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    """Judge a request that must not be repeated by its safe twin: gateways repeat that one."""
    if not is_success(case.control):
        return None
    values: dict[str, Value] = {"method": case.request.method, "status": case.control.status}
    twin = Evidence("safe_twin_works", values, Strength.WEAK, exchange=case.control.index)
    sure = len(evidence) > 1
    verdict = Verdict.LIKELY if sure else Verdict.POSSIBLE
    experiment = NextExperiment("replay", {"method": case.request.method})
    return Finding(verdict, (*evidence, twin), next_experiment=experiment, wants=())


def _repeated(case: Case, evidence: tuple[Evidence, ...]) -> Finding | None:
    again = case.probe("fresh-connection")
    if not again.done:
        return Finding(Verdict.POSSIBLE, evidence, wants=("fresh-connection",))
    in_turn, at_once = (_failures(case, name) for name in _SERIES)
    healed = case.healed_by("fresh-connection", *_SERIES)
    if healed is None:
        # It may have met the connection that an experiment beside it had just left.
        alive = answering(case, "random-sibling") or answering(case, "method-options")
        more = bool(alive) and not in_turn
        return Finding(Verdict.POSSIBLE, evidence, wants=_SERIES[:1]) if more else None
    values: dict[str, Value] = {"status": case.status, "again": healed.status}
    evidence = (*evidence, Evidence("works_again", values, exchange=healed.index))
    kept = kept_before(in_turn)
    peers = backend.peers if (backend := backend_of(case)) else ()
    # Of two servers of which one is broken, just every second request would fail.
    most = len(at_once) if len(peers) == 1 else len(at_once) / 2
    if kept is not None and sum(at_once) < most:
        return Finding(Verdict.PROVED, (_pattern(case, in_turn, at_once), *evidence), wants=())
    if kept is not None and kept < _TWICE and len(peers) > 1:
        return None
    alike = kept is not None and (kept >= _TWICE or len(peers) == 1)
    sporadic = not any((*in_turn, *at_once)) and any(each.name == "log" for each in evidence)
    return Finding(
        Verdict.LIKELY if alike or sporadic else Verdict.POSSIBLE,
        evidence,
        next_experiment=NextExperiment("compare_timeouts"),
        wants=_SERIES,
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


def _failures(case: Case, probe_id: str) -> list[bool]:
    """Return which exchanges of a probe failed as the request did; none if one ended otherwise."""
    exchanges = case.probe(probe_id).exchanges
    failed = [same_outcome(each, case.exchange) for each in exchanges]
    known = all(f or is_success(e) for f, e in zip(failed, exchanges, strict=True))
    return failed if known else []


def _direct(case: Case) -> Finding | None:
    """Compare a pause on one connection with none, where a recorded request met a closed one."""
    if case.failure is None or case.failure.type not in _ENDED:
        return None
    facts: dict[str, Value] = {"requests": case.exchange.connection.requests_before}
    met = Evidence("reused", facts, exchange=case.exchange.index, pointer="connection")
    later = case.probe("reused-after-idle")
    last, quick = later.last, case.probe("reused-connection")
    served_at_once = quick.done and all(is_success(each) for each in quick.exchanges)
    if later.first is not None and is_success(later.first) and last is not None and _ended(last):
        values: dict[str, Value] = {"idle_ms": round(last.connection.idle_before_ms or 0)}
        pause = Evidence("closes_idle", values, Strength.CONCLUSIVE, exchange=last.index)
        verdict = Verdict.PROVED if served_at_once else Verdict.LIKELY
        return Finding(verdict, (met, pause), repair=None, wants=("reused-connection",))
    wants = ("reused-connection", "reused-after-idle")
    return Finding(Verdict.POSSIBLE if later.done else Verdict.LIKELY, (met,), wants=wants)


def _ended(exchange: Exchange) -> bool:
    return exchange.failure is not None and exchange.failure.type in _ENDED


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
