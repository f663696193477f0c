"""The server turns away the question (preflight) that a browser asks before the real request."""

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cors import sharing
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict
from wwwhy.probes.preflight import needs_preflight

_UNAUTHORIZED, _FORBIDDEN = 401, 403
_UNANSWERED = frozenset({404, 405, 501})
_SIMPLEST, _WITHOUT = "preflight-simplest", "without-origin"


def judge(case: Case) -> Finding | None:
    """Send the preflight by hand (Fetch standard, section 4.8): it never carries credentials.

    It must be answered with 2xx and allow the origin. That the real request is fine, or its
    target at least there, is the control: else the fault is another one.
    """
    if sharing.is_preflight(case.request):
        return _sent_by_user(case)
    origin = sharing.page_origin(case.request)
    if origin is None or not needs_preflight(case.request):
        return None
    real, asked = sharing.answer(case), case.probe("preflight").first
    # An error is an error first, and who allows nobody anything has another fault.
    if real is not None and not (is_success(real) and sharing.permits(real.response, origin)):
        return None
    if real is None or asked is None:
        hidden = (sharing.AGAIN,) if case.failure else ()
        return Finding(Verdict.POSSIBLE, wants=("preflight", *hidden))
    return None if asked.failure is not None else _beside_real(case, origin, real, asked)


def _beside_real(case: Case, origin: str, real: Exchange, asked: Exchange) -> Finding | None:
    """Judge the question beside the real request, which is served."""
    told = _told(asked, origin)
    if told is None:
        return _fine(asked)
    values: dict[str, Value] = {
        "method": case.request.method,
        "served": real.status,
        "preflight": asked.status,
        "origin": origin,
    }
    flip = Evidence("real_is_served", values, Strength.CONCLUSIVE, exchange=asked.index)
    if asked.status != _FORBIDDEN:
        return Finding(Verdict.PROVED, (flip, *told), wants=())
    return _forbidden(case, asked, (flip, *told))


def _forbidden(case: Case, asked: Exchange, told: tuple[Evidence, ...]) -> Finding | None:
    """Judge a 403, by which some servers refuse the method or a field that was asked for."""
    simplest = case.probe(_SIMPLEST).first
    if simplest is None:
        return Finding(Verdict.LIKELY, told, wants=(_SIMPLEST,))
    if not same_outcome(simplest, asked):
        return None
    plain = Evidence("simplest_too", {"preflight": simplest.status}, exchange=simplest.index)
    return Finding(Verdict.PROVED, (*told, plain), wants=())


def _sent_by_user(case: Case) -> Finding | None:
    """Judge a preflight that the user sent: a 401 to it asks for what it must not carry."""
    origin = sharing.page_origin(case.request)
    if origin is None or sharing.has_credentials(case.request) or is_success(case.exchange):
        return None
    told = _told(case.exchange, origin)
    if told is None:
        return None
    named = _named(case)
    if named or case.status not in {_FORBIDDEN, *_UNANSWERED}:
        return Finding(Verdict.PROVED, (*told, *named), wants=())
    get, without = case.probe("method-get").first, case.probe(_WITHOUT).first
    if get is None or without is None:
        return Finding(Verdict.POSSIBLE, told, wants=("method-get", _WITHOUT))
    is_there = get.status is not None and not same_outcome(get, case.exchange)
    # Refused with this origin only: that is about the origin.
    if not is_there or get.status == 404 or not same_outcome(without, case.exchange):  # noqa: PLR2004
        return None
    there = Evidence("target_is_there", {"status": get.status}, exchange=get.index)
    return Finding(Verdict.PROVED, (*told, there), wants=())


def _named(case: Case) -> tuple[Evidence, ...]:
    """Return that the refusal itself lists the method of the real request."""
    allow = ", ".join(case.fields("allow"))
    wanted = (case.request.fields.get("access-control-request-method") or "").strip()
    if not wanted or wanted not in {each.strip() for each in allow.split(",")}:
        return ()
    values: dict[str, Value] = {"method": wanted, "allow": allow}
    pointer = "response.headers.allow"
    return (Evidence("takes_the_real_one", values, exchange=case.exchange.index, pointer=pointer),)


def _told(asked: Exchange, origin: str) -> tuple[Evidence, ...] | None:
    """Return what is wrong with the answer to a preflight; None if it is not this fault."""
    status, index = asked.status, asked.index
    values: dict[str, Value] = {"preflight": status}
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        refused = Evidence("refused", values, Strength.CONCLUSIVE, exchange=index)
        return (refused, *_asks_to_log_in(asked))
    if status in _UNANSWERED:
        return (Evidence("unanswered", values, Strength.CONCLUSIVE, exchange=index),)
    if asked.leads_to is not None:
        return (Evidence("redirected", values, Strength.CONCLUSIVE, exchange=index),)
    silent = is_success(asked) and not sharing.permits(asked.response, origin)
    values["origin"] = origin
    return (Evidence("silent", values, Strength.CONCLUSIVE, exchange=index),) if silent else None


def _fine(asked: Exchange) -> Finding | None:
    if not is_success(asked):
        return None
    values: dict[str, Value] = {"preflight": asked.status}
    fine = Evidence(
        "preflight_is_served", values, Strength.CONCLUSIVE, Polarity.AGAINST, asked.index
    )
    return Finding(Verdict.RULED_OUT, (fine,))


def _asks_to_log_in(exchange: Exchange) -> tuple[Evidence, ...]:
    challenge = exchange.response.fields.get("www-authenticate") if exchange.response else None
    if not challenge:
        return ()
    values: dict[str, Value] = {"scheme": challenge.partition(" ")[0][:40]}
    pointer = "response.headers.www-authenticate"
    return (Evidence("asks_to_log_in", values, exchange=exchange.index, pointer=pointer),)
