"""The server turns away the question (preflight) that a browser asks before the real request."""

from wwwhy.causes.case import Case, is_success, same_outcome
from wwwhy.causes.cors import sharing
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict
from wwwhy.probes.preflight import needs_preflight

_UNAUTHORIZED, _FORBIDDEN = 401, 403
_UNANSWERED, _OF_LISTS = frozenset({404, 405, 501}), 400
_SIMPLEST = "preflight-simplest"
_CONTROLS = ("method-get", "without-origin", "unchanged-again")


def judge(case: Case) -> Finding | None:
    """Send the preflight by hand (Fetch standard, section 4.8): it never carries credentials.

    It must be answered with 2xx and allow the origin. That the real request is fine, or its
    target at least there, is the control: else the fault is another one.
    """
    return sharing.capped(_judged(case), case.request)


def _judged(case: Case) -> Finding | None:
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
    if sharing.alike(both := case.probe("preflight").exchanges):
        return _beside_real(case, origin, real, asked) if asked.failure is None else None
    # Servers that take turns and do not agree: a fault all the same, and perhaps another one.
    told = next(filter(None, (_told(each, origin) for each in both)), None)
    return Finding(Verdict.LIKELY, told, wants=()) if told else None


def _beside_real(case: Case, origin: str, real: Exchange, asked: Exchange) -> Finding | None:
    """Judge the question beside the real request, which is served."""
    told = _told(asked, origin) or _without_cookies(asked, case, origin)
    if told is None:
        return _fine(asked)
    values: dict[str, Value] = {"method": case.request.method, "served": real.status}
    values |= {"preflight": asked.status, "origin": origin}
    flip = Evidence("real_is_served", values, Strength.CONCLUSIVE, exchange=asked.index)
    if asked.status != _FORBIDDEN:
        cookies = told[0].name == "not_with_cookies"
        verdict = Verdict.PROVED if told[0].strength is Strength.CONCLUSIVE else Verdict.LIKELY
        verdict = sharing.by_cookies(case.request) if cookies else verdict
        return Finding(verdict, (flip, *told), wants=())
    return _forbidden(case, asked, (flip, *told))


def _forbidden(case: Case, asked: Exchange, told: tuple[Evidence, ...]) -> Finding | None:
    """Judge a 403, by which some servers refuse the method or a field that was asked for."""
    simplest = case.probe(_SIMPLEST).last
    if simplest is None:
        return Finding(Verdict.LIKELY, told, wants=(_SIMPLEST,))
    if not all(same_outcome(each, asked) for each in case.probe(_SIMPLEST).exchanges):
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
    if named or case.status == _UNAUTHORIZED:
        return Finding(Verdict.PROVED, (*told, *named), wants=())
    controls = tuple(filter(None, (case.probe(name).first for name in _CONTROLS)))
    if len(controls) < len(_CONTROLS):
        return Finding(Verdict.POSSIBLE, told, wants=_CONTROLS)
    get, without, _ = controls
    steady = case.ends_alike(_CONTROLS[-1]) and get.status is not None
    is_there = steady and not same_outcome(get, case.exchange)
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
    if status is not None and status > _OF_LISTS:  # a 2xx counts; an overload may pass
        return (Evidence("unanswered", values, exchange=index),)
    silent = is_success(asked) and not sharing.permits(asked.response, origin)
    values["origin"] = origin
    several = len(sharing.permission(asked.response)) > 1  # a fault of its own
    said = (Evidence("silent", values, Strength.CONCLUSIVE, exchange=index),)
    return said if silent and not several else None


def _without_cookies(asked: Exchange, case: Case, origin: str) -> tuple[Evidence, ...] | None:
    """Return that the question is allowed for requests without cookies, and this one has some."""
    if not sharing.carries_credentials(case.request) or not is_success(asked):
        return None
    if sharing.lets_credentials(asked.response) or "*" in sharing.permission(asked.response):
        return None
    values: dict[str, Value] = {"preflight": asked.status, "origin": origin}
    return (Evidence("not_with_cookies", values, Strength.CONCLUSIVE, exchange=asked.index),)


def _fine(asked: Exchange) -> Finding | None:
    if not is_success(asked):
        return None
    how = (Strength.CONCLUSIVE, Polarity.AGAINST, asked.index)
    return Finding(
        Verdict.RULED_OUT, (Evidence("preflight_is_served", {"preflight": asked.status}, *how),)
    )


def _asks_to_log_in(exchange: Exchange) -> tuple[Evidence, ...]:
    challenge = exchange.response.fields.get("www-authenticate") if exchange.response else None
    if not challenge:
        return ()
    values: dict[str, Value] = {"scheme": challenge.partition(" ")[0][:40]}
    pointer = "response.headers.www-authenticate"
    return (Evidence("asks_to_log_in", values, exchange=exchange.index, pointer=pointer),)
