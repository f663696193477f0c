"""The name server answers, and fails, as told; over UDP and TCP."""

from collections.abc import Iterator

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from lab import Lab, LabError
from lab.nameserver import NameServer

ZONE = {
    "site.test": ("127.0.0.1", "127.0.0.2", "::1"),
    "www.site.test": "CNAME site.test",
    "loop.test": "CNAME loop.test",
    "dangling.test": "CNAME nowhere.test",
    "mail.test": "NODATA",
    "gone.test": "NXDOMAIN",
    "broken.test": "SERVFAIL",
    "private.test": "REFUSED",
    "signed.test": "BOGUS 127.0.0.3",
    "long.test": "TRUNCATED 127.0.0.4",
    "quiet.test": "SILENT",
}


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    with Lab() as lab:
        yield lab.dns(ZONE)


def ask(
    server: NameServer, name: str, kind: str = "A", *, tcp: bool = False, flags: int = 0
) -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=0)
    query.flags |= flags
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, "127.0.0.1", timeout=1, port=server.port())


def values(answer: dns.message.Message) -> list[str]:
    return [record.to_text() for found in answer.answer for record in found]


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
def test_addresses_of_both_families(server: NameServer, tcp: bool) -> None:
    assert values(ask(server, "SITE.test", tcp=tcp)) == ["127.0.0.1", "127.0.0.2"]
    assert values(ask(server, "site.test", "AAAA", tcp=tcp)) == ["::1"]


def test_an_alias_brings_its_target(server: NameServer) -> None:
    assert values(ask(server, "www.site.test")) == ["site.test.", "127.0.0.1", "127.0.0.2"]
    assert values(ask(server, "dangling.test")) == ["nowhere.test."]
    assert values(ask(server, "loop.test")) == ["loop.test."]


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        ("gone.test", "NXDOMAIN"),
        ("never-mentioned.test", "NXDOMAIN"),
        ("mail.test", "NOERROR"),
        ("broken.test", "SERVFAIL"),
        ("private.test", "REFUSED"),
    ],
)
def test_failures(server: NameServer, name: str, rcode: str) -> None:
    answer = ask(server, name)
    assert dns.rcode.to_text(answer.rcode()) == rcode
    assert not answer.answer
    # A denial comes with the zone's SOA (RFC 2308), a failure without.
    assert bool(answer.authority) == (rcode in {"NOERROR", "NXDOMAIN"})


def test_bogus_fails_unless_validation_is_forbidden(server: NameServer) -> None:
    answer = ask(server, "signed.test")
    assert answer.rcode() == dns.rcode.SERVFAIL
    option = answer.options[0]
    assert isinstance(option, dns.edns.EDEOption)
    assert option.code == dns.edns.EDECode.DNSSEC_BOGUS
    assert values(ask(server, "signed.test", flags=dns.flags.CD)) == ["127.0.0.3"]


def test_truncated_is_whole_over_tcp(server: NameServer) -> None:
    short = ask(server, "long.test")
    assert short.flags & dns.flags.TC
    assert not short.answer
    assert values(ask(server, "long.test", tcp=True)) == ["127.0.0.4"]


def test_silence(server: NameServer) -> None:
    with pytest.raises(dns.exception.Timeout):
        ask(server, "quiet.test")
    assert ("quiet.test", "A") in server.asked


def test_a_star_stands_for_all_other_names(lab: Lab) -> None:
    server = lab.dns({"*": "127.0.0.9", "a.test": "127.0.0.1"})
    assert values(ask(server, "a.test")) == ["127.0.0.1"]
    assert values(ask(server, "b.test")) == ["127.0.0.9"]
    assert server.option == ("--dns-servers", f"127.0.0.1:{server.port()}")


def test_an_empty_answer_is_refused(lab: Lab) -> None:
    with pytest.raises(LabError, match="NODATA"):
        lab.dns({"a.test": ()})


def test_what_is_no_query_is_ignored(server: NameServer) -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"\x00", ("127.0.0.1", server.port()))
    assert values(ask(server, "site.test"))


def test_its_port_is_free_afterwards() -> None:
    import socket

    with Lab() as lab:
        port = lab.dns({}).port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_an_alias_of_a_name_that_does_not_exist(server: NameServer) -> None:
    answer = ask(server, "dangling.test")
    assert answer.rcode() == dns.rcode.NXDOMAIN
    assert "nowhere.test." in answer.answer[0].to_text()
