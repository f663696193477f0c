"""More requests came from this client than the server allows in the time."""

import re

from wwwhy.causes.asking import own_word
from wwwhy.causes.case import Case
from wwwhy.causes.refusal import error_codes
from wwwhy.model import (
    Evidence,
    Finding,
    LogLine,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)
from wwwhy.sources.curl import render

_LIMITING = re.compile(r"limiting requests|rate.?limit|throttl", re.IGNORECASE)
_AMOUNT = re.compile(r"quota|billing|payment|credit|balance|plan|subscription", re.IGNORECASE)
_LEFT = re.compile(r"remaining", re.IGNORECASE)
_LIMIT = re.compile(r"rate-?limit|throttle", re.IGNORECASE)
_NONE_LEFT = re.compile(r"0(?:\.0+)?(?![\d.])|(?:.*[;,]\s*)?(?:r|remaining)=0(?!\d)", re.IGNORECASE)
_DENIED_BY_RULE = "PR"
"""HAProxy's termination state for what its own rules refuse."""
_USUAL_WAIT = 60


def judge(case: Case) -> Finding | None:
    """Take what heals by waiting (RFC 6585 section 4), or what the server counts itself.

    A 429 that speaks of an amount that is used up (a quota, a plan) does not heal by waiting.
    """
    told = (*_counters(case), *_log(case), *_asked_to_wait(case))
    healed = case.healed_by("after-a-wait")
    at_once = case.probe("fresh-connection")
    if healed is not None and case.unchanged_by(at_once.id):
        values = {"at_once": case.status, "later": healed.status}
        flip = Evidence("heals_by_waiting", values, Strength.CONCLUSIVE, exchange=healed.index)
        return Finding(Verdict.PROVED, (flip, *told), repair=healed.index, wants=())
    if healed is None and case.healed_by("browser-user-agent", "user-agent-repeated"):
        return None
    repair = healed.index if healed else None
    amount = next((code for code in error_codes(case.response) if _AMOUNT.search(code)), None)
    counted = any(evidence.strength is Strength.CONCLUSIVE for evidence in told)
    # A quota is counted in the same fields, and waiting a minute does not fill it again.
    if counted and (amount is None or any(evidence.name == "log" for evidence in told)):
        return Finding(Verdict.PROVED, told, repair=repair)
    if amount is not None and case.unchanged_by("after-a-wait"):
        return Finding(Verdict.RULED_OUT, (_used_up(case, amount),))
    says = Evidence("status_says_so", strength=Strength.WEAK, exchange=case.exchange.index)
    against = () if amount is None else (_used_up(case, amount),)
    verdict = Verdict.LIKELY if amount is None else Verdict.POSSIBLE
    return Finding(verdict, (says, *told, *against), repair=repair, next_experiment=_wait(case))


def _counters(case: Case) -> tuple[Evidence, ...]:
    """Read what the server says of its count, in any of the RateLimit family of fields.

    `X-RateLimit-Remaining: 0` and its variations, and the one field of the IETF drafts:
    `RateLimit: "default";r=0;t=30` (draft-ietf-httpapi-ratelimit-headers).
    """
    fields = case.response.fields if case.response else ()
    for name, value in fields:
        counts = _LIMIT.search(name) and (_LEFT.search(name) or name.lower() == "ratelimit")
        if counts and _NONE_LEFT.match(value.strip()):
            values: dict[str, Value] = {"field": name, "value": value.strip()}
            evidence = Evidence(
                "count_is_used_up",
                values,
                Strength.CONCLUSIVE,
                exchange=case.exchange.index,
                pointer=f"response.headers.{name.lower()}",
            )
            return (evidence,)
    return ()


def _asked_to_wait(case: Case) -> tuple[Evidence, ...]:
    wait = next(iter(case.fields("retry-after")), None)
    if wait is None:
        return ()
    pointer = "response.headers.retry-after"
    index = case.exchange.index
    return (Evidence("retry_after", {"wait": wait}, exchange=index, pointer=pointer),)


def _log(case: Case) -> tuple[Evidence, ...]:
    line = own_word(case, _LIMITING)
    if line is not None:
        said: dict[str, Value] = {"message": line.message}
        return (Evidence("log", said, Strength.CONCLUSIVE, pointer=line.pointer),)
    ruled = next(filter(_is_denied_by_rule, case.log), None)
    if ruled is None:
        return ()
    values: dict[str, Value] = {"state": ruled.values["state"]}
    return (Evidence("haproxy_rule", values, pointer=ruled.pointer),)


def _is_denied_by_rule(line: LogLine) -> bool:
    return line.values.get("state", "").startswith(_DENIED_BY_RULE) and line.certainty != "window"


def _used_up(case: Case, code: str) -> Evidence:
    index = case.exchange.index
    return Evidence("amount_used_up", {"code": code}, Strength.STRONG, Polarity.AGAINST, index)


def _wait(case: Case) -> NextExperiment:
    stated = next(iter(case.fields("retry-after")), "").strip()
    seconds = int(stated[:6]) if stated.isdigit() else _USUAL_WAIT
    return NextExperiment(
        "wait", {"wait_s": seconds}, f"sleep {seconds}; {render(case.control.request)}"
    )
