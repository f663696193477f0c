"""The server behind the gateway took the request and did not answer in the time it is given."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.causes.upstream.disguise import disguised, is_disguised
from wwwhy.causes.upstream.faults import Fault, Told, certain_of, contradicting
from wwwhy.causes.upstream.gateway import (
    direct_command,
    first_fresh,
    fits,
    is_round,
    reached,
    told,
    waited,
)
from wwwhy.causes.upstream.statements import ruled_out, words
from wwwhy.causes.upstream.stored import is_stored
from wwwhy.causes.upstream.waits import SHORTEST, long_wait, quick_answers, slow_answers
from wwwhy.model import Evidence, Finding, NextExperiment, Strength, Value, Verdict

_FAILS_OTHERWISE = frozenset({"Apache", "Caddy", "Envoy", "HAProxy", "lighttpd"})
"""Products with another status for a connection that never came about (all measured). HAProxy's
`tarpit` waits before a 504 of its own as well, so that its log alone proves it (sH)."""
_ONLY_FOR_WAITING = 504
_OF_GATEWAYS = 502
"""What gateways written by hand say of any fault behind them, and products of a fault whose reason
may be that limit of somebody further on."""
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
        evidence = (words(case, proof), long_wait(case), *_limit(case, backend))
        return Finding(Verdict.PROVED, evidence, wants=())
    denied = contradicting(said, Fault.READ_TIMEOUT)
    if denied:
        return ruled_out(denied[0])
    if fits(case, Fault.READ_TIMEOUT):
        return _from_outside(case, said, backend)
    return _by_whole_seconds(case)


def _by_whole_seconds(case: Case) -> Finding | None:
    """Take a 502 after whole seconds, where others are answered sooner, for somebody's limit.

    It is this gateway's own, or that of one behind it, or of whoever ends late workers there.
    """
    is_limit = case.status == _OF_GATEWAYS and is_round(case.exchange)
    if not is_limit or is_stored(case.exchange) or not fits(case, Fault.CLOSED):
        return None
    quick = quick_answers(case)
    if not quick and any(case.probe(name).done for name in ("method-options", "random-sibling")):
        return None
    return Finding(Verdict.POSSIBLE, (long_wait(case), *quick), next_experiment=_next(case))


def _from_outside(case: Case, said: tuple[Told, ...], backend: Backend | None) -> Finding | None:
    """Weigh how long it took; how long a cache had waited for its copy nobody can see any more."""
    # A 504 that came sooner than anybody's patience ends repeats an earlier one.
    quick = case.status == _ONLY_FOR_WAITING and waited(case.exchange) < SHORTEST
    if is_stored(case.exchange) or (case.answered_by.name in _MAY_STORE and quick):
        fresh = first_fresh(case)
        is_other = fresh is not None and fresh.index != case.exchange.index
        if is_other and waited(fresh or case.exchange) < SHORTEST:
            return None
        return Finding(Verdict.POSSIBLE, slow_answers(case), next_experiment=_next(case))
    if waited(case.exchange) < SHORTEST:
        return None
    if backend is not None and case.status == _ONLY_FOR_WAITING and _must_be(case, backend):
        return Finding(Verdict.PROVED, (long_wait(case), *_limit(case, backend)), wants=())
    hints = [each for each in said if each.fault is Fault.READ_TIMEOUT and each.is_log]
    verdict = Verdict.LIKELY if hints else _verdict(case)
    logged = (words(case, hints),) if hints else ()
    evidence = (
        *logged,
        long_wait(case),
        *_limit(case, backend),
        *quick_answers(case),
        *slow_answers(case),
    )
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
    if quick_answers(case):
        return Verdict.LIKELY
    if case.answered_by.name in _FAILS_OTHERWISE and is_round(case.exchange):
        return Verdict.LIKELY
    return Verdict.POSSIBLE if case.status == _ONLY_FOR_WAITING or is_round(case.exchange) else None


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


def _next(case: Case) -> NextExperiment:
    backend = backend_of(case)
    if backend is None:
        return NextExperiment("read_log")
    address = f"{backend.url}{case.request.url.path}"
    command = direct_command(address).replace("curl ", "curl -m 300 ", 1)
    return NextExperiment("ask_directly", {"address": backend.url}, command)
