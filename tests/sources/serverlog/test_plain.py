"""Lines of applications: a time or a level, and the request where it is named."""

import pytest

from tests.sources.serverlog.exchanges import AT
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import plain
from wwwhy.sources.serverlog.moments import LOCAL, Clock


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = plain.parse(line, clock)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-11-21T00:15:19Z ERROR app: failed on /boom", {"time": AT, "level": "error", "message": "app: failed on /boom"}),
        ("[2026-11-21 00:15:19 +0000] [31690] [ERROR] Error handling request GET /boom", {"time": AT, "level": "error", "method": "GET", "target": "/boom", "message": "Error handling request GET /boom"}),
        ("[2026-11-21 00:15:19 +0000] [7] [ERROR] Error handling request /boom", {"method": None, "target": "/boom"}),
        ("[2026-11-21 00:15:19 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:8)", {"level": "critical", "message": "WORKER TIMEOUT (pid:8)"}),
        ("[2026-11-21 00:15:19,123] ERROR in app: Exception on /boom [POST]", {"method": "POST", "target": "/boom"}),
        ("2026-11-21T00:15:19Z ERROR django.request: Internal Server Error: /a/b", {"target": "/a/b", "method": None}),
        ("2026-11-21T00:15:19Z WARNING Forbidden (CSRF cookie not set.): /form/", {"target": "/form/"}),
        ("2026-11-21T00:15:19Z WARNING Method Not Allowed (POST): /x", {"method": "POST", "target": "/x"}),
        ('INFO:     127.0.0.1:53032 - "GET /boom HTTP/1.1" 500 Internal Server Error', {"kind": "access", "client": "127.0.0.1", "status": 500, "method": "GET", "target": "/boom", "time": None}),
        ("ERROR:    Exception in ASGI application", {"kind": "error", "level": "error", "message": "Exception in ASGI application"}),
        ("2026/11/21 00:15:19| Starting Squid Cache version 5.7", {"message": "Starting Squid Cache version 5.7"}),
        ('{"time": "2026-11-21T00:15:19Z", "level": "ERROR", "msg": "x", "path": "/a", "method": "GET"}', {"time": AT, "level": "error", "target": "/a", "message": "x"}),
        ('{"ts": 1795220119.0, "msg": "x", "path": "/a", "status": 404}', {"kind": "error", "status": 404, "time": AT}),
        ("2026-11-21T00:15:19Z [error    ] password mismatch  [shop] client_ip=127.0.0.1 method=GET path=/a", {"level": "error", "method": "GET", "target": "/a", "client": "127.0.0.1"}),
        ("2026-11-21T00:15:19Z ERROR request{method=GET uri=/a?b}: shop: denied", {"method": "GET", "target": "/a?b"}),
        ("2026-11-21T00:15:19Z ERROR shop: GET of /a?path=/b failed, url=http://payment.test/x", {"target": None}),
        ("2026-11-21T00:15:19+00:00|127.0.0.1|GET /up?a=b HTTP/1.1|502|502|127.0.0.1:9|0.000", {"kind": "access", "client": "127.0.0.1", "method": "GET", "target": "/up?a=b", "status": 502}),
        ("2026-11-21T00:15:19Z ERROR GET /up HTTP/1.1 502 bad gateway", {"kind": "error", "target": "/up"}),
    ],
)  # fmt: skip
def test_usual_lines_are_read(line, expected):
    read = parse(line)
    assert read.server == "application"
    assert {name: getattr(read, name) for name in expected} == expected


@pytest.mark.parametrize(
    "line",
    ["", "Traceback (most recent call last):", '  File "/x.py", line 7, in app', "ValueError: boom", "{}", '{"msg": "x"}', "{" * 9000,
     "it happened at 2026-11-21 00:15:19 for the first time and again"],
)  # fmt: skip
def test_lines_that_go_on_or_say_nothing_are_none(line):
    line = line if not line.startswith("it") else "x" * 30 + line
    assert plain.parse(line) is None


def test_the_port_of_uvicorn_s_client_is_kept():
    assert parse('INFO:     127.0.0.1:53032 - "GET / HTTP/1.1" 200 OK').values["port"] == "53032"
