"""What the certificate rules read: paths, names, clocks, and which fault bites first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.tls import chain
from wwwhy.model import (
    Certificate,
    Connection,
    Exchange,
    Failure,
    Fields,
    Proxy,
    Request,
    Response,
    Strength,
    Timing,
    TlsFacts,
    Url,
    VerifyError,
)

NOW = 1_795_000_000.0


def certificate(subject: str, issuer: str = "", end: float = NOW) -> Certificate:
    own = issuer or subject
    return Certificate(f"CN={subject}", f"CN={own}", "1", 0.0, end, is_self_issued=own == subject)


LEAF, MIDDLE = certificate("leaf", "middle"), certificate("middle", "root")
ROOT, STRAY = certificate("root"), certificate("stray", "nobody")


def error(reason: str, depth: int = 0) -> VerifyError:
    return VerifyError(reason, depth, 1, "text", "user")


def refused(*errors: VerifyError, chain_sent: tuple[Certificate, ...] = (LEAF,)) -> Exchange:
    facts = TlsFacts(chain=chain_sent, verify_errors=errors)
    native = {"reason": errors[0].reason} if errors else {}
    request = Request(Url.parse("https://shop.test:8443/"))
    failure = Failure("tls.cert.date_invalid", native=native)
    return Exchange(request, failure=failure, connection=Connection(tls=facts))


def case(exchange: Exchange, **probes: Exchange) -> Case:
    results = {
        name.replace("_", "-"): ProbeResult(name, ProbeState.DONE, (each,))
        for name, each in probes.items()
    }
    return Case(exchange, exchange, (exchange,), results)


def answered(fields: dict[str, str], *, index: int = 1, host: str = "shop.test") -> Exchange:
    lines = Fields.of(fields.items())
    request = Request(Url.parse(f"https://{host}/"))
    return Exchange(request, Response(200, fields=lines), timing=Timing(NOW), index=index)


@pytest.mark.parametrize(
    ("sent", "path", "strays"),
    [
        ((LEAF,), (LEAF,), ()),
        ((LEAF, ROOT, MIDDLE), (LEAF, MIDDLE, ROOT), ()),
        ((LEAF, STRAY), (LEAF,), (STRAY,)),
        ((LEAF, STRAY, MIDDLE), (LEAF, MIDDLE), (STRAY,)),
        ((ROOT, LEAF), (ROOT,), (LEAF,)),
        ((), (), ()),
    ],
)
def test_the_path_is_linked_by_names_whatever_the_order(
    sent: tuple[Certificate, ...],
    path: tuple[Certificate, ...],
    strays: tuple[Certificate, ...],
):
    found = chain.Seen(TlsFacts(chain=sent), 0)
    assert (found.path, found.strays) == (path, strays)
    assert [found.at(depth) for depth in range(4)] == [*path, *[None] * (4 - len(path))]


def test_a_circle_of_issuers_ends():
    one, other = certificate("one", "other"), certificate("other", "one")
    assert chain.Seen(TlsFacts(chain=(one, other)), 0).path == (one, other)


def test_only_a_refused_certificate_counts():
    found = refused(error("expired"))
    assert chain.seen(case(found)) is not None
    accepted = replace(found, failure=Failure("tls.closed"))
    assert chain.seen(case(accepted)) is None
    assert chain.seen(case(replace(found, failure=None, response=Response(404)))) is None


def test_our_own_look_stands_in_for_what_nobody_wrote_down():
    bare = replace(refused(), connection=Connection())
    assert chain.seen(case(bare)) is None
    assert chain.is_unwitnessed(case(bare))
    behind = replace(refused(error("expired")), failure=None, response=Response(200), index=4)
    known = case(bare, unverified_anonymous=behind)
    found = chain.seen(known)
    assert found is not None
    assert found.exchange == 4
    assert not chain.is_unwitnessed(known)
    assert chain.is_first(known, "expired")


def test_the_reason_the_client_gave_up_for_weighs_most():
    both = case(refused(error("expired"), error("name")))
    assert chain.strength(both, "expired") is Strength.CONCLUSIVE
    assert chain.strength(both, "name") is Strength.STRONG


def test_behind_an_https_proxy_it_is_the_proxys_certificate():
    exchange = refused(error("name"))
    proxy = Proxy("https", "proxy.test", 3129)
    through = replace(exchange, request=exchange.request.with_transport(proxy=proxy))
    assert (chain.asked_host(case(through)), chain.asked_port(case(through))) == ("shop.test", 8443)
    own = replace(through, failure=Failure("tls.cert.name_invalid", at_phase="proxy"))
    assert (chain.asked_host(case(own)), chain.asked_port(case(own))) == ("proxy.test", 3129)
    assert "proxy.test:3129" in chain.show_command(case(own))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("CN=shop.test", "shop.test"),
        ("O=Acme\\, Inc.,CN=Acme\\+Root CA,C=GB", "Acme+Root CA"),
        ("O=Acme,C=GB", "O=Acme,C=GB"),
        ("CN=", "CN="),
        ("", "?"),
        ("OU=CN=x,O=y", "OU=CN=x,O=y"),
    ],
)
def test_certificates_have_short_names(written: str, name: str):
    assert chain.named(written) == name


@given(st.text(max_size=300))
def test_a_hostile_name_stays_short(text: str):
    assert 0 < len(chain.named(text)) <= 120


DATE = "Wed, 18 Nov 2026 11:06:40 GMT"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"Date": DATE}, 1_795_000_000.0),
        ({"Date": DATE, "Age": "3600"}, 1_795_003_600.0),
        ({"Date": DATE, "Age": "soon"}, 1_795_000_000.0),
        ({"Date": DATE, "Age": "9" * 40}, 1_795_000_000.0),
        ({"Date": "yesterday"}, None),
        ({}, None),
    ],
)
def test_the_server_tells_the_time(fields: dict[str, str], told: float | None):
    clock = chain.server_clock(case(refused(), unverified_anonymous=answered(fields)))
    assert (clock[0] if clock else None) == told


def test_only_this_hosts_clock_counts_and_an_earlier_hop_may_tell_it():
    strange = answered({"Date": DATE}, host="other.test")
    assert chain.server_clock(case(refused(), unverified_anonymous=strange)) is None
    last = refused(error("expired"))
    hops = (answered({"Date": DATE}, index=0), replace(last, index=1))
    led = replace(case(last), hops=hops)
    clock = chain.server_clock(led)
    assert clock is not None
    assert clock[1].index == 0


@pytest.mark.parametrize(
    ("file", "own"),
    [
        (None, None),
        ("/etc/ssl/certs/ca-certificates.crt", None),
        ("/etc/pki/tls/cert.pem", None),
        ("/home/ann/company.pem", "/home/ann/company.pem"),
    ],
)
def test_a_list_of_ones_own_is_told_from_a_usual_one(file: str | None, own: str | None):
    exchange = refused()
    chosen = replace(exchange, request=exchange.request.with_tls(ca_file=file))
    assert chain.own_list(case(chosen)) == own


def test_issuers_that_were_fetched():
    trusted = replace(refused(error("name")), index=2)
    assert chain.is_trusted(trusted)
    assert not chain.is_trusted(refused(error("incomplete_chain")))
    assert chain.completed(case(refused(), chain_completed=trusted)) is None
    facts = replace(trusted.connection.tls or TlsFacts(), issuers=(MIDDLE,))
    fetched = replace(trusted, connection=Connection(tls=facts))
    assert chain.completed(case(refused(), chain_completed=fetched)) == fetched
