"""A port is known by its answer: a handshake, an HTTP response, or a complaint."""

import pytest

from wwwhy.causes.request import ports
from wwwhy.model import (
    Alert,
    Certificate,
    Exchange,
    Fields,
    Request,
    Response,
    TlsFacts,
    Url,
)


@pytest.mark.parametrize(
    ("facts", "speaks"),
    [
        (None, False),
        (TlsFacts(first_bytes=b"HTTP/1.1 400 Bad Request"), False),
        (TlsFacts(alerts=(Alert(80, "internal_error", "out"),)), False),
        (TlsFacts(alerts=(Alert(112, "unrecognized_name", "in"),)), True),
        (TlsFacts(chain=(Certificate("CN=a", "CN=a", "1", 0, 1),)), True),
    ],
)
def test_tls(facts: TlsFacts | None, speaks: bool):
    assert ports.speaks_tls(facts) is speaks


@pytest.mark.parametrize(
    ("status", "location", "speaks"),
    [
        (200, None, True),
        (404, None, True),
        (400, None, False),
        (426, None, False),
        (497, None, False),
        (301, "https://shop.test:8443/a", False),
        (301, "https://shop.test/a", True),
        (302, "/login", True),
        (302, "ftp://x/", True),
    ],
)
def test_http(status: int, location: str | None, speaks: bool):
    fields = Fields.of([("Location", location)] if location else [])
    request = Request(Url.parse("http://shop.test:8443/a"))
    assert ports.speaks_http(Exchange(request, Response(status, fields=fields))) is speaks


def test_no_answer_is_no_http():
    assert not ports.speaks_http(Exchange(Request(Url.parse("http://shop.test/"))))


@pytest.mark.parametrize(
    "text",
    [
        "<title>400 The plain HTTP request was sent to HTTPS port</title>",
        "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        "Client sent an HTTP request to an HTTPS server.\n",
        "Bad Request\r\nThis combination of host and port requires TLS.\r\n",
        "The client sent a plain HTTP request, but this server only speaks HTTPS on this port.",
    ],
)
def test_statements_that_tls_is_expected(text: str):
    assert ports.expects_tls(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bad Request",
        "You sent an HTTPS request to an HTTP port",
        "The callback must be an https URL",
        "See https://shop.test/help about http errors",
        "x" * 5000 + "Client sent an HTTP request to an HTTPS server.",
    ],
)
def test_other_mentions_of_https_state_nothing(text: str):
    assert not ports.expects_tls(text)
