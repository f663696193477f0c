"""Pairs of box and status, waiting times, and ready commands."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.upstream.faults import Fault
from wwwhy.causes.upstream.gateway import (
    answering,
    comes_and_goes,
    direct_command,
    fails_alike,
    first_fresh,
    fits,
    is_listed,
    is_round,
    parts_refusals,
    reached,
    sooner,
    told,
    waited,
)
from wwwhy.model import Box, Exchange, Failure, Fields, LogLine, Request, Response, Timing, Url
from wwwhy.sources.config import read_config_text


def exchange(status: int, seconds: float = 0.01, body: bytes = b"", **facts) -> Exchange:
    response = Response(status, body=body, body_length=len(body))
    timing = Timing(wait_ms=seconds * 1000, total_ms=seconds * 1000 + 5)
    return Exchange(Request(Url.parse("http://a.test/")), response, timing=timing, **facts)


def case(status: int, box: str = "nginx", role: str = "reverse-proxy", **probes: Exchange) -> Case:
    own = exchange(status)
    results = {
        name.replace("_", "-"): ProbeResult(name, ProbeState.DONE, (each,))
        for name, each in probes.items()
    }
    return Case(own, own, probes=results, answered_by=Box(box, role))


@pytest.mark.parametrize(
    ("status", "box", "role", "fault", "expected"),
    [
        (502, "nginx", "reverse-proxy", Fault.REFUSED, True),
        (503, "nginx", "reverse-proxy", Fault.REFUSED, False),
        (503, "Apache", "web-server", Fault.REFUSED, True),
        (502, "Apache", "reverse-proxy", Fault.READ_TIMEOUT, True),
        (504, "Apache", "reverse-proxy", Fault.READ_TIMEOUT, False),
        (503, "HAProxy", "load-balancer", Fault.REFUSED, True),
        (500, "lighttpd", "web-server", Fault.CLOSED, True),
        (502, "unknown", "unknown", Fault.REFUSED, True),
        (503, "unknown", "unknown", Fault.REFUSED, False),
        (502, "unknown", "application", Fault.REFUSED, False),
        (502, "Django", "framework", Fault.REFUSED, False),
    ],
)
def test_one_fault_has_another_status_on_every_box(status, box, role, fault, expected):
    assert fits(case(status, box, role), fault) is expected


@pytest.mark.parametrize(
    ("seconds", "limit", "expected"),
    [(1.0, 1.0, True), (1.2, 1.0, True), (0.97, 1.0, True), (1.4, 1.0, False), (0.9, 1.0, False)],
)
def test_a_limit_is_reached_on_time_or_a_little_late(seconds, limit, expected):
    assert reached(exchange(504, seconds), limit) is expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(60.02, True), (0.98, True), (0.01, False), (2.5, False)]
)
def test_limits_are_whole_numbers(seconds, expected):
    assert is_round(exchange(504, seconds)) is expected


def test_the_wait_is_that_for_the_first_byte():
    assert waited(exchange(504, 2.0)) == pytest.approx(2.0)
    recorded = Exchange(Request(Url.parse("http://a.test/")), timing=Timing(total_ms=1500))
    assert waited(recorded) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("status", "expected"), [(404, True), (200, True), (502, False), (503, False)]
)
def test_an_answer_from_behind_is_no_gateway_s_complaint(status, expected):
    each = case(502, method_options=exchange(status))
    assert (answering(each, "method-options") is not None) is expected


def refused_line(status: int, box: Box) -> list[bool]:
    message = "connect() failed (111: Connection refused) while connecting to upstream"
    line = LogLine("error.log", 1, "nginx", "error", message, message=message, certainty="offset",
                   values={"errno": "111"})  # fmt: skip
    own = exchange(status)
    return [each.certain for each in told(Case(own, own, answered_by=box, log=(line,)))]


def test_a_line_about_the_first_of_two_servers_need_not_be_the_answer_s_reason():
    assert refused_line(502, Box("nginx", "reverse-proxy")) == [True]
    assert refused_line(503, Box("unknown", "unknown")) == [False]
    assert refused_line(503, Box("Flask", "framework")) == []


def test_an_application_s_log_speaks_of_its_own_troubles():
    message = "smtplib: [Errno 111] Connection refused 127.0.0.1:587"
    line = LogLine("app.log", 1, "application", "error", message, message=message)
    own = exchange(503)
    assert told(Case(own, own, answered_by=Box("unknown", "unknown"), log=(line,))) == ()


def test_a_probe_that_was_not_made_shows_nothing():
    assert answering(case(502), "method-options") is None
    assert fails_alike(case(502), "method-options") is None
    broken = exchange(200, failure=Failure("http.response.truncated"))
    assert answering(case(502, method_options=broken), "method-options") is None


def test_the_same_complaint_is_alike():
    assert fails_alike(case(502, method_options=exchange(502)), "method-options") is not None
    assert fails_alike(case(502, method_options=exchange(504)), "method-options") is None


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("http://127.0.0.1:8000/x", "curl -sv -o /dev/null http://127.0.0.1:8000/x"),
        ("127.0.0.1:8000", "curl -sv -o /dev/null http://127.0.0.1:8000"),
        ("https://app:8443", "curl -sv -o /dev/null https://app:8443"),
        ("fastcgi://127.0.0.1:9000", "ss -ltnp"),
        ("fastcgi://unix:/run/fpm.sock", "ls -l /run/fpm.sock; ss -lxp"),
        ("back/one", "ss -ltnp"),
        (None, "ss -ltnp"),
        ("http://127.0.0.1:80/a b;rm", "curl -sv -o /dev/null 'http://127.0.0.1:80/a b;rm'"),
    ],
)
def test_the_command_asks_the_server_behind(address, command):
    assert direct_command(address) == command


def test_a_page_of_the_owner_s_hides_who_wrote_the_log_but_not_its_status():
    """HAProxy writes one line a request, with the status that it sent."""
    line = LogLine("haproxy.log", 1, "haproxy", "access", "sH", status=504, certainty="offset",
                   values={"state": "sH--"})  # fmt: skip
    seen = {}
    for status in (504, 503):
        own = exchange(status)
        hidden = Case(own, own, answered_by=Box("unknown", "unknown"), log=(line,))
        seen[status] = [each.certain for each in told(hidden)]
    assert seen == {504: [True], 503: [False]}


def stored(status: int, seconds: float = 0.01, index: int = 0) -> Exchange:
    own = exchange(status, seconds, index=index)
    response = Response(status, fields=Fields.of([("X-Varnish", "7 3")]))
    return replace(own, response=response)


def test_the_wait_for_a_stored_answer_is_looked_up_beside_it():
    fresh = exchange(503, 2.0, index=1)
    own = case(503, "Varnish", method_options=fresh)
    assert first_fresh(own) == own.exchange
    kept = replace(own, exchange=stored(503), control=stored(503))
    assert first_fresh(kept) == fresh
    all_kept = case(503, "Varnish", method_options=stored(503, index=1))
    assert first_fresh(replace(all_kept, exchange=stored(503), control=stored(503))) is None


def test_what_is_served_at_times_is_told_from_what_always_fails():
    assert not comes_and_goes(case(502))
    assert not comes_and_goes(case(502, fresh_connection=exchange(502)))
    assert comes_and_goes(case(502, fresh_connection=exchange(200)))
    # A safe twin that was served says nothing of the request that must not be repeated.
    assert not comes_and_goes(replace(case(502), control=exchange(200, index=1)))


@pytest.mark.parametrize(
    ("status", "box", "expected"),
    [
        (503, "Apache", True),
        (502, "Apache", False),
        (502, "nginx", False),
        (503, "Varnish", False),
        (503, "HAProxy", False),
        (503, "lighttpd", False),
    ],
)
def test_few_products_have_a_status_for_refusals_alone(status, box, expected):
    assert parts_refusals(case(status, box)) is expected


def test_only_what_took_much_less_time_came_sooner():
    quick, slow = exchange(404, 0.1, index=1), exchange(200, 1.8, index=2)
    own = case(502, random_sibling=quick, method_options=slow)
    own = replace(own, exchange=exchange(502, 2.0))
    assert sooner(own) == (quick,)
    assert sooner(case(502)) == ()


@pytest.mark.parametrize(("box", "expected"), [("nginx", True), ("Node.js", False)])
def test_of_listed_products_the_statuses_are_known(box, expected):
    assert is_listed(case(502, box)) is expected


PAIR = (
    "upstream two { server 127.0.0.1:1; server 127.0.0.1:2; }"
    " server { listen 80; location / { proxy_pass http://two; } }"
)
REFUSED = (
    "connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1"
)


def nginx_line(number: int, upstream: str, **values: str) -> LogLine:
    text = f'{REFUSED}, request: "GET / HTTP/1.1", upstream: "{upstream}"'
    return LogLine(
        "error.log", number, "nginx", "error", text, message=REFUSED, upstream=upstream,
        certainty="request", values={"errno": "111", **values},
    )  # fmt: skip


def test_of_several_servers_one_that_refused_proves_nothing():
    """The page may be the second one's; two that refused are all there were."""
    one, two = (nginx_line(n, f"http://127.0.0.1:{n}/") for n in (1, 2))
    several = replace(case(502), config=(read_config_text(PAIR),))
    assert [each.certain for each in told(replace(several, log=(one,)))] == [False]
    assert [each.certain for each in told(replace(several, log=(one, two)))] == [True]
    assert [each.certain for each in told(replace(case(502), log=(one,)))] == [True]


def test_a_request_that_nginx_made_beside_this_one_is_not_it():
    line = nginx_line(1, "http://127.0.0.1:1/", subrequest="/copy")
    assert told(replace(case(502), log=(line,))) == ()
    assert told(replace(case(500), log=(line,)))
    assert told(replace(case(500, "unknown", "application"), log=(line,))) == ()
