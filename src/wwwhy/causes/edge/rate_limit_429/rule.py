"""More requests came from this client than the server allows in the time."""

import re

from wwwhy.causes.case import Case
from wwwhy.causes.refusal import error_codes
from wwwhy.model import Evidence, Finding, NextExperiment, Strength, Value, Verdict

_REMAINING = re.compile(r"(?:x-)?ratelimit-remaining|x-rate-limit-remaining", re.IGNORECASE)
_LIMITING = re.compile(r"limiting (?:requests|connections)|rate.?limit|throttl", re.IGNORECASE)
_PLAN = re.compile(r"quota|billing|payment|credit|plan", re.IGNORECASE)


def judge(case: Case) -> Finding | None:
    """Take what heals by waiting, or what the server counts itself.

    A 429 that says an amount is used up (a quota, a plan) does not heal by waiting.
    """
    codes = [code for code in error_codes(case.response) if _PLAN.search(code)]
    if codes:
        return Finding(Verdict.POSSIBLE, (Evidence("plan_used_up", {"code": codes[0]}),))
    told = (*_counters(case), *_log(case))
    healed = case.healed_by("after-a-wait")
    if healed is not None and case.unchanged_by("fresh-connection"):
        values = {"at_once": case.status, "later": healed.status}
        flip = Evidence("heals_by_waiting", values, Strength.CONCLUSIVE, exchange=healed.index)
        return Finding(Verdict.PROVED, (flip, *told), repair=healed.index)
    if any(evidence.strength is Strength.CONCLUSIVE for evidence in told):
        return Finding(Verdict.PROVED, told, repair=healed.index if healed else None)
    return Finding(Verdict.LIKELY, told, next_experiment=NextExperiment("wait"))


def _counters(case: Case) -> tuple[Evidence, ...]:
    """Read what the server says of its count: Retry-After, and the RateLimit family of fields."""
    if case.response is None:
        return ()
    index = case.exchange.index
    found = []
    for name, value in case.response.fields:
        if _REMAINING.fullmatch(name) and value.strip() == "0":
            values: dict[str, Value] = {"field": name}
            pointer = f"response.headers.{name.lower()}"
            found.append(
                Evidence(
                    "count_is_used_up", values, Strength.CONCLUSIVE, exchange=index, pointer=pointer
                )
            )
    wait = case.response.fields.get("retry-after")
    if wait is not None:
        pointer = "response.headers.retry-after"
        found.append(
            Evidence(
                "retry_after", {"wait": wait}, Strength.STRONG, exchange=index, pointer=pointer
            )
        )
    return tuple(found)


def _log(case: Case) -> tuple[Evidence, ...]:
    lines = case.log_lines(lambda line: bool(_LIMITING.search(line.message)))
    return tuple(
        Evidence("log", {"message": line.message}, Strength.CONCLUSIVE, pointer=line.pointer)
        for line in lines[:1]
        if line.certainty != "window"
    )
