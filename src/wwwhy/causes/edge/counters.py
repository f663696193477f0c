"""What a server says of how many requests a client has left: its counters, its log, its words."""

import re

from wwwhy.causes.asking import own_word, pieces
from wwwhy.causes.case import Case
from wwwhy.causes.edge.statements import code_of_limit, words_of_limit
from wwwhy.causes.refusal import error_codes
from wwwhy.causes.testimony import weight
from wwwhy.model import (
    Evidence,
    Exchange,
    NextExperiment,
    Polarity,
    Strength,
    Value,
)
from wwwhy.probes.after_a_wait import stated_wait
from wwwhy.sources.curl import render

_LIMITING = re.compile(
    r"limiting requests(?!, dry run)|throttled|too.?many.?requests"
    r"|rate.?limit\w*[^\n]{0,40}\b(?:exceed\w*|reach\w*|hit|over)\b"
    r"|\b(?:exceed\w*|reach\w*|hit|over)\b[^\n]{0,40}rate.?limit",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"quota|billing|payment|(?<!ac)credit|balance(?!r)|\bplans?\b|subscription|kontingent|abonn?ement"
    r"|guthaben|cuota|cota mensal|квот|тариф|подписк|баланс|配额|额度",
    re.IGNORECASE,
)
"""What is counted for a month or paid for, in codes and in sentences of several languages."""
_LEFT = re.compile(r"remaining", re.IGNORECASE)
_LIMIT = re.compile(r"rate-?limit|throttle", re.IGNORECASE)
_NONE_LEFT = re.compile(r"0(?:\.0+)?(?![\d.])|(?:.*[;,]\s*)?(?:r|remaining)=0(?!\d)", re.IGNORECASE)
_SOME_LEFT = re.compile(r"-?\d")
_USUAL_WAIT = 60


def is_used_up(exchange: Exchange) -> tuple[str, str] | None:
    """Return the field, and its value, in which an answer says that nothing is left.

    `X-RateLimit-Remaining: 0` and its variations, and the one field of the IETF drafts:
    `RateLimit: "default";r=0;t=30` (draft-ietf-httpapi-ratelimit-headers).
    """
    counts = _counts(exchange)
    return next(((n, v) for n, v in counts if _NONE_LEFT.match(v)), None)


def has_left(exchange: Exchange) -> bool:
    """Whether an answer counts, and every counter of it has something left."""
    counts = [value for _, value in _counts(exchange) if _SOME_LEFT.search(value)]
    return bool(counts) and not any(map(_NONE_LEFT.match, counts))


def counted(case: Case, strength: Strength) -> tuple[Evidence, ...]:
    """Return the evidence that the server's own counter stands at zero."""
    found = is_used_up(case.exchange)
    if found is None:
        return ()
    name, value = found
    values: dict[str, Value] = {"field": name, "value": value}
    pointer = f"response.headers.{name.lower()}"
    index = case.exchange.index
    return (Evidence("count_is_used_up", values, strength, exchange=index, pointer=pointer),)


def logged(case: Case) -> tuple[Evidence, ...]:
    """Return the server's own log line about a limit on this very request."""
    line = own_word(case, _LIMITING)
    if line is None:
        return ()
    said: dict[str, Value] = {"message": line.message}
    # An application calls others, which have limits of their own.
    return (Evidence("log", said, weight(line), pointer=line.pointer),)


def named(case: Case) -> tuple[Evidence, ...]:
    """Return the code, or the words, by which an answer that a program wrote names a limit."""
    said = code_of_limit(case.response) or words_of_limit(case.response)
    if said is None:
        return ()
    values: dict[str, Value] = {"words": said}
    index = case.exchange.index
    found = Evidence(
        "names_a_limit", values, Strength.STRONG, exchange=index, pointer="response.body"
    )
    return (found,)


def asked_to_wait(case: Case) -> tuple[Evidence, ...]:
    """Return that the server asks to come back later."""
    wait = next(iter(case.fields("retry-after")), None)
    if wait is None:
        return ()
    pointer = "response.headers.retry-after"
    index = case.exchange.index
    return (Evidence("retry_after", {"wait": wait}, exchange=index, pointer=pointer),)


def amount_in(case: Case) -> str | None:
    """Return a code, or words, about an amount, such as a quota: no pause brings it back."""
    texts = (piece for piece in pieces(case.response) if "://" not in piece)
    said = (*error_codes(case.response), *texts)
    return next((each for each in said if _AMOUNT.search(each)), None)


def used_up(case: Case, code: str) -> Evidence:
    """Return the evidence against a limit in time: the code speaks of an amount."""
    index = case.exchange.index
    return Evidence("amount_used_up", {"code": code}, Strength.STRONG, Polarity.AGAINST, index)


def wait(case: Case) -> NextExperiment:
    """Return the experiment that decides: the same request after the pause that was asked for."""
    stated = stated_wait(case.exchange)
    known = stated is not None and 0 < stated < float("inf")
    seconds = round(stated) + 1 if known and stated is not None else _USUAL_WAIT
    return NextExperiment(
        "wait", {"wait_s": seconds}, f"sleep {seconds}; {render(case.control.request)}"
    )


def _counts(exchange: Exchange) -> list[tuple[str, str]]:
    fields = exchange.response.fields if exchange.response else ()
    return [
        (name, value.strip())
        for name, value in fields
        if _LIMIT.search(name) and (_LEFT.search(name) or name.lower() == "ratelimit")
    ]
