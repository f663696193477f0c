"""More requests came than the server allows, and it says so with a status of another meaning."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.edge.counters import (
    amount_in,
    asked_to_wait,
    counted,
    has_left,
    is_used_up,
    logged,
    named,
    wait,
)
from wwwhy.causes.edge.statements import code_of_limit, says_another_reason
from wwwhy.causes.upstream.logged import NGINX
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Verdict

_BAD_REQUEST, _NOT_FOUND, _CALM, _UNAVAILABLE = 400, 404, 420, 503
_LIMITS = frozenset({"limit_req", "limit_conn"})
_SURE = 0.8
_AT_ONCE, _LATER = "fresh-connection", "after-a-wait"


def judge(case: Case) -> Finding | None:
    """Take a flip by time, the server's log, or its counter together with its words.

    A counter at zero alone proves nothing: the last request that was allowed has it as well, and
    may have been refused for any other reason. Then the next one is refused otherwise.
    """
    log = logged(case)
    zero = counted(case, Strength.STRONG)
    words = named(case)
    calm = asked_to_wait(case) if case.status == _CALM else ()
    own = () if log else _by_nginx(case)
    heard = log or zero or words or calm or own
    if not heard or (amount_in(case) is not None and not _proves(log)):
        return None
    told = (*log, *zero, *words, *asked_to_wait(case), *own)
    healed = case.healed_by(_LATER)
    if healed is not None and case.unchanged_by(_AT_ONCE):
        values = {"at_once": case.status, "later": healed.status}
        flip = Evidence("heals_by_waiting", values, Strength.CONCLUSIVE, exchange=healed.index)
        return Finding(Verdict.PROVED, (flip, *told), repair=healed.index, wants=())
    if _proves(log):
        return Finding(Verdict.PROVED, told, repair=healed.index if healed else None)
    return None if _refuses_for_more(case) else _weighed(case, told)


def _by_nginx(case: Case) -> tuple[Evidence, ...]:
    """Return that nginx wrote a 503 itself, which it does for a limit and by `return` only.

    Trouble behind it is 502 and 504 (ngx_http_upstream.c). A configuration at hand tells more.
    """
    box = case.answered_by
    if case.status != _UNAVAILABLE or box.name not in NGINX or box.confidence < _SURE:
        return ()
    directives = (each.name for config in case.config for each in config.walk())
    if case.config and not _LIMITS & {*directives}:
        return ()
    return (Evidence("says_503_itself", {"box": box.name}, Strength.WEAK, Polarity.FOR,
                     case.exchange.index),)  # fmt: skip


def _proves(log: tuple[Evidence, ...]) -> bool:
    return any(each.strength is Strength.CONCLUSIVE for each in log)


def _weighed(case: Case, told: tuple[Evidence, ...]) -> Finding:
    """Weigh a counter at zero, and words, where neither time nor a log decided."""
    refilled = _refilled(case)
    if refilled is not None:
        return Finding(Verdict.RULED_OUT, (refilled,))
    names = {evidence.name for evidence in told}
    if {"count_is_used_up", "names_a_limit"} <= names:
        return Finding(Verdict.PROVED, told)
    # A count that is used up beside another reason is no more than a coincidence, so far.
    waits = {"count_is_used_up", "retry_after"} <= names and not says_another_reason(case.response)
    backed = bool({"names_a_limit", "log"} & names) or waits
    # "Too many requests in one batch" is a fault of the request, and no matter of time.
    vague = case.status == _BAD_REQUEST and code_of_limit(case.response) is None
    sure = backed and not vague and case.unchanged_by(_AT_ONCE)
    verdict = Verdict.LIKELY if sure else Verdict.POSSIBLE
    return Finding(verdict, told, next_experiment=wait(case))


def _refuses_for_more(case: Case) -> bool:
    """Whether something tells that the count is not what refuses here.

    The same request gets another answer at once, or another one passes with nothing left.
    """
    again = case.probe(_AT_ONCE)
    if again.done and not case.unchanged_by(_AT_ONCE):
        return True
    probed = (e for name, result in case.probes.items() if name != _LATER for e in result.exchanges)
    return any(_passes(each) and is_used_up(each) is not None for each in probed)


def _passes(exchange: Exchange) -> bool:
    return is_success(exchange) or exchange.status == _NOT_FOUND


def _refilled(case: Case) -> Evidence | None:
    """Return that the request is refused alike while the server's counter has something left."""
    later = case.probe(_LATER).first
    if later is None or not case.unchanged_by(_LATER) or not has_left(later):
        return None
    values = {"refused": case.outcome}
    return Evidence(
        "refused_with_some_left", values, Strength.CONCLUSIVE, Polarity.AGAINST, later.index
    )
