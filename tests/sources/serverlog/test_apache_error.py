"""Apache's error lines, as httpd 2.4.71 wrote them."""

import pytest

from tests.sources.serverlog.exchanges import sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import apache_error
from wwwhy.sources.serverlog.moments import LOCAL, Clock


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = apache_error.parse(line, clock)
    assert read is not None
    return read


def line_with(text: str):
    return parse(next(line for line in sample("apache_error") if text in line))


def test_a_refusal_has_all_its_parts():
    read = line_with("AH01630")
    assert (read.server, read.kind, read.level, read.code) == (
        "apache",
        "error",
        "error",
        "AH01630",
    )
    assert (read.client, read.values["port"]) == ("127.0.0.1", "52462")
    assert read.message == "client denied by server configuration: /srv/www/deny"
    assert (read.values["module"], read.values["pid"], read.values["tid"]) == (
        "authz_core",
        "31600",
        "31608",
    )


def test_an_error_number_stands_before_the_client():
    read = line_with("AH00132")
    assert (read.values["errno"], read.values["reason"]) == ("13", "Permission denied")
    assert read.client == "127.0.0.1"


def test_a_backend_s_line_has_no_client():
    read = line_with("AH00957")
    assert (read.client, read.values["errno"]) == (None, "111")
    assert read.values["tid"] == line_with("AH01114").values["tid"]


def test_the_referer_is_taken_off():
    read = line_with("referer:")
    assert read.message.endswith("/srv/www/deny")
    assert read.values["referer"] == "http://ref.test/?q=1"


def test_a_request_in_the_message_is_read():
    assert (line_with("AH00135").method, line_with("AH00135").target) == ("FOO", "/")


def test_a_line_without_a_number_is_a_message():
    read = line_with("Bogus")
    assert (read.code, read.level) == (None, "alert")
    assert read.message.startswith("/srv/www/bad/.htaccess: Invalid command")


@pytest.mark.parametrize(
    ("line", "client", "port", "message"),
    [
        (
            "[Sat Nov 21 00:15:19 2026] [error] [client ::1] File does not exist: /x",
            "::1",
            None,
            "File does not exist: /x",
        ),
        ("[Sat Nov 21 00:15:19 2026] [core:error] [pid 7] [client ::1:52] x", "::1", "52", "x"),
        (
            "[Sat Nov 21 00:15:19 2026] [core:error] [pid 7:tid 8] [client 2001:db8::1:443] x",
            "2001:db8::1",
            "443",
            "x",
        ),
        (
            "[Sat Nov 21 00:15:19 2026] [proxy:error] [pid 7] (70007)The timeout specified has expired: [remote 127.0.0.1:9] AH01102: x",
            None,
            None,
            "x",
        ),
    ],
)
def test_addresses_of_both_families_are_read(line, client, port, message):
    read = parse(line)
    assert (read.client, read.values.get("port"), read.message) == (client, port, message)


@pytest.mark.parametrize(
    "line",
    ["", "[Sat Nov 21 00:15:19 2026] x", "[a] [error] x", "2026/11/21 00:15:19 [error] 1#1: x"],
)
def test_other_lines_are_none(line):
    assert apache_error.parse(line) is None
