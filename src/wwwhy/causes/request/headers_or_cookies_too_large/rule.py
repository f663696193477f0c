"""The request's header section, or one field of it, is larger than the server accepts."""

from dataclasses import replace

from wwwhy.causes.asking import own_word
from wwwhy.causes.case import Case
from wwwhy.causes.request.sizes import (
    SAYS_SO,
    STATES,
    against,
    as_much,
    by_less,
    is_all_told,
    is_steady,
    measured,
    stated,
)
from wwwhy.causes.testimony import weight
from wwwhy.model import (
    Evidence,
    Fields,
    Finding,
    NextExperiment,
    Strength,
    Verdict,
)
from wwwhy.probes.headers_shrunk import dropped
from wwwhy.sources.curl import render

_SMALLEST, _SMALLEST_OF_SILENCE, _SMALLEST_SAID = 2000, 4000, 1000
"""Bytes from which a header can be too large: answered, without an answer, and where it is said."""
_MANY = 30
"""Fields from which their number may be what is meant."""
_LARGE_FIELD = 1000
_OF_GATEWAYS = frozenset({500, 502, 503, 520})
"""Where a log speaks of headers, it means those of a response."""
_AMBIGUOUS = frozenset({502, 503})
"""A gateway says so of a response, too, that grew too large by repeating the request's cookies."""
_CODES = frozenset({"AH00561", "AH00563", "AH10180"})


def judge(case: Case) -> Finding | None:
    """Compare a small header with one of the same size that says nothing.

    Less is served and as much without meaning is refused: then it is the size. 431 (RFC 6585
    section 5) says so by itself. Behind the size there may be another fault of the same status:
    then what is said tells the two refusals apart. RFC 9110 section 5.4 leaves the limit to the
    server, which may have one for a field by its name.
    """
    line = own_word(case, STATES, _CODES) if case.status not in _OF_GATEWAYS else None
    how = None if line is None else weight(line, _grown(case))
    log = () if line is None or how is None else (_logged(line.message, line.pointer, how),)
    proves = how is Strength.CONCLUSIVE
    large = case.status in SAYS_SO or case.request.fields.size >= _smallest(case.status)
    shrunk = case.probe("headers-shrunk").first
    if not (log or large) or (shrunk is not None and not case.is_comparable):
        return None
    denied = None if proves else against(case)
    if denied is not None:
        return Finding(Verdict.RULED_OUT, (denied,))
    small = None if shrunk is None else by_less(case, shrunk)
    if shrunk is not None and not (small or proves):
        return None
    told = (*log, *_said(case), *filter(None, (stated(case), small)))
    return _weighed(case, told, as_much(case) if small else None)


def _weighed(case: Case, told: tuple[Evidence, ...], padded: Evidence | None) -> Finding | None:
    """Weigh what speaks for it; `padded` says that a header of the same size was refused too."""
    sizes = measured(case.request.fields)
    healed = case.healed_by("headers-shrunk")
    repair = healed.index if healed else None
    names = {evidence.name for evidence in told}
    logged = any(each.name == "log" and each.strength is Strength.CONCLUSIVE for each in told)
    said = logged or {"status_says_so", "small_passes"} <= names
    sure = padded is not None and (
        padded.name != "same_names_refused" or case.status not in _AMBIGUOUS
    )
    if padded is not None and (said or (sure and is_steady(case))):
        return Finding(Verdict.PROVED, (*told, padded, sizes), repair=repair, wants=())
    if said:
        wants = () if "small_passes" in names else ("headers-shrunk",)
        return Finding(Verdict.PROVED, (*told, sizes), repair=repair, wants=wants)
    says = bool({"status_says_so", "page_says"} & names)
    content = is_all_told(case) and padded is None and not says
    if is_steady(case) is False or content:
        return None
    told = (*told, *filter(None, (padded,)), sizes)
    verdict = Verdict.LIKELY if {"small_passes", "log", "page_says"} & names else Verdict.POSSIBLE
    verdict = (
        Verdict.LIKELY if "status_says_so" in names and _is_large(case.request.fields) else verdict
    )
    return Finding(verdict, told, repair=repair, next_experiment=_next(case))


def _smallest(status: int | None) -> int:
    return _SMALLEST_OF_SILENCE if status is None else _SMALLEST


def _is_large(fields: Fields) -> bool:
    """Whether a header is so large, or of so many fields, that a server may well say so of it.

    What a gateway on the way adds to a small one is not seen here.
    """
    return fields.size >= _SMALLEST_SAID or len(fields.lines) >= _MANY


def _said(case: Case) -> tuple[Evidence, ...]:
    if case.status not in SAYS_SO:
        return ()
    return (Evidence("status_says_so", {"status": case.status}, exchange=case.exchange.index),)


def _grown(case: Case) -> tuple[str, ...]:
    """Name the fields of the request that are large enough to be meant."""
    return tuple(line.name for line in case.request.fields if len(line.value) >= _LARGE_FIELD)


def _logged(message: str, pointer: str, how: Strength) -> Evidence:
    # nginx repeats the whole line that was too long.
    values = {"message": message if len(message) <= 160 else f"{message[:160]}…"}  # noqa: PLR2004
    return Evidence("log", values, how, pointer=pointer)


def _next(case: Case) -> NextExperiment:
    places = dropped(case.request.fields)
    small = Fields(tuple(f for i, f in enumerate(case.request.fields) if i not in places))
    return NextExperiment("send_less", command=render(replace(case.request, fields=small)))
