"""More requests came from this client than the server allows in the time."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.edge.counters import (
    amount_in,
    asked_to_wait,
    counted,
    has_left,
    logged,
    used_up,
    wait,
)
from wwwhy.causes.edge.statements import says_another_reason
from wwwhy.model import Evidence, Finding, LogLine, Strength, Value, Verdict
from wwwhy.probes.user_agent_repeated import UNDER_OWN_NAME

_DENIED_BY_RULE = "PR"
"""HAProxy's termination state for what its own rules refuse."""


def judge(case: Case) -> Finding | None:
    """Take what heals by waiting (RFC 6585 section 4), or what the server counts itself.

    A 429 that speaks of an amount that is used up (a quota, a plan) does not heal by waiting.
    """
    log = logged(case)
    # A counter counts many things; where words give another reason, it is no proof of this one.
    zero = Strength.STRONG if says_another_reason(case.response) else Strength.CONCLUSIVE
    told = (*counted(case, zero), *(log or _ruled(case)), *asked_to_wait(case))
    healed = case.healed_by("after-a-wait")
    at_once = case.probe("fresh-connection")
    if healed is not None and case.unchanged_by(at_once.id):
        values = {"at_once": case.status, "later": healed.status}
        flip = Evidence("heals_by_waiting", values, Strength.CONCLUSIVE, exchange=healed.index)
        return Finding(Verdict.PROVED, (flip, *told), repair=healed.index, wants=())
    if healed is None and _is_parted_by_name(case, told):
        return None
    repair = healed.index if healed else None
    amount = amount_in(case)
    sure = any(evidence.strength is Strength.CONCLUSIVE for evidence in told)
    # A quota is counted in the same fields, and waiting a minute does not fill it again.
    if sure and (amount is None or _proves(log)):
        return Finding(Verdict.PROVED, told, repair=repair)
    if amount is not None and case.unchanged_by("after-a-wait"):
        return Finding(Verdict.RULED_OUT, (used_up(case, amount),))
    says = Evidence("status_says_so", strength=Strength.WEAK, exchange=case.exchange.index)
    against = () if amount is None else (used_up(case, amount),)
    # Its own counter has something left: so it counts something else, sessions or uploads perhaps.
    other = amount is not None or (has_left(case.exchange) and not told)
    verdict = Verdict.POSSIBLE if other else Verdict.LIKELY
    return Finding(verdict, (says, *told, *against), repair=repair, next_experiment=wait(case))


def _is_parted_by_name(case: Case, told: tuple[Evidence, ...]) -> bool:
    """Whether the name of the program decides, and not a count that lets some requests pass."""
    if case.healed_by("browser-user-agent", "user-agent-repeated") is None:
        return False
    again = case.probe("user-agent-repeated")
    if not again.done:
        return not told
    in_turn = zip(again.exchanges, UNDER_OWN_NAME, strict=False)
    parted = all(is_success(each) is not own for each, own in in_turn)
    return parted and case.healed_by("fresh-connection") is None


def _proves(log: tuple[Evidence, ...]) -> bool:
    return any(each.strength is Strength.CONCLUSIVE for each in log)


def _ruled(case: Case) -> tuple[Evidence, ...]:
    """Return HAProxy's log line which says that a rule of its own refused this request."""
    ruled = next(filter(_is_denied_by_rule, case.log), None)
    if ruled is None:
        return ()
    values: dict[str, Value] = {"state": ruled.values["state"]}
    return (Evidence("haproxy_rule", values, pointer=ruled.pointer),)


def _is_denied_by_rule(line: LogLine) -> bool:
    return line.values.get("state", "").startswith(_DENIED_BY_RULE) and line.certainty != "window"
