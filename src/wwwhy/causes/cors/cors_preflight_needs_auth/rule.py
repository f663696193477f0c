"""The server wants credentials, or refuses, where a browser asks for permission first."""

from wwwhy.causes.case import Case, is_success
from wwwhy.causes.cors import sharing
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.model import Evidence, Exchange, Finding, Polarity, Strength, Value, Verdict
from wwwhy.probes.preflight import needs_preflight

_REFUSED = frozenset({401, 403, 405})


def judge(case: Case) -> Finding | None:
    """Send the preflight by hand (Fetch standard, section 4.8): it never carries credentials.

    Proved by the flip: the real request is served and its preflight is refused; or by a
    preflight that is answered with a challenge, which no browser can meet.
    """
    if sharing.is_preflight(case.request):
        return _of_preflight(case)
    origin = sharing.page_origin(case.request)
    if origin is None or not is_success(case.exchange) or not needs_preflight(case.request):
        return None
    preflight = case.probe("preflight").first
    if preflight is None:
        return Finding(Verdict.POSSIBLE)
    if preflight.status not in _REFUSED:
        fine = Evidence(
            "preflight_is_served",
            {"preflight": preflight.status},
            Strength.CONCLUSIVE,
            Polarity.AGAINST,
            preflight.index,
        )
        return Finding(Verdict.RULED_OUT, (fine,))
    values: dict[str, Value] = {
        "method": case.request.method,
        "served": case.status,
        "preflight": preflight.status,
        "origin": origin,
    }
    flip = Evidence("preflight_refused", values, Strength.CONCLUSIVE, exchange=preflight.index)
    return Finding(Verdict.PROVED, (flip, *_asks_to_log_in(preflight)))


def _of_preflight(case: Case) -> Finding | None:
    """Judge a preflight that the user sent: a 401 to it asks for what it must not carry."""
    if case.status not in _REFUSED or sharing.has_credentials(case.request):
        return None
    values = {"preflight": case.status}
    seen = Evidence("refused_itself", values, Strength.STRONG, exchange=case.exchange.index)
    if case.status == 401 and challenged_schemes(case):  # noqa: PLR2004 (RFC 9110 section 15.5.2)
        return Finding(Verdict.PROVED, (seen, *_asks_to_log_in(case.exchange)))
    return Finding(Verdict.LIKELY, (seen,))


def _asks_to_log_in(exchange: Exchange) -> tuple[Evidence, ...]:
    challenge = exchange.response.fields.get("www-authenticate") if exchange.response else None
    if challenge is None:
        return ()
    scheme = challenge.partition(" ")[0][:40]
    pointer = "response.headers.www-authenticate"
    return (
        Evidence(
            "asks_to_log_in",
            {"scheme": scheme},
            Strength.CONCLUSIVE,
            exchange=exchange.index,
            pointer=pointer,
        ),
    )
