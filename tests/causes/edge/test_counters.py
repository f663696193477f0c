import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.causes.edge import counters
from wwwhy.model import Exchange, Fields, LogLine, Request, Response, Url, Verdict


def answered(*pairs, body=b"", status=403):
    fields = Fields.of((("Content-Type", "application/json"), *pairs))
    return Exchange(
        Request(Url.parse("http://shop.test/")), Response(status, fields=fields, body=body)
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-RateLimit-Remaining", "0"),
        ("x-ratelimit-remaining-requests", "0"),
        ("X-Rate-Limit-Remaining", "0.0"),
        ("RateLimit-Remaining", "0, 5"),
        ("RateLimit", '"default";r=0;t=30'),
        ("RateLimit", "limit=100, remaining=0, reset=50"),
    ],
)
def test_nothing_left(name, value):
    assert counters.is_used_up(answered((name, value))) == (name, value)
    assert not counters.has_left(answered((name, value)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-RateLimit-Remaining", "59"),
        ("X-RateLimit-Remaining", "0.5"),
        ("RateLimit", '"default";r=10;t=0'),
        ("RateLimit-Remaining", "07"),
    ],
)
def test_something_left(name, value):
    assert counters.is_used_up(answered((name, value))) is None
    assert counters.has_left(answered((name, value)))


@pytest.mark.parametrize("name", ["X-RateLimit-Limit", "RateLimit-Reset", "Remaining"])
def test_what_is_no_counter(name):
    assert counters.is_used_up(answered((name, "0"))) is None
    assert not counters.has_left(answered((name, "5")))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'{"error": {"code": "rate_limit_exceeded"}}', True),
        (b'{"message": "API rate limit exceeded for 192.0.2.7."}', True),
        (b'{"error": "forbidden", "rate_limit": 60}', False),
        (b'{"error": "not_a_member"}', False),
    ],
)
def test_words_of_a_limit(body, named):
    exchange = answered(body=body)
    assert bool(counters.named(Case(exchange, exchange))) is named


@pytest.mark.parametrize(
    ("message", "counts"),
    [
        ('limiting requests, excess: 1.000 by zone "one"', True),
        ('limiting requests, dry run, excess: 1.000 by zone "one"', False),
        ("rate limit exceeded for client", True),
        ("rate limit: 5 of 100 used", False),
    ],
)
def test_a_log_line_about_a_limit(message, counts):
    exchange = answered()
    line = LogLine("error.log", 1, "nginx", "error", message, message=message, certainty="offset")
    assert bool(counters.logged(Case(exchange, exchange, log=(line,)))) is counts


ZERO = ("X-RateLimit-Remaining", "0")


@pytest.mark.parametrize(
    ("body", "proves"),
    [
        (b'{"message": "API rate limit exceeded for 192.0.2.7. (But here is more.)"}', True),
        (b'{"error": {"code": "rate_limit_exceeded"}}', True),
        (b'{"__type": "com.amazon#ThrottlingException"}', True),
        (
            b'{"message": "Forbidden", "documentation": "Requests over the rate limit get 429"}',
            False,
        ),
        (b'{"message": "Forbidden", "hint": "API rate limit exceeded? Wait."}', False),
        (
            b'{"message": "If the rate limit is exceeded you get 429. You need admin rights."}',
            False,
        ),
        (b'{"message": "Resource not accessible by integration"}', False),
        (b'{"message": "Rate limit policy: your account is suspended"}', False),
        (b"", False),
    ],
)
def test_only_a_stated_limit_makes_a_counter_at_zero_a_proof(body, proves):
    exchange = answered(ZERO, body=body)
    finding = cause("rate-limit-as-403-or-503").judge(Case(exchange, exchange))
    assert finding is not None
    assert finding.verdict is (Verdict.PROVED if proves else Verdict.POSSIBLE)


def test_a_code_in_xml_names_a_limit():
    fields = Fields.of([("Content-Type", "application/xml")])
    body = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Less!</Message></Error>"
    exchange = Exchange(
        Request(Url.parse("http://s3.test/")), Response(503, fields=fields, body=body)
    )
    assert counters.named(Case(exchange, exchange))[0].values["words"] == "SlowDown"


def test_a_429_with_another_reason_is_not_proved_by_its_counter():
    body = b'{"title": "Too many concurrent sessions for this account"}'
    exchange = answered(ZERO, body=body, status=429)
    finding = cause("rate-limit-429").judge(Case(exchange, exchange))
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY


def test_words_in_a_400_may_be_about_the_request_itself():
    body = b'{"message": "Too many requests in one batch"}'
    refused = answered(body=body, status=400)
    again = ProbeResult("fresh-connection", ProbeState.DONE, (refused,))
    finding = cause("rate-limit-as-403-or-503").judge(
        Case(refused, refused, probes={"fresh-connection": again})
    )
    assert finding is not None
    assert finding.verdict is Verdict.POSSIBLE
