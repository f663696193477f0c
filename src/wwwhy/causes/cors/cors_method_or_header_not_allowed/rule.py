"""The answer to the browser's question (preflight) leaves out the method or a field."""

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cors import sharing
from wwwhy.causes.cors.lists import Missing, missing
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict
from wwwhy.probes.preflight import needs_preflight

_SIMPLEST, _UNCHANGED = "preflight-simplest", "unchanged-again"
_REFUSALS = frozenset({400, 403})


def judge(case: Case) -> Finding | None:
    """Compare what is asked for with what is allowed (Fetch standard, section 4.8).

    Some servers refuse the whole question instead; then plainer questions, which are allowed, tell
    what was in the way.
    """
    return sharing.capped(_judged(case), case.request)


def _judged(case: Case) -> Finding | None:
    origin = sharing.page_origin(case.request)
    if origin is None:
        return None
    if sharing.is_preflight(case.request):
        return _answered(case, case.exchange, origin)
    real = sharing.answer(case)
    # An error is an error first, and who allows nobody anything has another fault.
    if real is not None and not (is_success(real) and sharing.permits(real.response, origin)):
        return None
    asked = case.probe("preflight").first
    if not needs_preflight(case.request):
        return None
    if real is None or asked is None:
        hidden = (sharing.AGAIN,) if case.failure else ()
        return Finding(Verdict.POSSIBLE, wants=("preflight", *hidden))
    steady = sharing.alike(case.probe("preflight").exchanges)
    return _answered(case, asked, origin) if steady else None


def _answered(case: Case, question: Exchange, origin: str) -> Finding | None:
    if question.failure is not None:
        return None
    if question.status in _REFUSALS:
        return _plainer(case, question, origin)
    allows = is_success(question) and sharing.permits(question.response, origin)
    return _compared(case, question) if allows else None


def _compared(case: Case, question: Exchange) -> Finding:
    """Read the lists of an answer that allows the origin."""
    cookies = sharing.carries_credentials(case.request)
    left_out = missing(question, with_credentials=cookies)
    if not left_out:
        values: dict[str, Value] = {"preflight": question.status}
        fine = Evidence("allowed", values, Strength.CONCLUSIVE, Polarity.AGAINST, question.index)
        return Finding(Verdict.RULED_OUT, (fine,))
    # A `*` counts for nothing beside cookies, which a person may have added by hand.
    certain = not cookies or missing(question, with_credentials=False)
    verdict = Verdict.PROVED if certain else sharing.by_cookies(case.request)
    said = tuple(_left_out(each, question.index) for each in left_out)
    star = any("*" in each.allowed for each in left_out) and not certain
    more = (Evidence("star_beside_cookies", exchange=question.index),) if star else ()
    return Finding(verdict, (*said, *more), wants=())


def _left_out(each: Missing, index: int) -> Evidence:
    values: dict[str, Value] = {"wanted": each.wanted, "field": each.field}
    where, sure = "response.headers", Strength.CONCLUSIVE
    if not each.allowed:
        return Evidence("nothing_listed", values, sure, exchange=index, pointer=where)
    values["allowed"], where = each.allowed, f"{where}.{each.field.lower()}"
    return Evidence("left_out", values, sure, exchange=index, pointer=where)


def _plainer(case: Case, question: Exchange, origin: str) -> Finding | None:
    """Judge a question that is refused, where a plainer one is allowed."""
    simplest = case.probe(_SIMPLEST)
    if simplest.first is None or simplest.last is None:
        return Finding(Verdict.POSSIBLE, wants=(_SIMPLEST,))
    allowed = [e for e in simplest.exchanges if _is_allowed(e, origin)]
    asked = question.request.fields
    fields = asked.get("access-control-request-headers") or ""
    same_method = simplest.last in allowed
    if not allowed or (same_method and not fields):
        return None
    values: dict[str, Value] = {"refused": question.status, "plain": allowed[0].status}
    index = allowed[0].index
    if same_method:
        values["fields"] = fields[:200]
        said = Evidence("fields_refused", values, Strength.CONCLUSIVE, exchange=index)
    else:
        values["wanted"] = asked.get("access-control-request-method")
        values["plainer"] = allowed[0].request.fields.get("access-control-request-method")
        said = Evidence("method_refused", values, Strength.CONCLUSIVE, exchange=index)
    again = case.probe(_UNCHANGED)
    if question is not case.exchange:  # our own question was asked twice
        return Finding(Verdict.PROVED, (said,), wants=())
    if not again.done:
        return Finding(Verdict.LIKELY, (said,), wants=(_UNCHANGED,))
    steady = all(same_outcome(each, question) for each in again.exchanges)
    return Finding(Verdict.PROVED, (said,), wants=()) if steady else None


def _is_allowed(asked: Exchange, origin: str) -> bool:
    return is_success(asked) and sharing.permits(asked.response, origin)
