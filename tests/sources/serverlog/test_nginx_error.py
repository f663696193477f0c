"""nginx's error lines, as nginx 1.22.1 wrote them."""

import pytest

from tests.sources.serverlog.exchanges import AT, sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import nginx_error
from wwwhy.sources.serverlog.moments import LOCAL, Clock

HEAD = "2026/11/21 00:15:19 [error] 7#8: *9 "
CONTEXT = ', client: 127.0.0.1, server: a.test, request: "GET /x HTTP/1.1", host: "h"'


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = nginx_error.parse(line, clock)
    assert read is not None
    return read


def test_a_line_about_an_upstream_has_all_its_parts():
    line = next(line for line in sample("nginx_error") if "connect() failed" in line)
    read = parse(line)
    assert (read.server, read.kind, read.level, read.client) == (
        "nginx",
        "error",
        "error",
        "127.0.0.1",
    )
    assert (read.method, read.target) == ("GET", '/dead?x="1')
    assert read.upstream == 'http://127.0.0.1:47479/dead?x="1'
    assert read.host == "127.0.0.1:38359"
    assert read.message == "connect() failed (111: Connection refused) while connecting to upstream"
    assert read.values["errno"] == "111"
    assert read.values["connection"] == "4"
    assert read.values["server_name"] == "a.test"
    assert read.time is not None


def test_a_line_without_a_request_has_its_client():
    line = next(line for line in sample("nginx_error") if "SSL_do_handshake" in line)
    read = parse(line)
    assert (read.client, read.method, read.target, read.level) == ("127.0.0.1", None, None, "info")
    assert read.message.endswith("while SSL handshaking")


def test_a_line_without_a_client_is_a_message_only():
    read = parse("2026/11/21 00:15:19 [notice] 1#1: start worker processes")
    assert (read.message, read.client, dict(read.values)) == (
        "start worker processes",
        None,
        {"pid": "1"},
    )


def test_the_zone_is_given():
    from datetime import UTC, timedelta, timezone

    line = HEAD + "x"
    assert parse(line, Clock(UTC)).time == AT
    assert parse(line, Clock(timezone(timedelta(hours=1)))).time == AT - 3600


def test_a_message_of_several_lines_is_one():
    line = (
        HEAD
        + 'FastCGI sent in stderr: "PHP message: a\nStack trace:\n#0 {main}" while reading'
        + CONTEXT
    )
    read = parse(line)
    assert (read.method, read.target, read.host) == ("GET", "/x", "h")
    assert read.message.startswith("FastCGI sent in stderr")
    assert read.message.endswith("while reading")


def test_a_line_that_nginx_cut_keeps_the_start_of_its_target():
    read = parse(HEAD + 'open() failed, client: 127.0.0.1, server: , request: "GET /' + "a" * 100)
    assert (read.method, read.target, read.values["cut"]) == ("GET", "/" + "a" * 100, "yes")


@pytest.mark.parametrize(
    "line",
    [
        HEAD
        + 'user "x, client: 6.6.6.6, server: , request: "GET /y HTTP/1.1"" was not found'
        + CONTEXT,
        HEAD
        + "x"
        + CONTEXT
        + ', referrer: "a, client: 6.6.6.6, server: , request: "GET /y HTTP/1.1""',
    ],
)
def test_a_context_that_could_be_forged_is_marked(line):
    assert parse(line).values["ambiguous"] == "yes"


def test_all_parts_of_the_context_are_read():
    line = (
        HEAD
        + "x"
        + CONTEXT.replace(", host", ', subrequest: "/s", upstream: "http://u/x", host')
        + ', referrer: "http://r/"'
    )
    read = parse(line)
    assert (read.upstream, read.host) == ("http://u/x", "h")
    assert read.values["subrequest"] == "/s"
    assert read.values["referer"] == "http://r/"
    assert "ambiguous" not in read.values


@pytest.mark.parametrize(
    "line", ["", "x", "2026/11/21 00:15:19 [error] x", "2026/11/21 00:15:19| squid"]
)
def test_other_lines_are_none(line):
    assert nginx_error.parse(line) is None


def test_a_line_whose_time_a_collector_took_away_is_read():
    read = nginx_error.parse(HEAD.partition(" ")[2].partition(" ")[2] + "x" + CONTEXT)
    assert read is not None
    assert (read.time, read.server, read.message) == (None, "nginx", "x")
