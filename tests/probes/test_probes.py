"""Each probe changes exactly one factor, stays safe, and keeps secrets at their origin."""

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Any

import pytest

from wwwhy.model import (
    Certificate,
    Connection,
    DnsFacts,
    Exchange,
    Experiment,
    Fields,
    Proxy,
    Request,
    Response,
    TlsFacts,
    Transport,
    Url,
)
from wwwhy.model.masking import credential_fields
from wwwhy.probes import NotApplicable, all_probes, probe

SECRET = "s3cr3t-value-123"
PROBES = list(all_probes().values())


def exchange(url: str = "https://shop.test/Path/Item", **changes: Any) -> Exchange:
    request = Request(
        Url.parse(url),
        fields=Fields.of(
            [
                ("User-Agent", "curl/8"),
                ("Authorization", f"Bearer {SECRET}"),
                ("api_key", SECRET),
                ("Cookie", "sid=1"),
                ("Host", "other.test"),
                ("Origin", "https://page.test"),
                ("X-Big", "x" * 900),
            ]
        ),
    )
    certificate = Certificate("CN=a", "CN=b", "1", 0, 1, issuer_urls=("http://ca.test/i.crt",))
    connection = Connection(
        http_version="2",
        remote_address="127.0.0.1",
        dns=DnsFacts("shop.test", "system", ("127.0.0.1", "127.0.0.2")),
        tls=TlsFacts(chain=(certificate,), trusted_by=("certifi",)),
    )
    challenge = Fields.of([("WWW-Authenticate", 'Basic realm="r"')])
    response = Response(401, "Unauthorized", fields=challenge)
    return Exchange(replace(request, **changes), response, connection=connection)


def sent(each, ex):
    first = Exchange(replace(ex.request, url=Url.parse("http://start.test/")))
    return each.change(ex, (first, ex))


@pytest.mark.parametrize("each", PROBES, ids=lambda p: p.id)
def test_changes_something_within_bounds(each):
    made = sent(each, exchange())
    if isinstance(made, NotApplicable):
        made = sent(each, exchange("http://shop.test/a-b.html", method="POST", body=b"x"))
    if isinstance(made, NotApplicable):
        assert made.why.endswith(".")
        return
    assert isinstance(made, Experiment)
    assert 1 <= len(made.requests) <= 6
    assert made.pause <= 10
    assert made.delay <= 11


@pytest.mark.parametrize("each", PROBES, ids=lambda p: p.id)
def test_never_carries_a_secret_to_another_origin_or_past_a_failed_verification(each):
    ex = exchange(f"https://shop.test/Path/Item?access_token={SECRET}&page=2")
    ex = replace(ex, request=ex.request.with_field("Referer", f"https://shop.test/?token={SECRET}"))
    made = sent(each, ex)
    if isinstance(made, NotApplicable):
        return
    for request in made.requests:
        secret_leaves = SECRET in str(request.fields.lines) or SECRET in str(request.url)
        if request.url.origin != ex.request.url.origin or not request.transport.tls.verify:
            assert not secret_leaves, each.id
            assert request.body is None


@pytest.mark.parametrize("each", PROBES, ids=lambda p: p.id)
def test_of_a_safe_request_is_safe(each):
    made = sent(each, exchange())
    if isinstance(made, Experiment):
        assert all(request.is_safe for request in made.requests)


def test_unknown_probe_is_named():
    with pytest.raises(Exception, match="no-such-probe"):
        probe("no-such-probe")


def test_after_a_redirect_elsewhere_the_credential_is_nobodys():
    made = sent(probe("final-url"), exchange())
    assert isinstance(made, Experiment)
    assert SECRET not in str(made.requests[0].fields.lines)
    assert credential_fields(made.requests[0].fields)


def test_at_most_a_few_send_wrong_credentials():
    assert {p.id for p in PROBES if p.wrong_credential} == {"garbage-credential", "final-url"}


def test_transport_probes_change_one_transport_attribute():
    for name, attribute in {"ipv4-only": "family", "http-1-0": "http_version"}.items():
        ex = exchange()
        made = sent(probe(name), ex)
        assert isinstance(made, Experiment)
        before, after = ex.request.transport, made.requests[0].transport
        changed = {
            f.name
            for f in dataclass_fields(Transport)
            if getattr(before, f.name) != getattr(after, f.name)
        }
        assert changed == {attribute}


def test_through_proxy_uses_the_one_that_was_left_out():
    ex = exchange()
    left_out = ex.request.with_transport(unused_proxy=Proxy("http", "proxy.test", 3128))
    made = probe("through-proxy").change(replace(ex, request=left_out), ())
    assert isinstance(made, Experiment)
    assert made.requests[0].transport.proxy == left_out.transport.unused_proxy
    assert isinstance(probe("through-proxy").change(ex, ()), NotApplicable)


def test_without_proxy_takes_the_proxy_credentials_away_too():
    ex = exchange()
    proxied = ex.request.with_transport(proxy=Proxy("http", "proxy.test", 3128, "u:p"))
    made = probe("without-proxy").change(replace(ex, request=proxied), ())
    assert isinstance(made, Experiment)
    assert made.requests[0].transport.proxy is None


