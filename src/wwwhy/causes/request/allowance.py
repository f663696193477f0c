"""Which methods an answer says are taken (Allow, RFC 9110 section 10.2.1)."""

from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict

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


def lists_without(case: Case) -> tuple[Evidence, ...]:
    """Return the list that lacks the method: that of the refusal, or of the answer to OPTIONS."""
    options = case.probe("method-options").first
    for exchange in (case.exchange, options):
        allowed = allowed_by(exchange)
        if exchange is None or allowed is None or case.request.method in allowed:
            continue
        values = {"method": case.request.method, "allow": ", ".join(allowed) or "—"}
        evidence = Evidence(
            "allow_lacks_it",
            values,
            Strength.CONCLUSIVE,
            exchange=exchange.index,
            pointer="response.headers.allow",
        )
        return (evidence,)
    return ()


def named_by_options(case: Case) -> tuple[Evidence, ...]:
    """Return that the server, asked for its list, names the method it refused."""
    options = case.probe("method-options").first
    allowed = allowed_by(options)
    if options is None or allowed is None or case.request.method not in allowed:
        return ()
    values: dict[str, Value] = {"method": case.request.method, "allow": ", ".join(allowed)}
    return (
        Evidence("options_names_it", values, Strength.STRONG, Polarity.AGAINST, options.index,
                 "response.headers.allow"),
    )  # fmt: skip


def webdav(case: Case) -> tuple[Evidence, ...]:
    """Return that WebDAV answers there: what it takes depends on its module, not on a route."""
    answers = (case.exchange, case.probe("method-options").first)
    speaks = any(each and each.response and "dav" in each.response.fields for each in answers)
    return (Evidence("webdav_answers", strength=Strength.WEAK),) if speaks else ()
