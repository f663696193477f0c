"""The forward proxy wants a login of its own, and got none or not the right one."""

from dataclasses import replace

from wwwhy.causes import asking
from wwwhy.causes.case import Case
from wwwhy.causes.proxies import demand
from wwwhy.causes.proxies.demand import unnamed
from wwwhy.causes.refusal import challenged_schemes
from wwwhy.model import (
    Evidence,
    Finding,
    NextExperiment,
    Polarity,
    Proxy,
    Strength,
    Value,
    Verdict,
)


def judge(case: Case) -> Finding | None:
    """Take the proxy's word where nobody else can have spoken, else ask past the proxy.

    A tunnel or a SOCKS connection that is refused was refused by the proxy. A 407 in answer to a
    forwarded request (RFC 9110 section 15.5.8) could come from the site: the same request without
    the proxy decides. Some proxies say 401 as a site does; they say it of every site, and one that
    cannot exist decides.
    """
    proxy = case.request.transport.proxy
    if proxy is None:
        return unnamed(case)
    if case.failure is not None and case.failure.type == "proxy.denied":
        return _tunnel_denied(case, proxy)
    if case.failure is None and case.status != demand.WANTS_LOGIN:
        return _as_a_site(case, proxy)
    return _outright(case, proxy)


def _outright(case: Case, proxy: Proxy) -> Finding:
    """Judge a 407, or a tunnel or a SOCKS connection that was refused for want of a login."""
    facts = (*_asks(case, proxy), *_login(case, proxy))
    ask = _log_in(case, proxy)
    direct = case.probe("without-proxy").first
    if case.failure is not None:
        return _settled(case, facts)
    if direct is None:
        return Finding(Verdict.LIKELY, facts, next_experiment=ask)
    if direct.status == demand.WANTS_LOGIN:
        same = Evidence("direct_same", {}, Strength.CONCLUSIVE, Polarity.AGAINST, direct.index)
        return Finding(Verdict.RULED_OUT, (same,))
    # Where no way leads past the proxy, its own marks in the answer have to do.
    if direct.response is None and case.answered_by.role != "forward-proxy":
        return Finding(Verdict.LIKELY, facts, next_experiment=ask)
    return _settled(case, facts)


def _tunnel_denied(case: Case, proxy: Proxy) -> Finding | None:
    """Judge a tunnel that was refused with 401: nobody but the proxy can have said it."""
    facts = case.exchange.connection.proxy
    if facts is None or facts.status != demand.AS_A_SITE or not demand.schemes(case):
        return None
    return _settled(case, (*_asks(case, proxy), *_login(case, proxy)))


def _as_a_site(case: Case, proxy: Proxy) -> Finding | None:
    """Judge a 401 with a challenge: of the proxy, if it says the same of a site that is none.

    The site itself may ask only those who come by the proxy, so the direct way proves nothing.
    """
    if not challenged_schemes(case):
        return None
    asks = asking.asked_by_proxy(case)
    wants = (asking.ELSEWHERE, "without-proxy", "proxy-credential")
    elsewhere = case.probe(asking.ELSEWHERE).first
    if asks and elsewhere is not None:
        how = (Strength.CONCLUSIVE, Polarity.FOR, elsewhere.index)
        everywhere = Evidence("asks_for_any_site", {}, *how)
        facts = (*_asks(case, proxy), everywhere, *_login(case, proxy))
        direct = case.probe("without-proxy").first
        if direct is not None and not asking.says_otherwise(direct, case.control):
            # A web server that is taken for a proxy asks for its own login whatever the site.
            return Finding(Verdict.LIKELY, facts, next_experiment=_log_in(case, proxy), wants=wants)
        return replace(_settled(case, facts), wants=wants)
    if asks is False:
        return None
    verdict = Verdict.LIKELY if asks else Verdict.POSSIBLE
    facts = (*_asks(case, proxy), *_login(case, proxy)) if asks else ()
    return Finding(verdict, facts, next_experiment=_log_in(case, proxy), wants=wants)


def _settled(case: Case, facts: tuple[Evidence, ...]) -> Finding:
    healed = case.healed_by("proxy-credential")
    direct = case.probe("without-proxy").first
    found = [*facts]
    if healed is not None:
        cured = {"status": healed.status}
        found.append(Evidence("shown_to_proxy", cured, Strength.CONCLUSIVE, exchange=healed.index))
    if direct is not None and direct.response is not None:
        past: dict[str, Value] = {"status": direct.status}
        found.append(Evidence("direct_answers", past, exchange=direct.index))
    return Finding(Verdict.PROVED, tuple(found), repair=healed.index if healed else None)


def _asks(case: Case, proxy: Proxy) -> tuple[Evidence, ...]:
    index, name = case.exchange.index, f"{proxy.host}:{proxy.port}"
    how = (Strength.CONCLUSIVE, Polarity.FOR, index)
    if proxy.scheme.startswith("socks"):
        return (Evidence("socks_asks", {"proxy": name}, *how, "connection.proxy"),)
    schemes = demand.schemes(case)
    values: dict[str, Value] = {"proxy": name, "schemes": schemes}
    if not schemes:
        return (Evidence("asks_without_scheme", {"proxy": name}, *how),)
    if demand.status(case) == demand.AS_A_SITE:
        # Of itself such an answer could be the site's, so it weighs less than a 407.
        pointer = "response.headers.www-authenticate"
        return (Evidence("asks_as_a_site", values, exchange=index, pointer=pointer),)
    pointer = "response.headers.proxy-authenticate"
    return (Evidence("asks", values, *how, pointer),)


def _login(case: Case, proxy: Proxy) -> tuple[Evidence, ...]:
    """Say what became of the user's own credentials, if there were any."""
    request, index = case.request, case.exchange.index
    schemes = demand.schemes(case)
    given = proxy.userinfo is not None or "proxy-authorization" in proxy.fields
    forwarded = "proxy-authorization" in request.fields
    sent = proxy.scheme_auth
    if given and schemes and sent not in schemes:
        other: dict[str, Value] = {"sent": sent, "schemes": schemes}
        return (Evidence("other_scheme", other, exchange=index),)
    if given or (forwarded and case.failure is None):
        return (Evidence("login_refused", {}, exchange=index),)
    if forwarded:
        return (Evidence("login_inside_tunnel", {}, exchange=index),)
    if "authorization" in request.fields or request.login is not None:
        return (Evidence("login_for_site", {}, exchange=index),)
    return (Evidence("no_login", {}, exchange=index),)


def _log_in(case: Case, proxy: Proxy) -> NextExperiment:
    where = f"{proxy.scheme}://{proxy.host}:{proxy.port}"
    command = f"curl -x {where} --proxy-user NAME {case.request.url.origin}/"
    return NextExperiment("log_in", command=command)
