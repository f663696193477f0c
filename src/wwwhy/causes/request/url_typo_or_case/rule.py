"""The path is spelled otherwise on the server: case, slash, extension, a stray character."""

from dataclasses import replace

from wwwhy.causes.case import Case, is_success, same_answer
from wwwhy.model import Evidence, Exchange, Finding, NextExperiment, Strength, Verdict
from wwwhy.sources.curl import render

_FIRST = ("path-variants", "trailing-slash", "random-sibling")
_CONTROLS = ("random-variants", "random-sibling")
_WRONG_METHOD = 405
_MOVED = frozenset({301, 308})


def judge(case: Case) -> Finding | None:
    """Ask for near spellings (RFC 9110 section 4.2.3: paths are case-sensitive).

    The control is a name that cannot exist in each of these spellings: where that is served too,
    the server answers 200 to anything of the kind, and a spelling it takes proves nothing.
    """
    if not case.is_comparable or case.request.url.path == "/":
        return None
    hit = _hit(case)
    if hit is None:
        return _without_a_hit(case)
    if any(_exists(case, each) for name in _CONTROLS for each in case.probe(name).exchanges):
        return None
    values = {
        "asked": case.request.url.path,
        "found": hit.request.url.path,
        "status": case.status,
        "then": hit.status,
    }
    spelled = Evidence("other_spelling", values, Strength.CONCLUSIVE, exchange=hit.index)
    found: tuple[Evidence, ...] = (spelled,)
    if hit.status == _WRONG_METHOD:
        found = (spelled, Evidence("for_other_methods", exchange=hit.index))
    repair = hit.index if case.request.is_safe and is_success(hit) else None
    control = case.probe("random-variants").first
    if control is None:
        return Finding(Verdict.LIKELY, found, repair=repair, wants=("random-variants",))
    nothing = Evidence("nobody_elsewhere", {"status": control.status}, exchange=control.index)
    return Finding(Verdict.PROVED, (*found, nothing), repair=repair, wants=())


def _hit(case: Case) -> Exchange | None:
    """Return the first near spelling that exists; what it shows must differ from the refusal."""
    tried = (each for name in _FIRST[:2] for each in case.probe(name).exchanges)
    found = [each for each in tried if _exists(case, each)]
    return next((each for each in found if is_success(each)), found[0] if found else None)


def _exists(case: Case, exchange: Exchange) -> bool:
    response, refusal = exchange.response, case.control.response
    if response is None or (refusal and response.body == refusal.body):
        return False
    # The probes of a POST ask with GET, which its target need not take.
    takes_another = not case.request.is_safe and exchange.status == _WRONG_METHOD
    return is_success(exchange) or takes_another or _leads_to_its_slash(exchange)


def _leads_to_its_slash(exchange: Exchange) -> bool:
    """Whether a folder answers by sending the client to its name with a slash."""
    there = exchange.leads_to if exchange.status in _MOVED else None
    return there is not None and there.path == f"{exchange.request.url.path}/"


def _without_a_hit(case: Case) -> Finding | None:
    """Keep the cause open while its probes are out; then only if nobody knows this name."""
    request = case.control.request
    parent = request.url.path.rstrip("/").rpartition("/")[0] + "/"
    above = replace(request, url=replace(request.url, path=parent, query=None))
    look = NextExperiment("look_above", {"path": parent}, command=render(above))
    tried = [case.probe(name) for name in _FIRST[:2]]
    sibling = case.probe("random-sibling").first
    if sibling is None or not any(each.done for each in tried):
        return Finding(Verdict.POSSIBLE, next_experiment=look, wants=_FIRST)
    if not same_answer(sibling, case.control):
        return None
    unknown = Evidence("unknown_name", {"status": case.status}, Strength.WEAK)
    return Finding(Verdict.POSSIBLE, (unknown,), next_experiment=look, wants=())
