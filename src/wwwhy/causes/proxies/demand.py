"""What a forward proxy asks for, in its answer to a request or to CONNECT."""

from wwwhy.auth import parse_challenges
from wwwhy.causes.case import Case
from wwwhy.model import Evidence, Finding, Strength, Verdict

WANTS_LOGIN, AS_A_SITE = 407, 401
"""How proxies say it, and how some say it that speak as sites do (Tinyproxy 1.11.1)."""


def status(case: Case) -> int | None:
    """Return the code with which the proxy refused the request, or the tunnel."""
    facts = case.exchange.connection.proxy
    return case.status or (facts.status if facts else None)


def schemes(case: Case) -> tuple[str, ...]:
    """Return the schemes that the proxy takes, lower case, in its order."""
    facts = case.exchange.connection.proxy
    as_a_site = status(case) == AS_A_SITE
    name = "www-authenticate" if as_a_site else "proxy-authenticate"
    lines = (*case.fields(name), *(facts.fields.all(name) if facts else ()))
    return tuple(dict.fromkeys(each.scheme for each in parse_challenges(lines).challenges))


def unnamed(case: Case) -> Finding | None:
    """Judge an answer that came by a proxy nobody named: recordings never name one.

    Only proxies say 407 (RFC 9110 section 15.5.8), but a web server may say it by mistake, and one
    that was asked without a proxy did.
    """
    named = case.failure is not None and case.failure.type == "proxy.auth_required"
    refused = case.status == WANTS_LOGIN
    if named and case.response is None:
        said = Evidence("client_says", {}, exchange=case.exchange.index, pointer="failure")
        return Finding(Verdict.LIKELY, (said,))
    if named or (refused and case.answered_by.role == "forward-proxy"):
        signed = Evidence("unnamed_proxy", {}, exchange=case.exchange.index, pointer="response")
        return Finding(Verdict.LIKELY, (signed,))
    if not (refused and case.recorded and case.fields("proxy-authenticate")):
        return None
    index, pointer = case.exchange.index, "response.headers.proxy-authenticate"
    values = {"schemes": schemes(case)}
    asks = Evidence("recorded_asks", values, Strength.STRONG, exchange=index, pointer=pointer)
    passed = Evidence("recorded_via", {}, exchange=index, pointer="response.headers.via")
    if case.fields("via"):
        return Finding(Verdict.LIKELY, (asks, passed))
    return Finding(Verdict.POSSIBLE, (asks,))
