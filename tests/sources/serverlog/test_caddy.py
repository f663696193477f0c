"""Caddy's lines, as 2.6.2 wrote them."""

import json

import pytest

from tests.sources.serverlog.exchanges import sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import caddy
from wwwhy.sources.serverlog.moments import LOCAL, Clock


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = caddy.parse(line, clock)
    assert read is not None
    return read


def test_an_error_and_its_access_line_belong_to_one_connection():
    error = parse(next(line for line in sample("caddy_error") if "connection refused" in line))
    access = parse(next(line for line in sample("caddy_access") if "/dead/x" in line))
    assert (error.kind, access.kind) == ("error", "access")
    for read in (error, access):
        assert (read.server, read.client, read.values["port"]) == ("caddy", "127.0.0.1", "50676")
        assert (read.method, read.target, read.status, read.host) == (
            "GET",
            "/dead/x",
            502,
            "127.0.0.1:53975",
        )
        assert read.values["user_agent"] == "curl/7.88.1"
    assert error.message == "dial tcp 127.0.0.1:47479: connect: connection refused"
    assert error.values["err_id"] == "9ef6th99m"
    assert error.time == pytest.approx(1795220119.8348029)


def test_a_time_may_be_a_text():
    line = json.dumps({"level": "info", "ts": "2026-11-21T00:15:19.000Z", "msg": "x"})
    assert parse(line).time == 1795220119.0


@pytest.mark.parametrize(
    "data",
    [
        {"level": "x", "ts": None, "msg": None},
        {"level": [], "ts": 1e300, "msg": {}},
        {"level": 1, "ts": True, "msg": 1, "request": [], "status": True},
        {
            "level": "x",
            "ts": 1,
            "msg": "",
            "request": {"headers": {"User-Agent": {}}, "remote_ip": 5},
            "status": 10**30,
        },
        {"level": "x", "ts": float("nan"), "msg": "", "request": {"headers": [], "client_ip": ""}},
    ],
)
def test_unusual_values_are_no_accident(data):
    read = parse(json.dumps(data))
    assert read.status is None


@pytest.mark.parametrize("line", ["", "{", "{}", "[]", '{"level": "x", "ts": 1}', '{"a":' * 20_000])
def test_other_lines_are_none(line):
    assert caddy.parse(line) is None
