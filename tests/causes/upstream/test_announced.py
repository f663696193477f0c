"""What a gateway's answer says of itself: fields, status codes and pages."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes import Case
from wwwhy.causes.upstream.announced import announced
from wwwhy.causes.upstream.faults import Fault
from wwwhy.causes.upstream.upstream_read_timeout.rule import judge
from wwwhy.model import Box, Exchange, Fields, Request, Response, Timing, Url, Verdict


def case(
    status: int = 502,
    body: bytes = b"",
    box: str = "unknown",
    confidence: float = 0.95,
    **fields: str,
) -> Case:
    pairs = [(name.replace("_", "-"), value) for name, value in fields.items()]
    response = Response(status, fields=Fields.of(pairs), body=body, body_length=len(body))
    exchange = Exchange(Request(Url.parse("http://a.test/")), response)
    return Case(exchange, exchange, answered_by=Box(box, "reverse-proxy", confidence=confidence))


def told(**facts) -> list[tuple[Fault, bool]]:
    return [(each.fault, each.certain) for each in announced(case(**facts))]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("ERR_CONNECT_FAIL 111", Fault.REFUSED),
        ("ERR_CONNECT_FAIL 110", Fault.CONNECT_TIMEOUT),
        ("ERR_CONNECT_FAIL 113", Fault.CONNECT),
        ("ERR_READ_TIMEOUT 0", Fault.READ_TIMEOUT),
        ("ERR_READ_ERROR 104", Fault.CLOSED),
        ("ERR_TOO_BIG 0", Fault.HEAD_TOO_BIG),
    ],
)
def test_squid_says_it_in_a_field(value, fault):
    assert told(X_Squid_Error=value) == [(fault, True)]


@pytest.mark.parametrize("value", ["ERR_READ_ERROR 0", "ERR_ACCESS_DENIED 0", "", "x" * 500])
def test_what_squid_says_of_other_things_is_left_alone(value):
    # ERR_READ_ERROR 0 is a name that was not found, or a cache_peer that was down (5.7).
    assert told(X_Squid_Error=value) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("cdn; error=connection_refused", (Fault.REFUSED, True)),
        (
            '"a;b"; error=http_response_timeout; details="x; error=dns_error"',
            (Fault.READ_TIMEOUT, True),
        ),
        ("envoy; error=connection_refused", (Fault.REFUSED, False)),
        (
            "one; error=connection_timeout, two; error=http_protocol_error",
            (Fault.CONNECT_TIMEOUT, True),
        ),
    ],
)
def test_proxy_status_names_a_type(value, expected):
    assert told(Proxy_Status=value) == [expected]


@pytest.mark.parametrize("value", ["a; received-status=502", "a; error=nonsense", ";;;=", '"'])
def test_proxy_status_without_a_known_type_says_nothing(value):
    assert told(Proxy_Status=value) == []


@pytest.mark.parametrize(
    ("status", "box", "expected"),
    [
        (521, "Cloudflare", [(Fault.REFUSED, True)]),
        (524, "Cloudflare", [(Fault.READ_TIMEOUT, True)]),
        (504, "HAProxy", []),
        (521, "nginx", []),
        (504, "nginx", []),
        (520, "Cloudflare", []),
    ],
)
def test_some_pairs_of_box_and_status_mean_one_thing_only(status, box, expected):
    assert told(status=status, box=box) == expected


def test_a_504_of_haproxy_proves_nothing_however_late_for_its_tarpit_waits_as_well():
    late = case(status=504, box="HAProxy")
    late = replace(late, exchange=replace(late.exchange, timing=Timing(wait_ms=2003.0)))
    assert announced(late) == ()
    found = judge(late)
    assert found is not None
    assert found.verdict is Verdict.LIKELY


def test_an_application_names_a_refusal_of_its_own_mail_server():
    body = b'{"error": "connect ECONNREFUSED 127.0.0.1:1025"}'
    own = case(status=503, body=body)
    assert not announced(replace(own, answered_by=Box("unknown", "application")))
    asked = replace(case(status=502, body=body), answered_by=Box("unknown", "unknown"))
    assert [each.certain for each in announced(asked)] == [False]


def test_a_box_that_is_a_guess_gives_no_such_word():
    assert told(status=504, box="HAProxy", confidence=0.45) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"upstream request timeout", [(Fault.READ_TIMEOUT, True)]),
        (
            (
                b"... reset reason: remote connection failure, transport failure reason: delayed connect"
                b" error: Connection refused"
            ),
            [(Fault.REFUSED, True)],
        ),
        (b"... reset reason: remote connection failure", [(Fault.REFUSED, False)]),
        (b"... reset reason: connection timeout", [(Fault.CONNECT_TIMEOUT, True)]),
        (b"... reset reason: connection termination", [(Fault.CLOSED, True)]),
        (b"no healthy upstream", [(Fault.DOWN, True)]),
        (
            b"... remote connection failure, transport failure reason: TLS_error:|268435581:SSL",
            [(Fault.TLS, True)],
        ),
    ],
)
def test_envoy_writes_a_sentence(body, expected):
    assert told(status=503, box="Envoy", body=body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"connect ECONNREFUSED 127.0.0.1:23500", [(Fault.REFUSED, True)]),
        (b"dial tcp 127.0.0.1:80: connect: connection refused", [(Fault.REFUSED, True)]),
        (b"read ECONNRESET", [(Fault.CLOSED, True)]),
        (b"connect ETIMEDOUT 192.0.2.1:80", [(Fault.CONNECT_TIMEOUT, False)]),
        (b"connect ECONNREFUSED 127.0.0.1:5432", []),
        (b"connect ECONNREFUSED ::1:6379", []),
        (b"Bad Gateway", []),
    ],
)
def test_gateways_in_node_and_go_print_the_error(body, expected):
    assert told(body=body) == expected


def test_an_article_about_errors_is_no_announcement():
    assert told(status=200, body=b"connect ECONNREFUSED 127.0.0.1:80") == []
    assert told(body=b"connect ECONNREFUSED 127.0.0.1:80" + b" " * 5000) == []


@given(st.binary(max_size=2000), st.text(st.characters(max_codepoint=255), max_size=200))
def test_any_answer_is_read_without_a_fault(body, value):
    for box in ("Envoy", "unknown"):
        for each in announced(case(body=body, box=box, Proxy_Status=value, X_Squid_Error=value)):
            assert isinstance(each.fault, Fault)
            assert len(each.text) <= 400
