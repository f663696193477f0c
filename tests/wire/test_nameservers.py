"""The name servers to ask."""

import socket

import pytest

from wwwhy.wire import nameservers
from wwwhy.wire.nameservers import Nameserver, chosen, configured


def test_a_resolv_conf_is_read():
    text = "# c\nnameserver 192.0.2.1\n nameserver 2001:db8::1 # x\noptions edns0\nnameserver\nnameserver nonsense\n"
    assert configured(text) == (Nameserver("192.0.2.1"), Nameserver("2001:db8::1"))


def test_at_most_three_and_none_means_this_host():
    assert len(configured("nameserver 192.0.2.1\n" * 9)) == 3
    assert configured("") == (Nameserver("127.0.0.1"),)


def test_a_missing_file_means_this_host(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setattr(nameservers, "RESOLV_CONF", tmp_path / "none")
    assert chosen("dns") == (Nameserver("127.0.0.1"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", [("192.0.2.1", 53)]),
        ("192.0.2.1:5353", [("192.0.2.1", 5353)]),
        ("[::1]:5353, ::1", [("::1", 5353), ("::1", 53)]),
        ("[::1]", [("::1", 53)]),
    ],
)
def test_given_addresses(text: str, expected: list[tuple[str, int]]):
    found = chosen(text)
    assert isinstance(found, tuple)
    assert [(each.address, each.port) for each in found] == expected


def test_an_address_knows_its_family_and_how_it_is_written():
    assert Nameserver("::1", 5353).family == socket.AF_INET6
    assert str(Nameserver("::1", 5353)) == "[::1]:5353"
    assert Nameserver("192.0.2.1").target == ("192.0.2.1", 53)
