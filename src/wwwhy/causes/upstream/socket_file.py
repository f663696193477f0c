"""A Unix socket that the gateway cannot open: missing, or closed to the gateway's user."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.causes.upstream.faults import Fault, Told, certain_of, contradicting
from wwwhy.causes.upstream.gateway import AT_ONCE, direct_command, fits, is_served, told, waited
from wwwhy.model import Evidence, Finding, NextExperiment, Polarity, Strength, Value, Verdict


def judge_socket(case: Case, fault: Fault) -> Finding | None:
    """Take the gateway's own log; from outside all that shows is that it calls such a socket.

    Missing, closed to it, or without a listener: the answer is the same. A service that ended well
    took its socket with it, so that is the one to think of first.
    """
    said, backend = told(case), backend_of(case)
    is_local = backend is not None and "unix:" in backend.url
    proof = certain_of(said, fault)
    if proof:
        return Finding(Verdict.PROVED, (_words(proof[0]), *_calls(backend)), wants=())
    hints = [each for each in said if each.fault is fault]
    denied = contradicting(said, fault)
    if denied and (is_local or hints):
        return Finding(Verdict.RULED_OUT, (_otherwise(denied[0]),))
    if hints and fits(case, Fault.REFUSED):
        evidence = (_words(hints[0]), *_calls(backend))
        return Finding(Verdict.LIKELY, evidence, next_experiment=_look(backend))
    fails_at_once = fits(case, Fault.REFUSED) and waited(case.exchange) <= AT_ONCE
    common = fault is Fault.SOCKET_MISSING
    if denied or not (common and is_local and fails_at_once) or is_served(case):
        return None
    return Finding(Verdict.POSSIBLE, _calls(backend), next_experiment=_look(backend))


def _words(said: Told) -> Evidence:
    strength = Strength.CONCLUSIVE if said.certain else Strength.STRONG
    return Evidence("log", {"words": said.text}, strength, pointer=said.pointer)


def _otherwise(said: Told) -> Evidence:
    values: dict[str, Value] = {"words": said.text}
    conclusive = Strength.CONCLUSIVE
    return Evidence("other_fault", values, conclusive, Polarity.AGAINST, pointer=said.pointer)


def _calls(backend: Backend | None) -> tuple[Evidence, ...]:
    if backend is None:
        return ()
    values: dict[str, Value] = {"directive": backend.directive, "address": backend.url}
    return (Evidence("calls", values, Strength.WEAK, pointer=backend.pointer),)


def _look(backend: Backend | None) -> NextExperiment:
    command = "ls -l /run /run/php; ss -lxp" if backend is None else direct_command(backend.url)
    return NextExperiment("look", command=command)
