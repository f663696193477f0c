"""Nothing listens where the gateway sends the request: its connection is refused."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.causes.upstream.disguise import disguised, is_disguised
from wwwhy.causes.upstream.faults import Fault, Told, certain_of, contradicting
from wwwhy.causes.upstream.forward import is_forward, refused_past_proxy
from wwwhy.causes.upstream.gateway import (
    AT_ONCE,
    answering,
    direct_command,
    fails_alike,
    first_fresh,
    fits,
    is_served,
    parts_refusals,
    told,
    waited,
)
from wwwhy.causes.upstream.statements import ruled_out, words
from wwwhy.causes.upstream.stored import is_stored
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Verdict

_SLOWEST = 1.0
_HAPROXY_SLOWEST = 3.5
"""Seconds: HAProxy tries again up to three times, a second apart (`retries 3`)."""


def judge(case: Case) -> Finding | None:
    """Take the gateway's own word; without one, an answer at once while nothing behind it answers.

    From outside a refusal, a crash and a failed TLS handshake look alike: 502 within milliseconds.
    A server that is reached by any other method is no server that refuses connections.
    """
    if is_disguised(case):
        return disguised(case, Fault.REFUSED)
    said = told(case)
    backend = backend_of(case)
    proof = certain_of(said, Fault.REFUSED)
    if proof:
        return Finding(Verdict.PROVED, (*_words(case, proof), *_passes(backend)), wants=())
    denied = contradicting(said, Fault.REFUSED)
    if denied:
        return ruled_out(denied[0])
    if is_forward(case):
        return refused_past_proxy(case)
    return _from_outside(case, said, backend)


def _from_outside(case: Case, said: tuple[Told, ...], backend: Backend | None) -> Finding | None:
    """Weigh what shows without the gateway's word: how quick it was, and who else answers."""
    slowest = _HAPROXY_SLOWEST if case.answered_by.name == "HAProxy" else _SLOWEST
    hints = [each for each in said if each.fault is Fault.REFUSED]
    fresh = first_fresh(case)
    if not (hints or fits(case, Fault.REFUSED)) or (fresh and waited(fresh) > slowest):
        return None
    other = any(each.fault not in {Fault.REFUSED, Fault.DOWN} for each in said if each.is_log)
    if other or answering(case, "method-options") or is_served(case):
        return None
    dead = (*_words(case, hints), *_dead(case))
    given_up = tuple(_given_up(each) for each in said if each.fault is Fault.DOWN)
    evidence = (*_at_once(case), *dead, *given_up, *_neighbour(case), *_passes(backend))
    address = next((each.peer for each in hints if each.peer), None)
    address = backend.url if backend else address
    name = (
        NextExperiment("ask_directly", {"address": address}, direct_command(address))
        if address and case.answered_by.name != "HAProxy"
        else NextExperiment("find_listener", command=direct_command(None))
    )
    says_so = any(not each.is_quoted for each in hints)
    # Limits on connecting are whole seconds, and end in the same status.
    at_once = fresh is not None and waited(fresh) <= AT_ONCE
    told_apart = says_so or (at_once and (parts_refusals(case) or _is_plain(backend)))
    sure = dead and told_apart and fits(case, Fault.REFUSED) and not is_stored(case.exchange)
    return Finding(Verdict.LIKELY if sure else Verdict.POSSIBLE, evidence, next_experiment=name)


def _is_plain(backend: Backend | None) -> bool:
    """Whether the server behind is asked over TCP without TLS: a handshake cannot have failed."""
    if backend is None or backend.is_inferred:
        return False
    return "unix:" not in backend.url and "https" not in backend.url


def _words(case: Case, said: list[Told]) -> tuple[Evidence, ...]:
    """Return what the gateway says, the log first."""
    return tuple(words(case, [each]) for each in said[:2])


def _given_up(said: Told) -> Evidence:
    return Evidence("given_up", {"words": said.text}, Strength.WEAK, pointer=said.pointer)


def _at_once(case: Case) -> tuple[Evidence, ...]:
    if is_stored(case.exchange):
        return ()
    seconds = round(waited(case.exchange), 3)
    values = {"box": case.answered_by.name, "status": case.status, "seconds": seconds}
    strength = Strength.STRONG if seconds <= AT_ONCE else Strength.WEAK
    if _tries_again(case):
        return (Evidence("tried_again", values, strength, exchange=case.exchange.index),)
    return (Evidence("at_once", values, strength, exchange=case.exchange.index),)


def _tries_again(case: Case) -> bool:
    """Whether the wait is that of HAProxy's further attempts, a second apart."""
    return case.answered_by.name == "HAProxy" and waited(case.exchange) > _SLOWEST - AT_ONCE


def _dead(case: Case) -> tuple[Evidence, ...]:
    """Return the experiments in which nothing behind the gateway answered either."""
    found = []
    other = fails_alike(case, "method-options")
    if other is not None and waited(other) <= _HAPROXY_SLOWEST and not is_stored(other):
        values = {"method": other.request.method, "status": other.status}
        found.append(Evidence("no_method_answers", values, exchange=other.index))
    beside = fails_alike(case, "random-sibling")
    if beside is not None and not is_stored(beside):
        values = {"path": beside.request.url.path, "status": beside.status}
        found.append(Evidence("neighbour_fails", values, exchange=beside.index))
    return tuple(found)


def _neighbour(case: Case) -> tuple[Evidence, ...]:
    """Return that a path beside it is answered: by this server's other parts, perhaps."""
    other = answering(case, "random-sibling")
    if other is None:
        return ()
    values = {"path": other.request.url.path, "status": other.status}
    return (
        Evidence(
            "neighbour_answers", values, Strength.WEAK, Polarity.AGAINST, exchange=other.index
        ),
    )


def _passes(backend: Backend | None) -> tuple[Evidence, ...]:
    if backend is None:
        return ()
    values = {"directive": backend.directive, "address": backend.url}
    return (Evidence("passes_to", values, Strength.STRONG, pointer=backend.pointer),)