@pytest.mark.parametrize(
    ("url", "swapped"),
    [
        ("https://shop.test/a", "http://shop.test:443/a"),
        ("http://shop.test/a", "https://shop.test:80/a"),
        ("http://shop.test:8443/a", "https://shop.test:8443/a"),
    ],
)
def test_the_protocol_is_swapped_on_the_very_port(url, swapped):
    made = sent(probe("protocol-swapped"), exchange(url))
    assert isinstance(made, Experiment)
    assert str(made.requests[0].url) == swapped


@pytest.mark.parametrize(
    ("url", "host", "names", "chosen"),
    [
        ("https://shop.test/", None, ("www.shop.test",), "www.shop.test"),
        ("https://www.shop.test/", None, ("shop.test", "x.test"), "shop.test"),
        ("https://shop.test/", None, ("*.shop.test",), "www.shop.test"),
        ("https://192.0.2.1/", None, ("*.b.test", "Shop.test"), "shop.test"),
        ("https://192.0.2.1/", "api.b.test:443", ("shop.test", "*.b.test"), "api.b.test"),
        ("https://shop.test/", None, ("other.test",), None),
        ("https://shop.test/", None, ("shop.test",), None),
        ("https://shop.test/", None, (), None),
    ],
)
def test_the_nearest_name_of_the_certificate_is_called(url, host, names, chosen):
    ex = exchange(url)
    request = ex.request.without_fields("host")
    request = request if host is None else request.with_field("Host", host)
    leaf = Certificate("CN=a", "CN=b", "1", 0, 1, dns_names=names)
    seen = Connection(remote_address="192.0.2.1", remote_port=8443, tls=TlsFacts(chain=(leaf,)))
    made = sent(probe("certificate-name"), replace(ex, request=request, connection=seen))
    if chosen is None:
        assert isinstance(made, NotApplicable)
        return
    assert isinstance(made, Experiment)
    (moved,) = made.requests
    assert (moved.url.host, moved.transport.connect_to) == (chosen, ("192.0.2.1", 8443))
    assert "host" not in moved.fields


def test_older_tls_only_where_it_makes_a_difference():
    for version, applies in ((None, True), ("TLSv1.3", True), ("TLSv1.2", False)):
        ex = replace(exchange(), connection=Connection(tls=TlsFacts(version=version)))
        assert isinstance(sent(probe("tls-1-2"), ex), Experiment) is applies
    insisting = exchange().request.with_tls(min_version="1.3")
    assert isinstance(sent(probe("tls-1-2"), Exchange(insisting)), NotApplicable)


def test_both_ip_versions_only_where_one_was_forbidden():
    assert isinstance(sent(probe("any-family"), exchange()), NotApplicable)
    forced = exchange().request.with_transport(family=6)
    made = sent(probe("any-family"), Exchange(forced))
    assert isinstance(made, Experiment)
    assert made.requests[0].transport.family is None


@pytest.mark.parametrize(
    ("idle_ms", "pause"), [(None, 5.5), (1500.0, 1.6), (0.0, 0.1), (900_000.0, 10.0)]
)
def test_the_pause_is_as_long_as_the_connection_had_been_idle(idle_ms, pause):
    seen = replace(exchange().connection, idle_before_ms=idle_ms)
    made = sent(probe("reused-after-idle"), replace(exchange(), connection=seen))
    assert isinstance(made, Experiment)
    assert made.same_connection
    assert made.pause == pytest.approx(pause)


def test_one_by_one_keeps_the_order():
    made = sent(probe("one-by-one"), exchange())
    assert isinstance(made, Experiment)
    assert (made.in_order, made.same_connection, len(made.requests)) == (True, False, 6)


@pytest.mark.parametrize(
    ("shared", "certified", "first"),
    [
        (("www.test",), ("mail.test",), "www.test"),
        ((), ("*.shop.test", "shop.test", "mail.test"), "mail.test"),
        ((), ("*.shop.test", "shop.test"), None),
    ],
)
def test_the_other_name_of_a_shared_connection_comes_first(shared, certified, first):
    leaf = Certificate("CN=a", "CN=b", "1", 0, 1, dns_names=certified)
    seen = Connection(remote_address="192.0.2.1", shared_with=shared, tls=TlsFacts(chain=(leaf,)))
    made = sent(probe("coalesced-connection"), replace(exchange(), connection=seen))
    if first is None:
        assert isinstance(made, NotApplicable)
        return
    assert isinstance(made, Experiment)
    other, own = made.requests
    assert made.same_connection
    assert (other.url.host, other.url.target, own.url.host) == (first, "/", "shop.test")
    assert (other.transport.http_version, other.transport.addresses) == ("2", ("192.0.2.1",))
    assert not {"host", "cookie", "authorization"} & {line.name.lower() for line in other.fields}


@pytest.mark.parametrize(
    ("url", "host", "toggled"),
    [
        ("http://shop.test/", None, "www.shop.test"),
        ("http://www.shop.test:8080/", None, "shop.test:8080"),
        ("http://192.0.2.1/", None, None),
        ("http://localhost/", None, None),
        ("http://shop.test/", "www.b.test", "b.test"),
    ],
)
def test_www_is_put_in_front_or_taken_away(url, host, toggled):
    ex = exchange(url)
    request = ex.request.without_fields("host")
    request = request if host is None else request.with_field("Host", host)
    made = sent(probe("www-toggled"), replace(ex, request=request))
    if toggled is None:
        assert isinstance(made, NotApplicable)
        return
    assert isinstance(made, Experiment)
    assert made.requests[0].fields.get("host") == toggled
    assert made.requests[0].url == request.url
