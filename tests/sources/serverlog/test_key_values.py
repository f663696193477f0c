"""Lines of names and values are read by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT
from wwwhy.sources.serverlog import key_values
from wwwhy.sources.serverlog.moments import LOCAL


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('time="2026-11-21T00:15:19Z" level=error msg="password mismatch" method=GET path=/a?b=c remote=1 ip=127.0.0.1', {"message": "password mismatch", "target": "/a?b=c", "client": "127.0.0.1", "kind": "error", "level": "error"}),
        ('time=2026-11-21T00:15:19.000Z level=ERROR msg=boom error="dial tcp: refused" uri=/a', {"message": "boom: dial tcp: refused", "target": "/a"}),
        ('2026-11-21T00:15:19+00:00 client=127.0.0.1 method=GET uri="/a" status=502 upstream_status=502 upstream_addr=127.0.0.1:9 request_time=0.0 body_bytes_sent=5', {"kind": "access", "status": 502, "upstream": "127.0.0.1:9", "upstream_status": "502", "target": "/a"}),
        ('time_local="21/Nov/2026:00:15:19 +0000" remote_addr="127.0.0.1" request="GET /a HTTP/1.1" status="404" request_time="0.1" upstream_addr="-"', {"server": "nginx", "kind": "access", "method": "GET", "target": "/a", "upstream": None}),
        ('[2026-11-21T00:15:19+00:00] at=error code=H12 desc="Request timeout" method=GET path="/a" host=a.test fwd="203.0.113.9" status=503', {"target": "/a", "host": "a.test", "status": 503}),
    ],
)  # fmt: skip
def test_usual_lines_are_read(line, expected):
    read = key_values.parse(line, LOCAL)
    assert read is not None
    assert read.time == AT
    assert {name: getattr(read, name) for name in expected} == expected


@pytest.mark.parametrize(
    "line",
    ["", "a=1 b=2", "a=1 b=2 c=3", "=" * 9000, "a=" * 9000,
     '127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET / HTTP/1.1" 200 5 "-" "x" rt=1 us=2 ua=3',
     "2026-11-21T00:15:19Z ERROR app: no value of a=1, of b=2 and of c=3 was found in the table of values"],
)  # fmt: skip
def test_other_lines_are_none(line):
    assert key_values.parse(line, LOCAL) is None


@given(st.lists(st.sampled_from(["a=", '"', "\\", " ", "time=1795220119 ", "path=/x ", "=", "ж"])))
def test_no_line_is_an_accident(parts):
    key_values.parse("".join(parts), LOCAL)
