"""Server, Via, Proxy-Status and Cache-Status are read forgivingly and within bounds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.diagnosis.boxes.traces import Mention, members, servers, version_in, via
from wwwhy.model import Fields


def named(found: list[Mention]) -> list[tuple[str, str | None]]:
    return [(mention.name, mention.version) for mention in found]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("nginx/1.22.1", ("nginx", "1.22.1")),
        ("nginx", ("nginx", None)),
        ("Apache/2.4.71 (Debian) OpenSSL/3.0.22", ("Apache", "2.4.71")),
        ("Jetty(9.4.57.v20241219)", ("Jetty", "9.4.57.v20241219")),
        ("Python/3.11 aiohttp/3.14.5", ("aiohttp", "3.14.5")),
        ("Google Frontend", ("Google Front End", None)),
        ("Microsoft-IIS/10.0", ("IIS", "10.0")),
        ("Microsoft-HTTPAPI/2.0", ("HTTP.sys", "2.0")),
        ("istio-envoy", ("Envoy", None)),
        ("TornadoServer/6.6.1", ("Tornado", "6.6.1")),
        ("cloudflare", ("Cloudflare", None)),
    ],
)
def test_server_names_a_product(value, expected):
    assert named(servers(Fields.of([("Server", value)]))) == [expected]


@pytest.mark.parametrize("value", ["", "Shop", "my nginxes", "x" * 9000, "(((", "/nginx-like"])
def test_server_names_nobody(value):
    assert named(servers(Fields.of([("Server", value)]))) == []


def test_every_server_line_counts():
    lines = Fields.of([("Server", "Caddy"), ("Server", "nginx/1.22.1")])
    assert named(servers(lines)) == [("Caddy", None), ("nginx", "1.22.1")]


def test_via_is_told_from_the_client_on():
    line = "1.1 cache.test (squid/5.7), http/1.1 edge (ApacheTrafficServer/9.2.9 [cMsSf ])"
    fields = Fields.of([("Via", line), ("Via", "2.0 abc123.cloudfront.net (CloudFront)")])
    assert named(via(fields)) == [("CloudFront", None), ("ATS", "9.2.9"), ("Squid", "5.7")]


def test_via_of_a_stranger_keeps_its_name():
    (only,) = via(Fields.of([("Via", "1.1 proxy-7.corp.test:8080")]))
    assert only.signature is None
    assert only.name == "proxy-7.corp.test:8080"


def test_proxy_status_errors():
    refused = 'envoy; error="connection_refused"; details="a \\"quoted\\", b; c"'
    fields = Fields.of([("Proxy-Status", f"origin-proxy; received-status=502, {refused}")])
    first, second = members(fields)
    assert (first.name, first.error, first.passed) == ("Envoy", "connection_refused", False)
    assert (second.name, second.error, second.passed) == ("origin-proxy", None, True)


def test_cache_status_of_a_named_cache():
    fields = Fields.of([("Cache-Status", '"Netlify Edge"; fwd=miss, ExampleCache; hit')])
    first, second = members(fields)
    assert (first.name, first.passed) == ("ExampleCache", False)
    assert (second.name, second.passed) == ("Netlify", True)


@pytest.mark.parametrize("text", ["a;", ";;;", 'a; b="', ",,,", "a b c", 'a; x="\\', "=,=;="])
def test_broken_lists_are_read_as_far_as_they_go(text):
    assert len(members(Fields.of([("Proxy-Status", text), ("Cache-Status", text)]))) <= 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [("/1.2.3", "1.2.3"), (" v2", "2"), ("(9.4", "9.4"), ("/x", None), ("", None), ("1.2", None)],
)
def test_version(text, expected):
    assert version_in(text) == expected


@given(st.text(st.characters(max_codepoint=255), max_size=400))
def test_any_value_is_read(value):
    for name in ("Server", "Via", "Proxy-Status", "Cache-Status"):
        fields = Fields.of([(name, value)])
        servers(fields)
        via(fields)
        members(fields)


@pytest.mark.parametrize("part", ["a", "1.1 ", '"', "a;", "a;b=", "\\", "(", "1.1 a (", ", "])
def test_long_values_are_bounded(part):
    value = (part * 70000)[:65536]
    fields = Fields.of([(n, value) for n in ("Server", "Via", "Proxy-Status", "Cache-Status")] * 3)
    started = time.perf_counter()
    assert len(servers(fields)) <= 32
    assert len(via(fields)) <= 32
    assert len(members(fields)) <= 64
    assert time.perf_counter() - started < 1
