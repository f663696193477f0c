"""What is offered and named in a handshake."""

import pytest

from wwwhy.model import Request, Tls, Transport, Url
from wwwhy.wire.secure import offered, server_name


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("site.test", "site.test"),
        ("SITE.test.", "site.test"),
        ("127.0.0.1", None),
        ("::1", None),
        ("", None),
        (".", None),
        ("1.2.test", "1.2.test"),
    ],
)
def test_server_names(host: str, expected: str | None):
    assert server_name(host) == expected


@pytest.mark.parametrize(
    ("version", "alpn", "expected"),
    [
        ("auto", None, ("h2", "http/1.1")),
        ("2", None, ("h2", "http/1.1")),
        ("2-prior-knowledge", None, ("h2",)),
        ("1.1", None, ("http/1.1",)),
        ("1.0", None, ("http/1.0",)),
        ("auto", (), ()),
        ("1.1", ("x",), ("x",)),
    ],
)
def test_protocols(version: str, alpn: tuple[str, ...] | None, expected: tuple[str, ...]):
    transport = Transport(http_version=version, tls=Tls(alpn=alpn))
    assert offered(Request(Url.parse("https://a.test/"), transport=transport)) == expected
