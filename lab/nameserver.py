"""A small DNS server, over UDP and TCP on one port, that answers or fails as told."""

import asyncio
import ipaddress
import socket
import struct
from collections.abc import Mapping, Sequence

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from lab.bench import Bench
from lab.errors import LabError
from lab.ports import LOOPBACK
from lab.server import Server

Zone = Mapping[str, str | Sequence[str]]
"""Name to answer: addresses (IPv4 and IPv6 mixed), `CNAME other.test`, `NODATA`, `NXDOMAIN`,
`SERVFAIL`, `REFUSED`, `BOGUS` (SERVFAIL unless the query forbids validation), `TRUNCATED
ADDRESS...` (whole over TCP only) or `SILENT`. A name that is not in it does not exist; `*` stands
for all such names."""
_WORDS = frozenset({"NODATA", "NXDOMAIN", "SERVFAIL", "REFUSED", "BOGUS", "SILENT"})
_TRIES = 20
_TTL = 60


class NameServer(Server):
    """The handle on a name server; it also tells what was asked."""

    asked: list[tuple[str, str]]
    """Name and type of every query, in the order of arrival."""

    @property
    def option(self) -> tuple[str, str]:
        """The option that leads wwwhy and curl here."""
        return "--dns-servers", self.address


def start(bench: Bench, zone: Zone, *, port: int | None = None) -> NameServer:
    """Run a name server for these names."""
    udp, number = _udp_socket(bench, port)
    server = NameServer("dns", bench.folder("dns"), number, bench.ports.named, "dns")
    server.asked = []
    service = _Service(server, {name.lower().rstrip("."): _words(x) for name, x in zone.items()})
    bench.loop.call(service.open(udp))
    bench.owned(server).on_stop = lambda: bench.loop.call(service.close())
    return server


class _Service(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer, zone: Mapping[str, Sequence[str]]) -> None:
        self._server = server
        self._zone = zone
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self, udp: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(lambda: self, sock=udp)
        port = self._server.port()
        self._tcp = await asyncio.start_server(self._converse, LOOPBACK, port, reuse_address=True)

    async def close(self) -> None:
        assert self._udp
        assert self._tcp
        self._udp.close()
        self._tcp.close()
        for writer in self._open:
            writer.transport.abort()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._answer(data, over_tcp=False)
        if answer is not None:
            assert self._udp
            self._udp.sendto(answer, addr)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                answer = self._answer(await reader.readexactly(length), over_tcp=True)
                if answer is not None:
                    writer.write(struct.pack("!H", len(answer)) + answer)
                    await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def _answer(self, data: bytes, *, over_tcp: bool) -> bytes | None:
        try:
            query = dns.message.from_wire(data)
        except dns.exception.DNSException:
            return None
        if not query.question:
            return None
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        self._server.asked.append((name, dns.rdatatype.to_text(question.rdtype)))
        words = self._zone.get(name, self._zone.get("*", ("NXDOMAIN",)))
        if words[0] == "SILENT":
            return None
        response = dns.message.make_response(query, recursion_available=True)
        self._fill(response, query, words, over_tcp=over_tcp)
        return response.to_wire(want_shuffle=False)

    def _fill(
        self,
        response: dns.message.Message,
        query: dns.message.Message,
        words: Sequence[str],
        *,
        over_tcp: bool,
    ) -> None:
        kind, rest = words[0], words[1:]
        if kind == "BOGUS":
            if not query.flags & dns.flags.CD:
                response.set_rcode(dns.rcode.SERVFAIL)
                reason = dns.edns.EDEOption(dns.edns.EDECode.DNSSEC_BOGUS, "signature expired")
                response.use_edns(options=[reason])
                return
            words = rest or (LOOPBACK,)
        elif kind in {"NXDOMAIN", "SERVFAIL", "REFUSED"}:
            response.set_rcode(dns.rcode.from_text(kind))
        elif kind == "TRUNCATED":
            if not over_tcp:
                response.flags |= dns.flags.TC
                return
            words = rest
        self._add_records(response, words)

    def _add_records(self, response: dns.message.Message, words: Sequence[str]) -> None:
        question = response.question[0]
        owner, seen = question.name, set[str]()
        while words[0] == "CNAME" and owner.to_text() not in seen:
            seen.add(owner.to_text())
            target = dns.name.from_text(words[1])
            record = dns.rrset.from_text(owner, _TTL, "IN", "CNAME", target.to_text())
            response.answer.append(record)
            owner = target
            words = self._zone.get(target.to_text(omit_final_dot=True).lower(), ("NXDOMAIN",))
        if words[0] == "NXDOMAIN":
            # Of an alias too: the code is about the last name (RFC 6604 section 3).
            response.set_rcode(dns.rcode.NXDOMAIN)
        version = {dns.rdatatype.A: 4, dns.rdatatype.AAAA: 6}.get(question.rdtype)
        fitting = [word for word in words if version and _ip_version(word) == version]
        if fitting:
            kind = dns.rdatatype.to_text(question.rdtype)
            response.answer.append(dns.rrset.from_text(owner, _TTL, "IN", kind, *fitting))
        elif not response.answer and response.rcode() in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            soa = "ns.test. admin.test. 1 3600 600 86400 60"
            response.authority.append(dns.rrset.from_text("test.", _TTL, "IN", "SOA", soa))


def _words(answer: str | Sequence[str]) -> tuple[str, ...]:
    words = tuple(answer.split() if isinstance(answer, str) else answer)
    if not words:
        raise LabError("A name needs an answer; NODATA is the one without addresses.")
    return words


def _ip_version(word: str) -> int | None:
    try:
        return ipaddress.ip_address(word).version
    except ValueError:
        return None


def _udp_socket(bench: Bench, port: int | None) -> tuple[socket.socket, int]:
    """Bind UDP on a number that is ours over TCP as well."""
    for _ in range(_TRIES):
        number = bench.ports.fresh() if port is None else port
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.setblocking(False)
        try:
            udp.bind((LOOPBACK, number))
        except OSError:
            udp.close()
        else:
            return udp, number
    raise LabError("No port was free for both UDP and TCP.")
