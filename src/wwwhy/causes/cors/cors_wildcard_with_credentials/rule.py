"""Every origin is allowed with `*`, which counts for none where cookies are sent along."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.cors import sharing
from wwwhy.model import Evidence, Exchange, Finding, Strength, Verdict
from wwwhy.probes.preflight import needs_preflight

_POINTER = f"response.headers.{sharing.ALLOW_ORIGIN}"


def judge(case: Case) -> Finding | None:
    """Make the browser's check for a request with cookies (Fetch standard, section 4.10).

    It must find the very origin, in the answer and in the answer to the question before it.
    """
    return sharing.capped(_judged(case), case.request)


def _judged(case: Case) -> Finding | None:
    with_cookies = sharing.carries_credentials(case.request)
    if not with_cookies or sharing.is_preflight(case.request):
        return None
    if sharing.page_origin(case.request) is None:
        return None
    answer = sharing.answer(case)
    if answer is None:
        return Finding(Verdict.POSSIBLE, wants=(sharing.AGAIN,))
    if _is_for_all(answer):
        star = Evidence("answer", {}, Strength.CONCLUSIVE, exchange=answer.index, pointer=_POINTER)
        return Finding(sharing.by_cookies(case.request), (star,), wants=())
    readable = is_success(answer) and sharing.lets_credentials(answer.response)
    return _asked(case) if readable and needs_preflight(case.request) else None


def _asked(case: Case) -> Finding | None:
    """Judge the answer to the question before the request."""
    asked = case.probe("preflight").first
    if asked is None:
        return Finding(Verdict.POSSIBLE, wants=("preflight",))
    if not _is_for_all(asked):
        return None
    star = Evidence("question", {}, Strength.CONCLUSIVE, exchange=asked.index, pointer=_POINTER)
    return Finding(sharing.by_cookies(case.request), (star,), wants=())


def _is_for_all(answer: Exchange) -> bool:
    # What a browser keeps of an answer it has (304) is not in that exchange.
    fresh = is_success(answer) and answer.status != 304  # noqa: PLR2004
    return fresh and [each.strip() for each in sharing.permission(answer.response)] == ["*"]
