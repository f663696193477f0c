"""The target exists, but not for this method."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Verdict

_NOT_THERE = frozenset({404, 405, 410, 501})


def judge(case: Case) -> Finding | None:
    """Take the server's own list (Allow, RFC 9110 section 10.2.1), or another method's success.

    A 405 whose Allow names our method contradicts itself: then something between changed the
    request, and this is not the cause.
    """
    method = case.request.method
    allowed = _allowed(case.exchange)
    if allowed is not None and method in allowed:
        values = {"method": method, "allow": ", ".join(allowed)}
        against = Evidence(
            "allow_names_it", values, Strength.CONCLUSIVE, Polarity.AGAINST, case.exchange.index
        )
        return Finding(Verdict.RULED_OUT, (against,))
    other = _other_method(case)
    evidence = (*_said(case, allowed), *_shown(case, other))
    proved = allowed is not None or other is not None
    if proved and case.status != 501:  # noqa: PLR2004 (RFC 9110 section 15.6.2: for every resource)
        return Finding(Verdict.PROVED, evidence)
    return Finding(Verdict.LIKELY if evidence else Verdict.POSSIBLE, evidence)


def _allowed(exchange: Exchange) -> tuple[str, ...] | None:
    """Return the methods of the Allow field; None if there is none ('' allows nothing)."""
    value = exchange.response.fields.combined("allow") if exchange.response else None
    if value is None:
        return None
    return tuple(method.strip().upper() for method in value.split(",") if method.strip())


def _other_method(case: Case) -> Exchange | None:
    """Return an exchange in which another method found the target."""
    for probe_id in ("method-get", "method-options"):
        exchange = case.probe(probe_id).first
        if exchange is None or exchange.status is None or exchange.failure is not None:
            continue
        refused = exchange.status in _NOT_THERE or exchange.status >= 500  # noqa: PLR2004
        if not refused and exchange.request.method != case.request.method:
            return exchange
    return None


def _said(case: Case, allowed: tuple[str, ...] | None) -> tuple[Evidence, ...]:
    if allowed is None:
        return ()
    values = {"method": case.request.method, "allow": ", ".join(allowed) or "—"}
    pointer = "response.headers.allow"
    return (
        Evidence(
            "allow_lacks_it",
            values,
            Strength.CONCLUSIVE,
            exchange=case.exchange.index,
            pointer=pointer,
        ),
    )


def _shown(case: Case, other: Exchange | None) -> tuple[Evidence, ...]:
    if other is None:
        return ()
    values = {
        "method": case.request.method,
        "other": other.request.method,
        "status": case.status,
        "other_status": other.status,
    }
    return (Evidence("other_method_works", values, Strength.CONCLUSIVE, exchange=other.index),)
