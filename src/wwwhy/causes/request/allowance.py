"""Which methods an answer says are taken (Allow, RFC 9110 section 10.2.1)."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Finding, Strength, Value, Verdict

_NOT_ALLOWED = 405


def allowed_by(exchange: Exchange | None) -> tuple[str, ...] | None:
    """Return the methods of the Allow field; None if there is none (a blank one allows nothing)."""
    response = exchange.response if exchange else None
    value = response.fields.combined("allow") if response else None
    if value is None:
        return None
    return tuple(method.strip().upper() for method in value.split(",") if method.strip())


def of_unknown_request(case: Case) -> Finding | None:
    """Judge an answer whose request is not known, so that no list can lack, or name, its method."""
    if case.status != _NOT_ALLOWED:
        return None
    index = case.exchange.index
    allowed = ", ".join(allowed_by(case.exchange) or ())
    says = Evidence("status_says_so", strength=Strength.WEAK, exchange=index)
    values: dict[str, Value] = {"allow": allowed}
    takes = Evidence(
        "allow_lists", values, Strength.WEAK, exchange=index, pointer="response.headers.allow"
    )
    return Finding(Verdict.POSSIBLE, (says, takes) if allowed else (says,), wants=())
