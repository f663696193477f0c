"""The names that a request carries in TLS and in Host."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes import Case
from wwwhy.causes.vhosts.names import (
    host_of,
    is_name,
    names_agree,
    names_differ_log,
    server_name_of,
)
from wwwhy.model import Exchange, Fields, LogLine, Request, Tls, Transport, Url


def request(url: str, host: str | None = None, sni: str | None = None) -> Request:
    fields = Fields.of([] if host is None else [("Host", host)])
    return Request(Url.parse(url), fields=fields, transport=Transport(tls=Tls(sni=sni)))


@pytest.mark.parametrize(
    ("url", "host", "sni", "names"),
    [
        ("https://a.test/", None, None, ("a.test", "a.test", True)),
        ("https://a.test/", "A.test:443", None, ("a.test", "a.test", True)),
        ("https://a.test/", "b.test", None, ("a.test", "b.test", False)),
        ("https://a.test/", None, "b.test", ("b.test", "a.test", False)),
        ("https://a.test/", None, "", (None, "a.test", False)),
        ("https://192.0.2.1/", "a.test", None, (None, "a.test", False)),
        ("https://192.0.2.1/", None, None, (None, "192.0.2.1", False)),
        ("https://[::1]:8443/", "[::1]:8443", None, (None, "::1", False)),
        ("http://a.test/", "b.test", None, (None, "b.test", True)),
        ("https://a.test/", "", None, ("a.test", "", False)),
    ],
)
def test_both_names_and_whether_they_agree(url, host, sni, names):
    sent = request(url, host, sni)
    assert (server_name_of(sent), host_of(sent), names_agree(sent)) == names


@given(st.text(st.characters(max_codepoint=255), max_size=80))
def test_any_host_field_is_read_without_a_fault(host):
    assert isinstance(host_of(request("https://a.test/", host)), str)


def test_only_lines_that_are_surely_about_this_request_count():
    sent = Exchange(request("https://a.test/"))
    lines = [
        LogLine("e.log", number, "apache", "error", "", code=code, certainty=certainty)
        for number, (code, certainty) in enumerate(
            [("AH02032", "window"), ("AH01630", "offset"), ("AH02032", "offset")], 1
        )
    ]
    found = names_differ_log(Case(sent, sent, log=tuple(lines)))
    assert [line.number for line in found] == [3]


@pytest.mark.parametrize("host", ["shop.test", "www.shop.test", "shop.test."])
def test_a_name_is_what_a_server_can_be_told(host):
    assert is_name(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "localhost", "api.localhost", "backend", "", "a b", "[", "."]
)
def test_addresses_and_bare_words_are_none(host):
    assert not is_name(host)
