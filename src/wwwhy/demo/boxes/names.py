"""A name server that knows one name, shop.test, and says of every other that it does not exist."""

import socket
import sys

import dns.message
import dns.rcode
import dns.rrset

KNOWN = "shop.test."
MAX_QUERY = 4096


def answer(query: bytes) -> bytes:
    """Return the answer to a DNS query (RFC 1035 section 4)."""
    asked = dns.message.from_wire(query)
    reply = dns.message.make_response(asked)
    name = asked.question[0].name.to_text().lower()
    if name != KNOWN:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    else:
        reply.answer.append(dns.rrset.from_text(KNOWN, 60, "IN", "A", "127.0.0.1"))
    return reply.to_wire()


if __name__ == "__main__":
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        sys.stdout.write(f"{udp.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            query, client = udp.recvfrom(MAX_QUERY)
            udp.sendto(answer(query), client)
