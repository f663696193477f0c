"""HAR recordings of browsers and Playwright, and broken ones."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import InputError
from wwwhy.model import FAILURE_TYPES, Exchange
from wwwhy.sources import entry, failing
from wwwhy.sources.browser_errors import _BY_BEGINNING, _BY_NAME, failure_type
from wwwhy.sources.har import MAX_HAR, parse_har

# Chrome 120: HTTP/2 with pseudo-fields, a joined Set-Cookie, sizes
CHROME: dict[str, Any] = {
    "_initiator": {"type": "script"},
    "_resourceType": "fetch",
    "connection": "443",
    "startedDateTime": "2026-11-21T10:00:00.500Z",
    "time": 120.5,
    "serverIPAddress": "[2001:db8::1]",
    "timings": {
        "blocked": 1,
        "dns": 2,
        "connect": 30,
        "ssl": 20,
        "send": 1,
        "wait": 60,
        "receive": 5,
    },
    "request": {
        "method": "POST",
        "url": "https://shop.test/api?x=1",
        "httpVersion": "http/2.0",
        "headers": [
            {"name": ":authority", "value": "shop.test"},
            {"name": ":method", "value": "POST"},
            {"name": "authorization", "value": "Bearer abc"},
            {"name": "content-length", "value": "7"},
        ],
        "postData": {"mimeType": "application/json", "text": '{"a":1}'},
    },
    "response": {
        "status": 401,
        "statusText": "",
        "httpVersion": "h2",
        "headers": [
            {"name": ":status", "value": "401"},
            {"name": "set-cookie", "value": "a=1\nb=2"},
            {"name": "content-length", "value": "900"},
            {"name": "content-encoding", "value": "gzip"},
        ],
        "content": {"size": 12, "mimeType": "text/plain", "text": "unauthorized"},
        "bodySize": 900,
        "_error": None,
    },
}


def har(*entries: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def failed(**response: Any) -> dict[str, Any]:
    return {
        "request": {"method": "GET", "url": "https://h.test/", "headers": []},
        "response": {"status": 0, "headers": [], "content": {}, **response},
    }


def one(entry: Any) -> Exchange:
    (exchange,) = parse_har(har(entry))
    return exchange


def test_chrome() -> None:
    exchange = one(CHROME)
    request, response = exchange.request, exchange.response
    assert response is not None
    assert (request.method, str(request.url)) == ("POST", "https://shop.test/api?x=1")
    assert dict(request.fields) == {"authorization": "Bearer abc"}
    assert request.body == b'{"a":1}'
    assert not request.follow_redirects
    assert (response.status, response.version) == (401, "2")
    assert response.fields.all("set-cookie") == ("a=1", "b=2")
    assert response.text == "unauthorized"
    assert (response.body_length, response.declared_length) == (900, 900)
    timing, connection = exchange.timing, exchange.connection
    assert timing.started_at == 1795255200.5
    assert (timing.dns_ms, timing.tcp_ms, timing.tls_ms) == (2, 10, 20)
    assert (timing.wait_ms, timing.receive_ms, timing.total_ms) == (60, 5, 120.5)
    assert (connection.remote_address, connection.remote_port) == ("2001:db8::1", 443)
    assert (connection.http_version, connection.id) == ("2", 1)
    assert exchange.failure is None


def test_playwright() -> None:
    entry = {
        **failed(),
        "serverIPAddress": "127.0.0.1",
        "_serverPort": 8443,
        "_securityDetails": {"protocol": "TLS 1.3", "subjectName": "h.test"},
        "response": {"status": -1, "_failureText": "net::ERR_CERT_AUTHORITY_INVALID"},
    }
    exchange = one(entry)
    assert exchange.response is None
    assert exchange.failure is not None
    assert exchange.failure.type == "tls.cert.authority_invalid"
    assert exchange.connection.remote_port == 8443
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.version == "TLS 1.3"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("net::ERR_CONNECTION_REFUSED", "tcp.refused"),
        ("ERR_NAME_NOT_RESOLVED", "dns.name_not_resolved"),
        ("net::ERR_CERT_SOMETHING_NEW", "tls.cert.invalid"),
        ("net::ERR_BLOCKED_BY_CLIENT.Inspector", "client.blocked"),
        ("net::ERR_ABORTED", "abandoned"),
        ("NS_ERROR_NET_RESET", "tcp.reset"),
        ("SEC_ERROR_UNKNOWN_ISSUER", "tls.cert.authority_invalid"),
        ("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT", "tls.cert.self_signed"),
        ("net::ERR_NO_ONE_KNOWS", "unknown"),
        ("failed for reasons", "unknown"),
        ("", "unknown"),
    ],
)
def test_failures(text: str, kind: str) -> None:
    failure = one(failed(_error=text)).failure
    assert failure is not None
    assert failure.type == kind


def test_every_name_maps_to_a_known_failure() -> None:
    assert {*_BY_NAME.values(), *_BY_BEGINNING.values(), "unknown"} <= FAILURE_TYPES.keys()
    assert failure_type("X") == "unknown"


def test_a_response_that_broke_off_has_both() -> None:
    exchange = one(failed(status=200, _error="net::ERR_INCOMPLETE_CHUNKED_ENCODING"))
    assert exchange.response is not None
    assert exchange.failure is not None
    assert exchange.failure.type == "http.response.truncated"


def test_bodies() -> None:
    packed = base64.b64encode(b"\xff\0").decode()
    response = one(failed(status=200, content={"text": packed, "encoding": "base64"})).response
    assert response is not None
    assert response.body == b"\xff\0"
    response = one(failed(status=200, content={"text": "!", "encoding": "base64"})).response
    assert response is not None
    big = one(failed(status=200, content={"text": "x" * 2_000_000})).response
    assert big is not None
    assert (len(big.body), big.body_length) == (1024 * 1024, 2_000_000)
    form = failed()
    form["request"]["postData"] = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": "a", "value": "1"}, {"name": "b"}],
    }
    assert one(form).request.body == b"a=1&b="
    form["request"]["postData"] = {"mimeType": "multipart/form-data", "params": []}
    assert one(form).request.body == b""


def test_what_is_no_http_is_left_out() -> None:
    data = {**failed(), "request": {"url": "data:text/plain,x"}}
    assert len(parse_har(har(data, {}, None, 5, "x", failed()))) == 1


def test_selection() -> None:
    good = one(failed(status=200))
    bad = one(failed(status=404))
    assert failing([good, bad]) is bad
    assert failing([good]) is None
    assert entry([good, bad], None) is bad
    assert entry([good], None) is good
    assert entry([good, bad], 1) is good
    for number in (0, 3, -1):
        with pytest.raises(InputError, match="holds 2"):
            entry([good, bad], number)
    with pytest.raises(InputError):
        entry([], None)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"log": 5}',
        '{"log": {"entries": {}}}',
        "\xff",
        b"\xff\xfe\0",
        "[" * 100_000,
    ],
)
def test_broken_files(content: str | bytes) -> None:
    with pytest.raises(InputError):
        parse_har(content)


def test_limits() -> None:
    with pytest.raises(InputError, match="64 MiB"):
        parse_har(b" " * (MAX_HAR + 1))
    with pytest.raises(InputError, match="entries"):
        parse_har(har(*[0] * 20_001))


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert parse_har(("\ufeff" + har(failed())).encode())
    assert parse_har("\ufeff" + har(failed()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *CHROME,
                    *CHROME["request"],
                    *CHROME["response"],
                    "text",
                    "params",
                    "name",
                    "value",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(
    JSON,
    st.sampled_from([*CHROME]),
    st.sampled_from(["request", "response"]),
    st.sampled_from([*CHROME["request"], *CHROME["response"]]),
)
def test_hostile_entries(value: Any, name: str, part: str, inner: str) -> None:
    parse_har(har(value, {**CHROME, name: value}, {**CHROME, part: {**CHROME[part], inner: value}}))


def _on(connection: str, url: str, started: str, time: float = 100) -> dict[str, Any]:
    return {
        "connection": connection,
        "startedDateTime": started,
        "time": time,
        "request": {"method": "GET", "url": url, "httpVersion": "h2", "headers": []},
        "response": {"status": 200, "httpVersion": "h2", "headers": [], "content": {}},
    }


def test_a_connection_tells_what_was_asked_on_it_before():
    entries = [
        _on("7", "https://a.test/", "2026-11-21T10:00:00Z"),
        _on("8", "https://c.test/", "2026-11-21T10:00:01Z"),
        _on("7", "https://a.test/style.css", "2026-11-21T10:00:02Z", time=500),
        _on("7", "https://b.test/", "2026-11-21T10:00:04Z"),
    ]
    first, other, second, third = (
        each.connection for each in parse_har(json.dumps({"log": {"entries": entries}}))
    )
    assert (first.reused, first.requests_before, first.idle_before_ms) == (False, 0, None)
    assert (other.id, other.reused) == (2, False)
    assert (second.id, second.reused, second.shared_with) == (1, True, ())
    assert second.idle_before_ms == pytest.approx(1900, abs=1)
    assert (third.requests_before, third.shared_with) == (2, ("a.test",))
    assert third.idle_before_ms == pytest.approx(1500, abs=1)


def test_requests_that_overlap_were_not_idle():
    entries = [
        _on("7", "https://a.test/", "2026-11-21T10:00:00Z", time=5000),
        _on("7", "https://a.test/x", "2026-11-21T10:00:01Z"),
    ]
    _, second = parse_har(json.dumps({"log": {"entries": entries}}))
    assert (second.connection.reused, second.connection.idle_before_ms) == (True, None)


def test_a_port_in_the_place_of_a_connections_name_says_nothing_about_reuse():
    entries = [
        _on("443", "https://a.test/", "2026-11-21T10:00:00Z"),
        _on("443", "https://b.test/", "2026-11-21T10:00:01Z"),
    ]
    exchanges = parse_har(json.dumps({"log": {"entries": entries}}))
    assert not any(each.connection.reused for each in exchanges)
    assert not any(each.connection.shared_with for each in exchanges)
