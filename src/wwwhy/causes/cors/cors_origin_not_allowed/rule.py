"""The answer does not allow the page's origin, so the browser keeps it from the page."""

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cors import sharing
from wwwhy.causes.cors.browsers import as_typed, hidden
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Strength,
    Value,
    Verdict,
)

_POINTER = f"response.headers.{sharing.ALLOW_ORIGIN}"
_BROKEN = 500
"""How Express answers where the application's own check of the origin ends in an error."""
_REFUSALS = frozenset({400, 403, _BROKEN})
_SIMPLEST, _UNCHANGED = "preflight-simplest", "unchanged-again"


def judge(case: Case) -> Finding | None:
    """Make the browser's own check (Fetch standard, section 4.10): equal, or `*`.

    Status comes first: an error without CORS fields is an error, unless it goes away with the
    Origin field alone. Two values, and `*` with cookies, are faults of their own.
    """
    return as_typed(sharing.capped(_judged(case), case.request), case)


def _judged(case: Case) -> Finding | None:
    origin = sharing.page_origin(case.request)
    if origin is None:
        return None
    answer = sharing.answer(case)
    if answer is None or answer.failure is not None:
        return hidden(case, origin)
    if answer.status in _REFUSALS and not sharing.permits(answer.response, origin):
        is_question = sharing.is_preflight(case.request)
        return _question_refused(case, origin) if is_question else _refused(case, origin)
    # What a browser keeps of an answer it has (304) is not in that exchange.
    fresh = is_success(answer) and answer.status != 304  # noqa: PLR2004
    return _checked(answer, origin) if fresh else None


def _checked(answer: Exchange, origin: str) -> Finding | None:
    """Judge whether a page of this origin may read an answer that came."""
    allowed = sharing.permission(answer.response)
    if len(allowed) > 1 or any("," in each for each in allowed):
        return None
    if not allowed:
        missing = Evidence(
            "nothing_allowed", {"origin": origin}, Strength.CONCLUSIVE, Polarity.FOR, answer.index,
            "response.headers",
        )  # fmt: skip
        return Finding(Verdict.PROVED, (missing,), wants=())
    values: dict[str, Value] = {"origin": origin, "allowed": allowed[0]}
    if not sharing.permits(answer.response, origin):
        other = Evidence(
            "another_allowed", values, Strength.CONCLUSIVE, Polarity.FOR, answer.index, _POINTER
        )
        return Finding(Verdict.PROVED, (other,), wants=())
    asks = sharing.is_preflight(answer.request)
    if sharing.carries_credentials(answer.request) and not asks:
        return _with_credentials(answer, values)
    against = Evidence(
        "allowed", values, Strength.CONCLUSIVE, Polarity.AGAINST, answer.index, _POINTER
    )
    return Finding(Verdict.RULED_OUT, (against,))


def _with_credentials(answer: Exchange, values: dict[str, Value]) -> Finding | None:
    """Judge an answer to a request with cookies: reading it takes a permission more."""
    if sharing.lets_credentials(answer.response):
        against = Evidence(
            "allowed", values, Strength.CONCLUSIVE, Polarity.AGAINST, answer.index, _POINTER
        )
        return Finding(Verdict.RULED_OUT, (against,))
    if "*" in sharing.permission(answer.response):
        return None
    without = Evidence("not_with_cookies", values, Strength.CONCLUSIVE, exchange=answer.index)
    return Finding(sharing.by_cookies(answer.request), (without,), wants=())


def _refused(case: Case, origin: str) -> Finding | None:
    """Let the flip decide whether the server refuses the origin, and not the request."""
    without = case.probe("without-origin")
    healed = case.healed_by(without.id)
    if healed is None:
        return None if without.done else Finding(Verdict.POSSIBLE, wants=(without.id,))
    values: dict[str, Value] = {"origin": origin, "refused": case.outcome, "served": healed.status}
    flip = Evidence(
        "served_without_origin", values, Strength.CONCLUSIVE, Polarity.FOR, healed.index,
        "request.headers.origin",
    )  # fmt: skip
    again = case.probe(_UNCHANGED)
    if again.done and not case.ends_alike(again.id):
        return None
    # A program that breaks over the field refuses it on purpose, or is simply broken there.
    verdict = Verdict.PROVED if again.done and case.status != _BROKEN else Verdict.LIKELY
    return Finding(verdict, (flip,), wants=() if again.done else (again.id,))


def _question_refused(case: Case, origin: str) -> Finding | None:
    """Judge a preflight: refused for its origin, and neither for what it asks nor for itself.

    The simplest questions are refused as well, and without the field it is answered otherwise. That
    may still be a list of methods on which neither stands, so the site's own page must be allowed
    to ask, or the refusal must name the origin.
    """
    without, simplest = case.probe("without-origin").first, case.probe(_SIMPLEST)
    if without is None or not simplest.done:
        return Finding(Verdict.POSSIBLE, wants=(_SIMPLEST, "without-origin"))
    refused = all(_is_refused(each, case, origin) for each in simplest.exchanges)
    if not refused or without.failure is not None or same_outcome(without, case.control):
        return None
    values: dict[str, Value] = {"origin": origin, "refused": case.outcome, "then": without.status}
    by_origin = Evidence("question_refused", values, Strength.CONCLUSIVE, exchange=without.index)
    named = _own_allowed(case) or _named(simplest.exchanges)
    if named is None:
        wants = () if case.probe("own-origin").done else ("own-origin",)
        experiment = NextExperiment("ask_for_the_list", {"origin": origin})
        return Finding(Verdict.LIKELY, (by_origin,), None, experiment, wants=wants)
    return Finding(Verdict.PROVED, (by_origin, named), wants=())


def _is_refused(asked: Exchange, case: Case, origin: str) -> bool:
    return same_outcome(asked, case.control) and not sharing.permits(asked.response, origin)


def _own_allowed(case: Case) -> Evidence | None:
    """Return that the very same question from the site's own page is answered with a yes."""
    own = case.probe("own-origin").first
    site = (own.request.fields.get("origin") or "") if own else ""
    if own is None or not is_success(own) or not sharing.permits(own.response, site):
        return None  # who lets them by without a word of CORS did not look at any list
    values: dict[str, Value] = {"own": site, "status": own.status}
    return Evidence("own_allowed", values, Strength.CONCLUSIVE, exchange=own.index)


def _named(refusals: tuple[Exchange, ...]) -> Evidence | None:
    """Return that a refusal speaks of the origin, and neither of methods nor of fields."""
    for each in refusals:
        words = sharing.words_on_origin(each.response)
        if words:
            values: dict[str, Value] = {"words": words}
            return Evidence("says_origin", values, exchange=each.index, pointer="response.body")
    return None
