"""The forward proxy wants a login of its own, and got none or not the right one."""

from wwwhy.auth import parse_challenges
from wwwhy.causes.case import Case
from wwwhy.model import (
    Evidence,
    Exchange,
    Finding,
    NextExperiment,
    Polarity,
    Proxy,
    Strength,
    Value,
    Verdict,
)

_WANTS_LOGIN = 407


def judge(case: Case) -> Finding | None:
    """Take the proxy's word where nobody else can have spoken, else ask past the proxy.

    A tunnel or a SOCKS connection that is refused was refused by the proxy. A 407 in answer to a
    forwarded request (RFC 9110 section 15.5.8) could come from the site: the same request without
    the proxy decides.
    """
    proxy = case.request.transport.proxy
    if proxy is None:
        return _unproxied(case)
    facts = (*_asks(case, proxy), *_login(case, proxy))
    ask = _log_in(case, proxy)
    direct = case.probe("without-proxy").first
    if case.failure is not None:
        return _settled(case, facts, direct)
    if direct is None:
        return Finding(Verdict.LIKELY, facts, next_experiment=ask)
    if direct.status == _WANTS_LOGIN:
        same = Evidence("direct_same", {}, Strength.CONCLUSIVE, Polarity.AGAINST, direct.index)
        return Finding(Verdict.RULED_OUT, (same,))
    # Where no way leads past the proxy, its own marks in the answer have to do.
    if direct.response is None and case.answered_by.role != "forward-proxy":
        return Finding(Verdict.LIKELY, facts, next_experiment=ask)
    return _settled(case, facts, direct)


def _settled(case: Case, facts: tuple[Evidence, ...], direct: Exchange | None) -> Finding:
    healed = case.healed_by("proxy-credential")
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
    if proxy.scheme.startswith("socks"):
        return (
            Evidence(
                "socks_asks", {"proxy": name}, Strength.CONCLUSIVE, exchange=index,
                pointer="connection.proxy",
            ),
        )  # fmt: skip
    schemes = _schemes(case)
    values: dict[str, Value] = {"proxy": name, "schemes": schemes}
    pointer = "response.headers.proxy-authenticate"
    if not schemes:
        return (
            Evidence("asks_without_scheme", {"proxy": name}, Strength.CONCLUSIVE, exchange=index),
        )
    return (Evidence("asks", values, Strength.CONCLUSIVE, exchange=index, pointer=pointer),)


def _login(case: Case, proxy: Proxy) -> tuple[Evidence, ...]:
    """Say what became of the user's own credentials, if there were any."""
    request, index = case.request, case.exchange.index
    schemes = _schemes(case)
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


def _schemes(case: Case) -> tuple[str, ...]:
    """Return the schemes that the proxy takes, lower case, in its order."""
    facts = case.exchange.connection.proxy
    lines = (
        *case.fields("proxy-authenticate"),
        *(facts.fields.all("proxy-authenticate") if facts else ()),
    )
    return tuple(dict.fromkeys(each.scheme for each in parse_challenges(lines).challenges))


def _log_in(case: Case, proxy: Proxy) -> NextExperiment:
    where = f"{proxy.scheme}://{proxy.host}:{proxy.port}"
    command = f"curl -x {where} --proxy-user NAME {case.request.url.origin}/"
    return NextExperiment("log_in", command=command)


def _unproxied(case: Case) -> Finding | None:
    """Believe in a proxy nobody named only where one signs the answer; recordings name none."""
    if case.answered_by.role != "forward-proxy" and case.failure is None:
        return None
    signed = Evidence("unnamed_proxy", {}, exchange=case.exchange.index, pointer="response")
    return Finding(Verdict.LIKELY, (signed,))
