"""Envoy's access log: its default format, Istio's, and JSON with names of its owner's choice."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.serverlog import envoy
from wwwhy.sources.serverlog.formats import ranked

PLAIN = (
    '[2026-11-21T07:10:00.123Z] "GET /orders HTTP/1.1" 503 UF,URX 0 152 7 - "-" "curl/8" "b5-1"'
    ' "shop.test" "10.0.0.7:8080"'
)
ISTIO = (
    '[2026-11-21T07:10:00.123Z] "GET /orders HTTP/1.1" 503 UF upstream_reset_before_response_started'
    '{remote_connection_failure,delayed_connect_error:_111} - "delayed_connect_error:_111" 0 152 7 -'
    ' "-" "curl/8" "b5-1" "shop.test" "10.0.0.7:8080" outbound|80||x - 10.0.0.1:80 10.2.2.2:3 - -'
)
JSON = {
    "authority": "shop.test",
    "duration": 12,
    "method": "GET",
    "path": "/orders",
    "response_code": 504,
    "response_code_details": "response_timeout",
    "response_flags": "UT",
    "start_time": "2026-11-21T07:10:00.123Z",
    "upstream_host": "10.0.0.7:8080",
    "upstream_transport_failure_reason": None,
}


@pytest.mark.parametrize(
    ("line", "status", "flags", "details"),
    [
        (PLAIN, 503, "UF,URX", ""),
        (ISTIO, 503, "UF", "delayed_connect_error:_111"),
        (json.dumps(JSON), 504, "UT", "response_timeout"),
        (PLAIN.replace("503 UF,URX", "200 -"), 200, "-", ""),
    ],
)
def test_a_line_has_its_flags_and_why(line, status, flags, details):
    read = envoy.parse(line)
    assert read is not None
    assert (read.server, read.kind, read.status, read.target) == (
        "envoy", "access", status, "/orders",
    )  # fmt: skip
    assert (read.upstream, read.values["flags"]) == ("10.0.0.7:8080", flags)
    assert details in read.values.get("details", "")
    assert read.time == pytest.approx(1795245000.123)


def test_its_own_form_comes_before_others():
    for line in (PLAIN, ISTIO, json.dumps(JSON)):
        assert ranked(line)[0].name == "envoy"


@pytest.mark.parametrize(
    "line",
    [
        # Apache without a body, and a program that logs a field of the same name.
        '127.0.0.1 - - [21/Nov/2026:07:10:00 +0000] "GET / HTTP/1.1" 200 - "-" "curl"',
        '[2026-11-21T07:10:00Z] "GET / HTTP/1.1" 200 12 "-" "curl"',
        json.dumps(JSON | {"response_flags": "anything else"}),
        json.dumps({name: value for name, value in JSON.items() if name != "response_flags"}),
    ],
)
def test_other_logs_are_left_to_others(line):
    assert envoy.parse(line) is None


@given(st.text(max_size=400))
def test_any_line_is_read_without_a_fault(text):
    for line in (text, PLAIN[:60] + text, PLAIN + text, json.dumps({"response_flags": text})):
        envoy.parse(line)
