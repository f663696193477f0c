"""A gateway's trouble that its answer hides: its log names a fault, and the status is another one.

`error_page 502 =200` of nginx, a page for maintenance, a copy from a cache. A gateway that has two
servers to ask writes such a line, too, and then gets a sound answer from the second.
"""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.upstream.backends import backend_of
from wwwhy.causes.upstream.faults import Fault, certain_of
from wwwhy.causes.upstream.logged import lines_of, logged
from wwwhy.model import Directive, Evidence, Exchange, Finding, Strength, Value, Verdict
from wwwhy.sources.config import effective_all, takings

_SAYS_SO = frozenset({500, 502, 503, 504, 520, 521, 522, 524})
_SIBLING = "random-sibling"


def is_disguised(case: Case) -> bool:
    """Whether the answer's status is none that a gateway has for trouble of its own."""
    return case.failure is None and case.status is not None and case.status not in _SAYS_SO


def disguised(case: Case, fault: Fault) -> Finding | None:
    """Judge an answer whose status says nothing of the fault that the gateway's log names.

    The control is a name that cannot exist: where a program runs behind the gateway, it says
    something else of that. A page in place of errors is the same for any name.
    """
    proof = certain_of(logged(lines_of(case), plain=False), fault)
    if not proof or (_is_copy(case) and _replacement(case) is None) or _falls_back(case):
        return None
    values: dict[str, Value] = {"words": proof[0].text}
    log = Evidence("log", values, Strength.CONCLUSIVE, pointer=proof[0].pointer)
    status: dict[str, Value] = {"status": case.status}
    hidden = Evidence("hidden_by", status, Strength.WEAK, exchange=case.exchange.index)
    backend, rule = backend_of(case), _replacement(case)
    backend = None if backend and backend.is_inferred else backend
    alone = backend is not None and backend.is_one
    if rule is not None and alone:
        directive: dict[str, Value] = {"directive": " ".join((rule.name, *rule.args))}
        by_rule = Evidence("page_for_errors", directive, Strength.CONCLUSIVE, pointer=rule.pointer)
        return Finding(Verdict.PROVED, (log, hidden, by_rule), wants=())
    # Without the configuration there may be a second server, and an application that answers to
    # any name; only where one address is all there is, nobody else can have answered.
    doubt = Verdict.LIKELY if alone else Verdict.POSSIBLE
    sibling = case.probe(_SIBLING).first
    if sibling is None:
        return Finding(doubt, (log, hidden), wants=(_SIBLING,))
    seen: dict[str, Value] = {"path": sibling.request.url.path, "status": sibling.status}
    if sibling.status in _SAYS_SO:
        fails = Evidence("nothing_behind", seen, Strength.CONCLUSIVE, exchange=sibling.index)
        # The first of several servers may have failed, and another one have answered.
        shared = backend is not None and not alone
        verdict = Verdict.LIKELY if shared else Verdict.PROVED
        return Finding(verdict, (log, hidden, fails), wants=())
    several = backend is not None and not alone and rule is None
    if several or not _is_same_page(sibling, case.control):
        return None
    alike = Evidence("same_for_any_name", seen, exchange=sibling.index)
    return Finding(doubt, (log, hidden, alike), wants=())


def _is_copy(case: Case) -> bool:
    """Whether errors keep their status beside it: then a copy was kept of what was asked for."""
    sibling = case.probe(_SIBLING).first
    return sibling is not None and sibling.status in _SAYS_SO and is_success(case.exchange)


def _is_same_page(one: Exchange, other: Exchange) -> bool:
    """Whether two answers agree to the byte, apart from the path that was asked for."""
    return one.status == other.status and _without_path(one) == _without_path(other)


def _without_path(exchange: Exchange) -> str:
    text = exchange.response.text if exchange.response else ""
    return text.replace(exchange.request.url.path, "")


def _replacement(case: Case) -> Directive | None:
    """Return nginx's directive that gives errors of a gateway the status that came."""
    for part in takings(case.config, case.exchange):
        if part.config.server == "nginx" and not part.is_inferred:
            found = (e for e in effective_all("error_page", *part.blocks) if _replaces(e, case))
            return next(found, None)
    return None


def _falls_back(case: Case) -> bool:
    """Whether nginx hands a request that failed to another program, whose answer this then is."""
    for part in takings(case.config, case.exchange):
        if part.config.server == "nginx":
            goals = {e.args[-1] for e in effective_all("error_page", *part.blocks) if e.args}
            places = (e for e in part.config.walk() if e.name == "location" and e.args)
            return any(
                inner.name.endswith("_pass")
                for place in places
                if place.args[-1] in goals
                for inner in place.block
            )
    return False


def _replaces(directive: Directive, case: Case) -> bool:
    """Whether an `error_page` makes this status of a gateway's error; `=` leaves it to the page."""
    errors = {*directive.args[:-1]} & {str(status) for status in _SAYS_SO}
    return bool(errors) and bool({"=", f"={case.status}"} & {*directive.args})
