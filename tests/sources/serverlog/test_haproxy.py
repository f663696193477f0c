"""HAProxy's lines, as 2.6.12 wrote them."""

import pytest

from tests.sources.serverlog.exchanges import sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import haproxy
from wwwhy.sources.serverlog.moments import LOCAL, Clock


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = haproxy.parse(line, clock)
    assert read is not None
    return read


def test_a_line_of_httplog_has_all_its_parts():
    read = parse(sample("haproxy")[0])
    assert (read.server, read.kind, read.client, read.values["port"]) == (
        "haproxy",
        "access",
        "127.0.0.1",
        "40848",
    )
    assert (read.method, read.target, read.status, read.upstream) == ("GET", "/", 503, "b/s1")
    assert (read.code, read.values["state"]) == ("SC--", "SC--")
    assert (read.values["connect_ms"], read.values["total_ms"], read.values["retries"]) == (
        "-1",
        "0",
        "0",
    )
    assert read.time is not None


def test_a_backend_without_servers_is_told_from_one_whose_servers_are_down():
    reads = [parse(line) for line in sample("haproxy")]
    assert [read.upstream for read in reads] == ["b/s1", "f/<NOSRV>", "none/<NOSRV>"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '::1:5 [21/Nov/2026:00:15:19.791] f~ b/s 1/2/3/4/+10 200 +99 - - ---- 1/1/0/0/+2 0/7 {a|b} {c} "GET / HTTP/1.1"',
            {"client": "::1", "status": 200, "upstream": "b/s"},
        ),
        (
            '10.0.0.1:5 [21/Nov/2026:00:15:19.791] f f/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
            {"method": None, "status": 400, "message": "<BADREQ>"},
        ),
        (
            '10.0.0.1:5 [21/Nov/2026:00:15:19.791] f b/s 0/0/1/2/3 200 1 - - ---- 1/1/0/0/0 0/0 "GET https://a.test/ HTTP/2.0" 0/0000000000000000/0/0/0 a.test/TLSv1.3/TLS_AES_256_GCM_SHA384',
            {"target": "https://a.test/"},
        ),
        ("10.0.0.1:5 [21/Nov/2026:00:15:19.791] f b/s 0/1/2 212 SD 1/1/0/0/0 0/0", {"upstream": "b/s", "code": "SD", "status": None}),
        (
            '-:5 [21/Nov/2026:00:15:19.791] f~ b/s a.test 0/0/0/1/1 200 2 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
            {"client": None, "target": "/", "upstream": "b/s"},
        ),
        (
            "10.0.0.1:5 [21/Nov/2026:00:15:19.791] f/1: SSL handshake failure",
            {"kind": "error", "message": "SSL handshake failure", "client": "10.0.0.1"},
        ),
        (
            'Server b/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms.',
            {"kind": "error", "upstream": "b/s1"},
        ),
        ("backend b has no server available!", {"kind": "error", "upstream": "b"}),
        (
            "Health check for server b/s1 failed, reason: Layer7 wrong status, code: 404",
            {"kind": "error", "upstream": "b/s1"},
        ),
    ],
)  # fmt: skip
def test_other_kinds_of_lines_are_read(line, expected):
    read = parse(line)
    assert {name: getattr(read, name) for name in expected} == expected


@pytest.mark.parametrize(
    "line", ["", "x", "Server", '127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET / HTTP/1.1" 200 2']
)
def test_other_lines_are_none(line):
    assert haproxy.parse(line) is None
