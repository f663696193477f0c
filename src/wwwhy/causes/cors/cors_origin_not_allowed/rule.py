"""The answer does not allow the page's origin, so the browser keeps it from the page."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Finding, Polarity, Strength, Verdict

_FIELD = "access-control-allow-origin"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


def judge(case: Case) -> Finding | None:
    """Make the browser's own check (Fetch standard, section 4.10): equal, or `*`.

    Status comes first: an error without CORS fields is an error, unless it goes away with the
    Origin field alone.
    """
    origin = case.request.fields.get("origin")
    if origin is None or origin == case.request.url.origin or not _reads_the_answer(case):
        return None
    if case.status in {400, 403}:
        return _refusal(case, origin)
    allowed = case.fields(_FIELD)
    if len(allowed) > 1 or case.failure is not None or _is_preflight(case):
        return None
    pointer = f"response.headers.{_FIELD}"
    if not allowed:
        missing = Evidence(
            "nothing_allowed", {"origin": origin}, Strength.CONCLUSIVE,
            exchange=case.exchange.index, pointer="response.headers",
        )  # fmt: skip
        return Finding(Verdict.PROVED, (missing,))
    values = {"origin": origin, "allowed": allowed[0]}
    if allowed[0] in {"*", origin}:
        against = Evidence(
            "allowed", values, Strength.CONCLUSIVE, Polarity.AGAINST, case.exchange.index, pointer
        )
        return Finding(Verdict.RULED_OUT, (against,))
    other = Evidence(
        "another_allowed",
        values,
        Strength.CONCLUSIVE,
        exchange=case.exchange.index,
        pointer=pointer,
    )
    return Finding(Verdict.PROVED, (other,))


def _refusal(case: Case, origin: str) -> Finding | None:
    """Let the flip decide whether the server refuses the origin, and not the request."""
    healed = case.healed_by("without-origin")
    if healed is None:
        ruled_out = case.ends_alike("without-origin")
        return Finding(Verdict.RULED_OUT if ruled_out else Verdict.POSSIBLE)
    values = {"origin": origin, "refused": case.outcome, "served": healed.status}
    flip = Evidence(
        "served_without_origin", values, Strength.CONCLUSIVE, exchange=healed.index,
        pointer="request.headers.origin",
    )  # fmt: skip
    sure = case.ends_alike("fresh-connection")
    return Finding(Verdict.PROVED if sure else Verdict.LIKELY, (flip,))


def _reads_the_answer(case: Case) -> bool:
    """Whether a script of the page wants to read it; a form or a link only goes there."""
    mode = case.request.fields.get("sec-fetch-mode")
    if mode is not None:
        return mode == "cors"
    kind = (case.request.fields.get("content-type") or "").partition(";")[0].strip().lower()
    return not (case.request.method == "POST" and kind in _FORMS)


def _is_preflight(case: Case) -> bool:
    asks = "access-control-request-method" in case.request.fields
    return case.request.method == "OPTIONS" and asks
