"""Access-Control-Allow-Origin comes twice, and a browser accepts exactly one value."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.cors import sharing
from wwwhy.model import Evidence, Exchange, Finding, Strength, Value, Verdict
from wwwhy.probes.preflight import needs_preflight

_POINTER = f"response.headers.{sharing.ALLOW_ORIGIN}"
_MOST_SHOWN = 200


def judge(case: Case) -> Finding | None:
    """Count the values: of several lines a browser makes one list, which equals no origin.

    That is so however equal the values are (Fetch standard, section 4.10).
    """
    return sharing.capped(_judged(case), case.request)


def _judged(case: Case) -> Finding | None:
    if sharing.page_origin(case.request) is None:
        return None
    answer = sharing.answer(case)
    if answer is None:
        return Finding(Verdict.POSSIBLE, wants=(sharing.AGAIN,))
    if _values(answer):
        values: dict[str, Value] = {"values": _values(answer)}
        twice = Evidence(
            "twice", values, Strength.CONCLUSIVE, exchange=answer.index, pointer=_POINTER
        )
        return Finding(Verdict.PROVED, (twice,), wants=())
    asks = is_success(answer) and needs_preflight(case.request)
    return _asked(case) if asks and not sharing.is_preflight(case.request) else None


def _asked(case: Case) -> Finding | None:
    """Judge the answer to the question before the request."""
    asked = case.probe("preflight").first
    if asked is None:
        return Finding(Verdict.POSSIBLE, wants=("preflight",))
    if not _values(asked):
        return None
    values: dict[str, Value] = {"values": _values(asked)}
    twice = Evidence(
        "question", values, Strength.CONCLUSIVE, exchange=asked.index, pointer=_POINTER
    )
    return Finding(Verdict.PROVED, (twice,), wants=())


def _values(answer: Exchange) -> str:
    """Return the values if there are several, and status and gateway are fine; '' else."""
    lines = sharing.permission(answer.response) if is_success(answer) else ()
    several = len(lines) > 1 or any("," in line for line in lines)
    return ", ".join(line.strip() for line in lines)[:_MOST_SHOWN] if several else ""
