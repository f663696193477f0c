"""What a forward proxy asks for, as a proxy or as a site would."""

import pytest

from wwwhy.causes import Case
from wwwhy.causes.proxies import demand
from wwwhy.model import (
    Connection,
    Exchange,
    Failure,
    Fields,
    ProxyFacts,
    Request,
    Response,
    Url,
    Verdict,
)

BOTH = Fields.of([("Proxy-Authenticate", 'Digest realm="p"'), ("WWW-Authenticate", "Basic")])


@pytest.mark.parametrize(("status", "schemes"), [(407, ("digest",)), (401, ("basic",))])
def test_the_code_says_which_field_counts(status, schemes):
    exchange = Exchange(Request(Url.parse("http://a.test/")), Response(status, fields=BOTH))
    case = Case(exchange, exchange)
    assert demand.status(case) == status
    assert demand.schemes(case) == schemes


def test_a_refused_tunnel_tells_as_well():
    facts = ProxyFacts("http", "127.0.0.1", 3128, status=401, fields=BOTH)
    exchange = Exchange(
        Request(Url.parse("https://a.test/")),
        failure=Failure("proxy.denied"),
        connection=Connection(proxy=facts),
    )
    case = Case(exchange, exchange)
    assert demand.status(case) == demand.AS_A_SITE
    assert demand.schemes(case) == ("basic",)


def answered(status: int, *lines: tuple[str, str], recorded: bool = True) -> Case:
    exchange = Exchange(
        Request(Url.parse("http://a.test/")), Response(status, fields=Fields.of(lines))
    )
    return Case(exchange, exchange, recorded=recorded)


ASKS = ("Proxy-Authenticate", "Negotiate")


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (answered(407, ASKS), Verdict.POSSIBLE),
        (answered(407, ASKS, ("Via", "1.1 px (squid/5.7)")), Verdict.LIKELY),
    ],
)
def test_a_recording_names_no_proxy(case, verdict):
    finding = demand.unnamed(case)
    assert finding is not None
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    "case",
    [
        answered(407, ASKS, recorded=False),
        answered(407),
        answered(401, ("WWW-Authenticate", "Basic")),
    ],
    ids=["asked-without-a-proxy", "no-challenge", "a-site"],
)
def test_what_no_proxy_needs_to_have_said(case):
    assert demand.unnamed(case) is None


def test_a_client_that_wrote_down_nothing_else_is_believed_with_care():
    failure = Failure("proxy.auth_required", native={"curl": 56})
    exchange = Exchange(Request(Url.parse("https://a.test/")), failure=failure)
    finding = demand.unnamed(Case(exchange, exchange, recorded=True))
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY
    assert [each.name for each in finding.evidence] == ["client_says"]
