"""The server behind the gateway took the request and did not answer in the time it is given."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.causes.upstream.disguise import disguised, is_disguised
from wwwhy.causes.upstream.faults import Fault, Told, certain_of, contradicting
from wwwhy.causes.upstream.gateway import (
    answering,
    direct_command,
    fails_alike,
    first_fresh,
    fits,
    is_round,
    reached,
    told,
    waited,
)
from wwwhy.causes.upstream.statements import ruled_out, words
from wwwhy.causes.upstream.stored import is_stored
from wwwhy.model import Evidence, Finding, NextExperiment, Strength, Value, Verdict

_SHORTEST = 0.8
"""Seconds: nobody's patience is shorter than a second."""
_QUICK = 0.5
"""Share of the wait in which another answer counts as quick."""
_FAILS_OTHERWISE = frozenset({"Apache", "Caddy", "Envoy", "lighttpd"})
"""Products with another status for a connection that never came about (all measured)."""
_ONLY_FOR_WAITING = 504
_MAY_STORE = frozenset({"nginx", "OpenResty", "Tengine", "Angie", "ingress-nginx"})
"""Products that keep a 504 from behind them without a word (`proxy_cache_valid any`)."""


def judge(case: Case) -> Finding | None:
    """Take the gateway's own word; without one, weigh how long it waited and what answers sooner.

    nginx says 504 for a connection that never came about as well: only a limit of its own that
    differs (`proxy_connect_timeout`), or a quick answer from behind it, tells the two apart.
    """
    if is_disguised(case):
        return disguised(case, Fault.READ_TIMEOUT)
    said = told(case)
    backend = backend_of(case)
    proof = certain_of(said, Fault.READ_TIMEOUT)
    if proof:
        evidence = (words(case, proof), _waited(case), *_limit(case, backend))
        return Finding(Verdict.PROVED, evidence, wants=())
    denied = contradicting(said, Fault.READ_TIMEOUT)
    if denied:
        return ruled_out(denied[0])
    return _from_outside(case, said, backend) if fits(case, Fault.READ_TIMEOUT) else None


def _from_outside(case: Case, said: tuple[Told, ...], backend: Backend | None) -> Finding | None:
    """Weigh how long it took; how long a cache had waited for its copy nobody can see any more."""
    # A 504 that came sooner than anybody's patience ends repeats an earlier one.
    quick = case.status == _ONLY_FOR_WAITING and waited(case.exchange) < _SHORTEST
    if is_stored(case.exchange) or (case.answered_by.name in _MAY_STORE and quick):
        fresh = first_fresh(case)
        is_other = fresh is not None and fresh.index != case.exchange.index
        if is_other and waited(fresh or case.exchange) < _SHORTEST:
            return None
        return Finding(Verdict.POSSIBLE, _slow(case), next_experiment=_next(case))
    if waited(case.exchange) < _SHORTEST:
        return None
    if backend is not None and case.status == _ONLY_FOR_WAITING and _must_be(case, backend):
        return Finding(Verdict.PROVED, (_waited(case), *_limit(case, backend)), wants=())
    hints = [each for each in said if each.fault is Fault.READ_TIMEOUT and each.is_log]
    verdict = Verdict.LIKELY if hints else _verdict(case)
    logged = (words(case, hints),) if hints else ()
    evidence = (*logged, _waited(case), *_limit(case, backend), *_quick(case), *_slow(case))
    return None if verdict is None else Finding(verdict, evidence, next_experiment=_next(case))


def _must_be(case: Case, backend: Backend) -> bool:
    """Whether only the limit on reading was over after this time, and not one on connecting."""
    others = {backend.connect_timeout, backend.send_timeout}
    return (
        backend.is_one
        and reached(case.exchange, backend.read_timeout)
        and not any(reached(case.exchange, limit) for limit in others)
    )


def _verdict(case: Case) -> Verdict | None:
    if _quick(case):
        return Verdict.LIKELY
    if case.answered_by.name in _FAILS_OTHERWISE and is_round(case.exchange):
        return Verdict.LIKELY
    return Verdict.POSSIBLE if case.status == _ONLY_FOR_WAITING or is_round(case.exchange) else None


def _waited(case: Case) -> Evidence:
    values: dict[str, Value] = {
        "box": case.answered_by.name,
        "status": case.status,
        "seconds": round(waited(case.exchange), 1),
    }
    index = case.exchange.index
    if is_round(case.exchange):
        return Evidence("round_wait", values, Strength.STRONG, exchange=index, pointer="timing")
    return Evidence("waited", values, Strength.WEAK, exchange=index, pointer="timing")


def _limit(case: Case, backend: Backend | None) -> tuple[Evidence, ...]:
    """Return the limit in effect, if the configuration is at hand and it was reached."""
    if backend is None or not reached(case.exchange, backend.read_timeout):
        return ()
    values: dict[str, Value] = {
        "directive": backend.read_directive or "—",
        "seconds": backend.read_timeout,
        "address": backend.url,
    }
    strength = Strength.CONCLUSIVE if _must_be(case, backend) else Strength.STRONG
    if backend.read_directive:
        return (Evidence("limit", values, strength, pointer=backend.read_pointer),)
    return (Evidence("default_limit", values, strength, pointer=backend.pointer),)


def _quick(case: Case) -> tuple[Evidence, ...]:
    """Return the answers that came from behind the gateway in much less time."""
    found = []
    for probe_id in ("method-options", "random-sibling"):
        other = answering(case, probe_id)
        if other is not None and waited(other) < _QUICK * waited(case.exchange):
            values: dict[str, Value] = {
                "method": other.request.method,
                "path": other.request.url.path,
                "status": other.status,
                "seconds": round(waited(other), 3),
            }
            found.append(Evidence("quick_answer", values, exchange=other.index))
    return tuple(found)


def _slow(case: Case) -> tuple[Evidence, ...]:
    other = fails_alike(case, "random-sibling")
    if other is None or waited(other) < _SHORTEST:
        return ()
    values: dict[str, Value] = {"path": other.request.url.path, "seconds": round(waited(other), 1)}
    return (Evidence("all_wait", values, Strength.WEAK, exchange=other.index),)


def _next(case: Case) -> NextExperiment:
    backend = backend_of(case)
    if backend is None:
        return NextExperiment("read_log")
    address = f"{backend.url}{case.request.url.path}"
    command = direct_command(address).replace("curl ", "curl -m 300 ", 1)
    return NextExperiment("ask_directly", {"address": backend.url}, command)
