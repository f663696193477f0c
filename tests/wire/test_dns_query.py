"""Look-ups with our own messages, at a name server of the test's."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from tests.wire.servers import OK, answering, request_to, send, serving
from wwwhy.model import DnsFacts, Exchange
from wwwhy.wire.dns import look_up

Reply = Callable[[dns.message.Message, str], bytes | list[bytes] | None]
"""What to say to a question over udp or tcp; None says nothing."""


@contextlib.asynccontextmanager
async def name_server(reply: Reply) -> AsyncIterator[str]:
    """Serve DNS over UDP and TCP on one port."""
    loop = asyncio.get_running_loop()

    class Udp(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            said = reply(dns.message.from_wire(data), "udp")
            for each in [said] if isinstance(said, bytes) else said or []:
                self.transport.sendto(each, addr)  # type: ignore[attr-defined]

    async def tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.CancelledError):
            length = int.from_bytes(await reader.readexactly(2), "big")
            said = reply(dns.message.from_wire(await reader.readexactly(length)), "tcp")
            if isinstance(said, bytes):
                writer.write(len(said).to_bytes(2, "big") + said)
        writer.close()

    server = await asyncio.start_server(tcp, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await loop.create_datagram_endpoint(Udp, ("127.0.0.1", port))
    try:
        yield f"127.0.0.1:{port}"
    finally:
        transport.close()
        server.close()


def response(question: dns.message.Message, *records: str, rcode: int = 0) -> dns.message.Message:
    """Answer with records such as `60 A 127.0.0.1`, each of the type that was asked for."""
    made = dns.message.make_response(question)
    made.set_rcode(dns.rcode.Rcode(rcode))
    asked = question.question[0]
    for record in records:
        name, ttl, kind, value = record.split()
        if kind in {"CNAME", dns.rdatatype.to_text(asked.rdtype)}:
            made.answer.append(dns.rrset.from_text(name, int(ttl), "IN", kind, value))
    return made


def looked_up(
    reply: Reply, name: str = "site.test", *, family: int | None = None, within: float = 3.0
) -> DnsFacts:
    async def run() -> DnsFacts:
        async with name_server(reply) as resolver:
            deadline = asyncio.get_running_loop().time() + within
            return await look_up(name, resolver=resolver, family=family, deadline=deadline)

    return asyncio.run(run())


def kind(facts: DnsFacts) -> str | None:
    return facts.failure.type if facts.failure else None


def test_addresses_of_both_families_with_ttl_and_alias():
    records = (
        "site.test. 300 CNAME www.site.test.",
        "www.site.test. 60 A 127.0.0.1",
        "www.site.test. 60 AAAA ::1",
    )
    facts = looked_up(lambda q, _: response(q, *records).to_wire())
    assert (facts.addresses, facts.failure) == (("::1", "127.0.0.1"), None)
    assert (facts.rcode, facts.ttl, facts.canonical_name) == ("NOERROR", 60, "www.site.test")
    assert facts.source.startswith("127.0.0.1:")


@pytest.mark.parametrize(("family", "expected"), [(4, ("127.0.0.1",)), (6, ("::1",))])
def test_one_family_only(family: int, expected: tuple[str, ...]):
    asked: list[str] = []

    def reply(question: dns.message.Message, _: str) -> bytes:
        asked.append(dns.rdatatype.to_text(question.question[0].rdtype))
        return response(question, "site.test. 9 A 127.0.0.1", "site.test. 9 AAAA ::1").to_wire()

    assert looked_up(reply, family=family).addresses == expected
    assert asked == [{4: "A", 6: "AAAA"}[family]]


@pytest.mark.parametrize(
    ("rcode", "expected", "name"),
    [
        (3, "dns.name_not_resolved", "NXDOMAIN"),
        (2, "dns.failed", "SERVFAIL"),
        (5, "dns.failed", "REFUSED"),
        (1, "dns.failed", "FORMERR"),
        (0, "dns.name_not_resolved", "NOERROR"),
    ],
)
def test_response_codes(rcode: int, expected: str, name: str):
    facts = looked_up(lambda q, _: response(q, rcode=rcode).to_wire())
    assert (kind(facts), facts.rcode) == (expected, name)
    assert facts.failure is not None
    assert facts.failure.native == {"rcode": rcode, "rcode_name": name}


def test_no_address_of_the_family_that_was_asked_for():
    facts = looked_up(lambda q, _: response(q, "site.test. 9 A 127.0.0.1").to_wire(), family=6)
    assert kind(facts) == "dns.no_address_of_family"


def test_an_extended_error_says_why():
    def reply(question: dns.message.Message, _: str) -> bytes:
        made = response(question, rcode=2)
        made.use_edns(options=[dns.edns.EDEOption(dns.edns.EDECode(6), "DNSSEC bogus")])
        return made.to_wire()

    facts = looked_up(reply)
    assert (kind(facts), facts.extended_error) == ("dns.failed", "6 DNSSEC bogus")


def test_silence_ends_in_time():
    started = time.monotonic()
    facts = looked_up(lambda *_: None, within=0.5)
    assert (kind(facts), facts.addresses) == ("dns.timed_out", ())
    assert time.monotonic() - started < 1.5


def test_a_truncated_answer_is_asked_for_again_over_tcp():
    ways: list[str] = []

    def reply(question: dns.message.Message, way: str) -> bytes:
        ways.append(way)
        made = response(question, *([] if way == "udp" else ["site.test. 9 A 127.0.0.1"]))
        made.flags |= dns.flags.TC if way == "udp" else 0
        return made.to_wire()

    assert looked_up(reply, family=4).addresses == ("127.0.0.1",)
    assert ways == ["udp", "tcp"]


def test_only_the_answer_to_our_question_counts():
    def reply(question: dns.message.Message, _: str) -> list[bytes]:
        wrong_id = response(question, "site.test. 9 A 127.6.6.6")
        wrong_id.id ^= 1
        other = dns.message.make_query("other.test", "A")
        other.id = question.id
        wrong_name = response(other, "other.test. 9 A 127.6.6.7")
        good = response(question, "site.test. 9 A 127.0.0.1")
        return [
            b"",
            b"rubbish",
            wrong_id.to_wire(),
            wrong_name.to_wire(),
            question.to_wire(),
            good.to_wire(),
        ]

    assert looked_up(reply, family=4).addresses == ("127.0.0.1",)


def test_ids_and_ports_are_not_the_same_twice():
    ids = set()

    def reply(question: dns.message.Message, _: str) -> bytes:
        ids.add(question.id)
        return response(question, rcode=3).to_wire()

    for _ in range(3):
        looked_up(reply)
    assert len(ids) == 6


def test_a_flood_of_wrong_answers_ends():
    facts = looked_up(lambda *_: [b"rubbish"] * 200, within=1.0)
    assert facts.failure is not None
    assert kind(facts) in {"dns.failed", "dns.timed_out"}


def test_a_loop_of_aliases_has_no_address():
    records = ("site.test. 9 CNAME b.test.", "b.test. 9 CNAME site.test.")
    facts = looked_up(lambda q, _: response(q, *records).to_wire())
    assert kind(facts) == "dns.name_not_resolved"


def test_one_working_family_is_enough():
    def reply(question: dns.message.Message, _: str) -> bytes:
        if question.question[0].rdtype == dns.rdatatype.AAAA:
            return response(question, rcode=2).to_wire()
        return response(question, "site.test. 9 A 127.0.0.1").to_wire()

    facts = looked_up(reply)
    assert (facts.addresses, facts.failure) == (("127.0.0.1",), None)


def test_a_name_server_that_is_not_there():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]

    async def run() -> DnsFacts:
        deadline = asyncio.get_running_loop().time() + 2
        return await look_up(
            "site.test", resolver=f"127.0.0.1:{port}", family=None, deadline=deadline
        )

    assert kind(asyncio.run(run())) == "dns.unreachable"


@pytest.mark.parametrize(
    "resolver", ["nonsense", "127.0.0.1:x", "127.0.0.1:99999", "", "127.0.0.1,"]
)
def test_a_resolver_that_is_none_is_said_so(resolver: str):
    async def run() -> DnsFacts:
        return await look_up("site.test", resolver=resolver, family=None, deadline=0)

    facts = asyncio.run(run())
    assert facts.failure is not None
    assert facts.failure.native == {"local": "resolver"}


def test_an_exchange_shows_its_look_up():
    async def run() -> Exchange:
        async with (
            name_server(lambda q, _: response(q, "site.test. 7 A 127.0.0.1").to_wire()) as resolver,
            serving(answering(OK)) as port,
        ):
            return await send(request_to(port, host="site.test", addresses=(), resolver=resolver))

    exchange = asyncio.run(run())
    assert exchange.status == 200
    assert exchange.connection.dns is not None
    assert (exchange.connection.dns.ttl, exchange.connection.dns.addresses) == (7, ("127.0.0.1",))
    assert exchange.timing.dns_ms is not None
    assert exchange.timing.dns_ms > 0


def test_an_exchange_fails_with_its_look_up():
    async def run() -> Exchange:
        async with name_server(lambda q, _: response(q, rcode=3).to_wire()) as resolver:
            return await send(request_to(1, host="site.test", addresses=(), resolver=resolver))

    exchange = asyncio.run(run())
    assert exchange.failure is not None
    assert (exchange.failure.type, exchange.failure.phase) == ("dns.name_not_resolved", "dns")
    assert exchange.connection.dns is not None
    assert exchange.connection.dns.rcode == "NXDOMAIN"
