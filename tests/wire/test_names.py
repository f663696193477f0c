"""RFC 9525: which host a certificate names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Certificate
from wwwhy.wire.names import covers


def named(*names: str, addresses: tuple[str, ...] = (), subject: str = "") -> Certificate:
    return Certificate(subject, "", "1", 0.0, 0.0, dns_names=names, ip_addresses=addresses)


@pytest.mark.parametrize(
    ("names", "host", "expected"),
    [
        (("site.test",), "site.test", True),
        (("SITE.test",), "site.TEST", True),
        (("site.test",), "site.test.", True),
        (("site.test",), "www.site.test", False),
        (("*.site.test",), "www.site.test", True),
        (("*.site.test",), "site.test", False),
        (("*.site.test",), "a.b.site.test", False),
        (("*.site.test",), ".site.test", False),
        (("w*.site.test",), "www.site.test", False),
        (("*w.site.test",), "www.site.test", False),
        (("www.*.test",), "www.site.test", False),
        (("*.*.test",), "a.b.test", False),
        (("*.test",), "site.test", False),
        (("*",), "test", False),
        (("",), "", False),
        (("other.test", "site.test"), "site.test", True),
        (("xn--bcher-kva.test",), "xn--bcher-kva.test", True),
        ((), "site.test", False),
    ],
)
def test_names(names: tuple[str, ...], host: str, expected: bool):
    assert covers(named(*names), host) is expected


def test_the_common_name_does_not_count():
    assert not covers(named(subject="CN=site.test"), "site.test")


@pytest.mark.parametrize(
    ("addresses", "host", "expected"),
    [
        (("192.0.2.1",), "192.0.2.1", True),
        (("192.0.2.1",), "192.0.2.2", False),
        (("2001:db8::1",), "2001:0db8:0:0::1", True),
        (("fe80::1",), "fe80::1%eth0", True),
        ((), "192.0.2.1", False),
    ],
)
def test_addresses(addresses: tuple[str, ...], host: str, expected: bool):
    assert covers(named(addresses=addresses), host) is expected


def test_an_address_written_as_a_name_does_not_count():
    assert not covers(named("192.0.2.1", "*.0.2.1"), "192.0.2.1")


@given(st.lists(st.text(max_size=30), max_size=3), st.text(max_size=30))
def test_anything_is_compared_without_an_exception(names: list[str], host: str):
    assert covers(named(*names), host) in {True, False}
