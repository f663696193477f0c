"""Squid's lines, as 5.7 wrote them."""

import pytest

from tests.sources.serverlog.exchanges import sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import squid_access
from wwwhy.sources.serverlog.moments import LOCAL, Clock


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = squid_access.parse(line, clock)
    assert read is not None
    return read


def test_every_kind_of_line_is_read():
    refused, denied, fine, tunnel = map(parse, sample("squid_access"))
    assert (refused.status, refused.method, refused.target) == (
        503,
        "GET",
        "http://127.0.0.1:47479/x?",
    )
    assert (refused.time, refused.client, refused.upstream) == (
        1795220120.996,
        "127.0.0.1",
        "127.0.0.1",
    )
    assert (denied.code, denied.status, denied.upstream) == ("TCP_DENIED", 403, None)
    assert denied.values["hierarchy"] == "HIER_NONE"
    assert fine.values["elapsed"] == "1"
    assert (tunnel.method, tunnel.target) == ("CONNECT", "127.0.0.1:57235")


def test_no_status_is_none():
    assert (
        parse("1795220120.996 1 127.0.0.1 TCP_MISS/000 0 GET http://h/ - HIER_DIRECT/h -").status
        is None
    )


@pytest.mark.parametrize("line", ["", "x", "1795220120.996 1 127.0.0.1"])
def test_other_lines_are_none(line):
    assert squid_access.parse(line) is None
