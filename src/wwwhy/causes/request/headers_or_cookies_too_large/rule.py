"""The request's header section, or one field of it, is larger than the server accepts."""

import re
from collections.abc import Mapping
from dataclasses import replace

from wwwhy.causes.asking import own_word
from wwwhy.causes.case import Case, same_answer, same_outcome
from wwwhy.model import (
    Evidence,
    Exchange,
    Fields,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)
from wwwhy.probes.headers_shrunk import dropped
from wwwhy.sources.curl import render

_SAYS_SO = frozenset({431, 494})
_SMALLEST: Mapping[int | None, int] = {400: 2000, 413: 2000, 431: 1000, 494: 1000, None: 4000}
"""Bytes from which a header can be too large, by status; None is a connection that just ended."""
_CODES = frozenset({"AH00561", "AH00563", "AH10180"})
_LOG = re.compile(
    r"header.{0,60}(?:too (?:large|long|big|many)|exceed|limit|size)"
    r"|too (?:large|long|big|many).{0,30}header",
    re.IGNORECASE,
)


def judge(case: Case) -> Finding | None:
    """Compare a small header with one of the same size that says nothing.

    Less is served and as much without meaning is refused: then it is the size. 431 (RFC 6585
    section 5) says so by itself. RFC 9110 section 5.4 leaves the limit to the server.
    """
    line = own_word(case, _LOG, _CODES)
    log = () if line is None else (_logged(line.message, line.pointer),)
    large = case.request.fields.size >= _SMALLEST.get(case.status, _SMALLEST[None])
    shrunk, padded = (case.probe(name).first for name in ("headers-shrunk", "headers-padded"))
    if not (log or large) or (shrunk is not None and not case.is_comparable):
        return None
    small = None if shrunk is None else _by_less(case, shrunk)
    against = None if log else _against(case, shrunk, padded if small else None)
    if against is not None:
        return Finding(Verdict.RULED_OUT, (against,))
    if shrunk is not None and not (small or log):
        return None
    told = (*log, *_said(case), *filter(None, (small,)))
    return _weighed(case, told, padded if small else None)


def _weighed(case: Case, told: tuple[Evidence, ...], padded: Exchange | None) -> Finding:
    """Weigh what speaks for it; `padded` is the header of the same size, refused as well."""
    measured = _measured(case.request.fields)
    healed = case.healed_by("headers-shrunk")
    repair = healed.index if healed else None
    if padded is not None:
        values = {"refused": case.outcome}
        as_much = Evidence("same_size_refused", values, Strength.CONCLUSIVE, exchange=padded.index)
        return Finding(Verdict.PROVED, (*told, as_much, measured), repair=repair, wants=())
    names = {evidence.name for evidence in told}
    if "log" in names or {"status_says_so", "small_passes"} <= names:
        wants = () if "small_passes" in names else ("headers-shrunk",)
        return Finding(Verdict.PROVED, (*told, measured), repair=repair, wants=wants)
    verdict = Verdict.LIKELY if told else Verdict.POSSIBLE
    return Finding(verdict, (*told, measured), repair=repair, next_experiment=_next(case))


def _by_less(case: Case, shrunk: Exchange) -> Evidence | None:
    """Return the evidence that a small header ends otherwise; None if it does not."""
    if _alike(shrunk, case.control):
        return None
    then = shrunk.failure.type if shrunk.failure else shrunk.status
    values = {"refused": case.outcome, "then": then}
    return Evidence("small_passes", values, Strength.CONCLUSIVE, exchange=shrunk.index)


def _alike(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges ended alike; ways to end without any response are one."""
    nothing = one.response is None and other.response is None
    return same_outcome(one, other) or nothing


def _against(case: Case, shrunk: Exchange | None, padded: Exchange | None) -> Evidence | None:
    """Return what rules it out: a small header refused alike, or the same size let through."""
    if shrunk is not None and same_answer(shrunk, case.control):
        values: dict[str, Value] = {"refused": case.outcome}
        return Evidence(
            "small_refused_too", values, Strength.CONCLUSIVE, Polarity.AGAINST, shrunk.index
        )
    if padded is not None and not _alike(padded, case.control):
        values = {"then": padded.status}
        return Evidence(
            "same_size_passes", values, Strength.CONCLUSIVE, Polarity.AGAINST, padded.index
        )
    return None


def _measured(fields: Fields) -> Evidence:
    largest = max(fields, key=lambda line: len(line.value), default=None)
    values: dict[str, Value] = {
        "size": fields.size,
        "field": largest.name if largest else "",
        "largest": len(largest.value) if largest else 0,
    }
    return Evidence("sizes", values, Strength.WEAK, pointer="request.headers")


def _said(case: Case) -> tuple[Evidence, ...]:
    if case.status not in _SAYS_SO:
        return ()
    return (Evidence("status_says_so", {"status": case.status}, exchange=case.exchange.index),)


def _logged(message: str, pointer: str) -> Evidence:
    # nginx repeats the whole line that was too long.
    values = {"message": message if len(message) <= 160 else f"{message[:160]}…"}  # noqa: PLR2004
    return Evidence("log", values, Strength.CONCLUSIVE, pointer=pointer)


def _next(case: Case) -> NextExperiment:
    places = dropped(case.request.fields)
    small = Fields(tuple(f for i, f in enumerate(case.request.fields) if i not in places))
    return NextExperiment("send_less", command=render(replace(case.request, fields=small)))
