"""What names mean, whoever joined their words, and wherever they stand."""

import pytest

from wwwhy.sources.serverlog.moments import LOCAL
from wwwhy.sources.serverlog.named import Named, line_of, plain_name

AT = "1795220119"


@pytest.mark.parametrize("name", ["statusCode", "status_code", "Status-Code", "@status_code"])
def test_names_are_the_same_however_their_words_are_joined(name):
    assert plain_name(name) == "statuscode"
    assert Named.of({f"http.response.{name}": "401"}).first(("statuscode",)) == "401"


def test_what_stands_in_an_error_is_asked_only_where_the_error_is_meant():
    named = Named.of({"err.message": "boom", "err.config.url": "/pay", "other.message": "x"})
    assert named.first(("message",)) is None
    assert named.first(("message",), fault=True) == "boom"
    assert named.first(("url",), fault=True) is None


@pytest.mark.parametrize(
    ("values", "client"),
    [
        # a public address; those for documentation count as inner ones
        ({"remote_addr": "8.8.8.8", "x_forwarded_for": "198.51.100.1"}, "8.8.8.8"),
        ({"remote_addr": "10.0.0.1", "x_forwarded_for": "198.51.100.1, 10.0.0.2"}, "198.51.100.1"),
        ({"remote_addr": "10.0.0.1"}, "10.0.0.1"),
        ({"remote_addr": "[2001:db8::1]:443"}, "2001:db8::1"),
        ({"remote_addr": "web1", "x-forwarded-for": "unknown"}, None),
    ],
)
def test_the_client_is_the_peer_or_whom_our_own_proxy_names(values, client):
    assert Named.of(values).client() == client


@pytest.mark.parametrize(
    ("written", "level"),
    [("50", "error"), ("3", "error"), ("400", "error"), ("Information", "info"), ("[WARN ]", "warn"),
     ("wrn", "warning"), ("", None), ("odd", "odd")],
)  # fmt: skip
def test_levels_of_all_scales_are_words(written, level):
    line = line_of("", {"time": AT, "msg": "x", "level": written}, LOCAL)
    assert line is not None
    assert line.level == level


def test_a_query_that_stands_apart_belongs_to_the_target():
    values = {"path": "/a", "query_string": "b=c", "method": "GET"}
    assert Named.of(values).request() == ("GET", "/a?b=c", None)
