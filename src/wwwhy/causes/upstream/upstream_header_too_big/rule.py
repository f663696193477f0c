"""The application's answer has a head (Set-Cookie, Link, policies) too big for the gateway."""

from wwwhy.causes.case import Case
from wwwhy.causes.upstream.backends import Backend, backend_of
from wwwhy.causes.upstream.disguise import disguised, is_disguised
from wwwhy.causes.upstream.faults import Fault, Told, certain_of, contradicting
from wwwhy.causes.upstream.gateway import (
    answering,
    comes_and_goes,
    direct_command,
    fits,
    is_listed,
    is_round,
    sooner,
    told,
)
from wwwhy.causes.upstream.statements import ruled_out, words
from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Strength, Value, Verdict

_PROBES = ("without-cookies", "method-options", "random-sibling")


def judge(case: Case) -> Finding | None:
    """Take the gateway's own word; without one, what has a small head must be answered.

    That the request works without its cookies is a strong sign and no proof: an application that
    crashes for users who have logged in looks the same from outside.
    """
    if is_disguised(case):
        return disguised(case, Fault.HEAD_TOO_BIG)
    said = told(case)
    backend = backend_of(case)
    healed = case.healed_by("without-cookies")
    repair = healed.index if healed else None
    proof = certain_of(said, Fault.HEAD_TOO_BIG)
    if proof:
        evidence = (*_words(case, proof), *_cookies(case, healed), *_limit(backend))
        wants = ("without-cookies",) if "cookie" in case.request.fields else ()
        return Finding(Verdict.PROVED, evidence, repair, wants=wants)
    denied = contradicting(said, Fault.HEAD_TOO_BIG)
    if denied:
        return ruled_out(denied[0])
    hints = [each for each in said if each.fault is Fault.HEAD_TOO_BIG]
    answered = _answered(case)
    seen = healed or hints or answered
    asked = any(case.probe(probe_id).done for probe_id in _PROBES)
    if not fits(case, Fault.HEAD_TOO_BIG) or comes_and_goes(case) or (asked and not seen):
        return None
    if not (healed or hints) and _is_late(case):
        return None
    # Whoever must not be asked again may have failed for any reason of his own.
    alike = answered if case.control.index == case.exchange.index else ()
    # HAProxy's PH is said of any malformed head, and of one that a rule denies.
    logged = any(each.is_log and each.product != "haproxy" for each in hints)
    return Finding(
        Verdict.LIKELY if healed or (logged and (answered or not asked)) else Verdict.POSSIBLE,
        (*_words(case, hints), *_cookies(case, healed), *alike, *_limit(backend)),
        repair,
        _next(case, backend),
    )


def _is_late(case: Case) -> bool:
    """Whether a limit ended a wait: who says 502 of every fault may say it of that, too."""
    return not is_listed(case) and is_round(case.exchange) and bool(sooner(case))


def _words(case: Case, said: list[Told]) -> tuple[Evidence, ...]:
    return (words(case, said, vague=Strength.WEAK),) if said else ()


def _cookies(case: Case, healed: Exchange | None) -> tuple[Evidence, ...]:
    if healed is None or healed.response is None:
        return ()
    cookie = case.request.fields.combined("cookie") or ""
    values: dict[str, Value] = {
        "status": case.status,
        "served": healed.status,
        "cookie_size": len(cookie),
        "head_size": healed.response.fields.size,
    }
    pointer = "request.headers.cookie"
    return (Evidence("works_without_cookies", values, exchange=healed.index, pointer=pointer),)


def _answered(case: Case) -> tuple[Evidence, ...]:
    """Return what was answered by the same server: it runs, and the gateway reaches it."""
    found = []
    for probe_id in ("method-options", "random-sibling"):
        other = answering(case, probe_id)
        if other is not None:
            values: dict[str, Value] = {
                "method": other.request.method,
                "path": other.request.url.path,
                "status": other.status,
            }
            found.append(Evidence("other_is_answered", values, Strength.WEAK, exchange=other.index))
    return tuple(found)


def _limit(backend: Backend | None) -> tuple[Evidence, ...]:
    if backend is None or backend.head_limit is None:
        return ()
    values: dict[str, Value] = {
        "directive": backend.head_directive,
        "size": backend.head_limit,
        "address": backend.url,
    }
    if backend.head_directive:
        return (Evidence("limit", values, Strength.WEAK, pointer=backend.head_pointer),)
    return (Evidence("default_limit", values, Strength.WEAK, pointer=backend.head_pointer),)


def _next(case: Case, backend: Backend | None) -> NextExperiment:
    if backend is None:
        return NextExperiment("read_log")
    address = f"{backend.url}{case.request.url.path}"
    command = direct_command(address)
    if command.startswith("curl "):
        command = f"{command.replace('-sv -o', '-s -D - -o', 1)} | wc -c"
    return NextExperiment("count_head", {"address": backend.url}, command)
