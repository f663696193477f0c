"""What bit the prototypes, one named test each (numbers as in the notes the wire was built from).

Those of a protocol of its own stand with that protocol:

1.  h2 closes on GOAWAY: `test_h2_endings` (graceful goaway), `test_h2_nginx` (keepalive_requests).
2.  Illegal fields in HTTP/2: `test_h2_heads` (illegal fields), `test_sections` (an illegal line).
3.  A head with a bad line: here; folds, bare line feeds, no reason: `test_h1_head`.
10. Two OpenSSLs, two policies: `test_tls` (old versions only if asked for), nothing matches texts.
12. HTTP/3: `test_h3` (a closed port, 0x100 and more), `test_h3_link` (a source address).
14. What nginx cannot do itself (103, HTTP/3): `test_real_servers`, `test_h3_caddy`.
15. A TLS error after the handshake: 5 here, `test_h2_uploads` (an alert at the first read),
    `test_turn` (whatever is raised becomes a failure).
"""

import asyncio
import ssl

import h11
import pytest

from tests.wire import pki
from tests.wire.servers import (
    OK,
    answering,
    fetch,
    read_head,
    request_to,
    send,
    serving,
    serving_blocking,
)
from wwwhy.model import Exchange, Tls
from wwwhy.wire import Limits
from wwwhy.wire.h1_reader import ResponseReader

TRUSTING = Tls(ca_file=pki.root().file())


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 502 Bad\r\nServer : nginx\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 502 Bad\r\nServer: nginx\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n",
        b"HTTP/1.1 502 Bad\r\nServer: nginx\r\nX: \x00\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_3_one_bad_line_does_not_cost_the_head_although_a_strict_reader_throws_it_away(raw: bytes):
    strict = h11.Connection(h11.CLIENT)
    strict.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    strict.send(h11.EndOfMessage())
    strict.receive_data(raw)
    with pytest.raises(h11.RemoteProtocolError):
        strict.next_event()
    exchange = fetch(answering(raw))
    assert exchange.status == 502
    assert exchange.response is not None
    assert exchange.response.fields.get("server") == "nginx"
    assert exchange.response.raw_head == raw
    assert exchange.response.anomalies


def test_4_a_successful_connect_ends_at_its_head_and_cannot_spin():
    reader = ResponseReader("CONNECT", Limits(), lambda: 0.0)
    reader.feed(b"HTTP/1.1 200 OK\r\n\r\n\x16\x03\x01")
    assert (reader.done, reader.leftover) == (True, b"\x16\x03\x01")
    reader.feed(b"more")
    reader.finish()
    assert reader.failure is None


def demanding(version: ssl.TLSVersion) -> Exchange:
    context = pki.server_tls(pki.leaf(), maximum=version)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(pki.root().file())
    with serving_blocking(context) as port:
        return asyncio.run(send(request_to(port, scheme="https", tls=TRUSTING)))


def test_5_tls_1_3_refuses_a_missing_client_certificate_after_the_handshake():
    exchange = demanding(ssl.TLSVersion.TLSv1_3)
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.handshake_done
    assert kind(exchange) == "tls.client_cert_required"


def test_6_tls_1_2_says_alert_40_for_a_missing_client_certificate():
    exchange = demanding(ssl.TLSVersion.TLSv1_2)
    assert exchange.connection.tls is not None
    assert not exchange.connection.tls.handshake_done
    assert exchange.failure is not None
    assert exchange.failure.native["alert"] == 40
    assert kind(exchange) == "tls.client_cert_required"


def test_7_the_first_bytes_prove_a_clear_text_port():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")

    async def run() -> Exchange:
        async with serving(talk) as port:
            return await send(request_to(port, scheme="https"))

    exchange = asyncio.run(run())
    assert kind(exchange) == "tls.peer_not_tls"
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.first_bytes.startswith(b"HTTP/1.1 400")


def test_8_the_chain_survives_a_failed_verification_and_a_failed_handshake():
    bad = fetch(answering(OK), pki.server_tls(pki.issue("other.test")), tls=TRUSTING)
    assert bad.connection.tls is not None
    assert [each.subject for each in bad.connection.tls.chain] == ["CN=other.test"]
    refused = demanding(ssl.TLSVersion.TLSv1_2)
    assert refused.connection.tls is not None
    assert refused.connection.tls.chain


def test_9_incomplete_and_self_signed_are_told_apart():
    incomplete = fetch(
        answering(OK), pki.server_tls(pki.issue("127.0.0.1", pki.middle())), tls=TRUSTING
    )
    self_signed = fetch(answering(OK), pki.server_tls(pki.issue("127.0.0.1")), tls=TRUSTING)
    assert (kind(incomplete), kind(self_signed)) == (
        "tls.cert.chain_incomplete",
        "tls.cert.self_signed",
    )


def test_11_without_verification_the_reason_is_still_the_true_one():
    expired = pki.issue("127.0.0.1", pki.root(), after=pki.NOW - pki.DAY)
    insecure = Tls(ca_file=TRUSTING.ca_file, verify=False)
    exchange = fetch(answering(OK), pki.server_tls(expired), tls=insecure)
    assert exchange.status == 200
    assert exchange.connection.tls is not None
    assert [each.code for each in exchange.connection.tls.verify_errors] == [10]


def test_13_byte_bounds_are_exact():
    limits = Limits(body_kept=1000, body_read=50_000)
    body = b"x" * 500_000
    exchange = fetch(
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + body), limits=limits
    )
    assert exchange.response is not None
    assert (exchange.response.body_length, len(exchange.response.body)) == (50_000, 1000)


def test_16_sni_has_no_final_dot_and_is_lower_case_while_host_keeps_both():
    seen: list[bytes | str | None] = []
    context = pki.server_tls(pki.leaf())
    context.sni_callback = lambda _s, name, _c: seen.append(name)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_head(reader))
        writer.write(OK)

    fields = (("Host", "SITE.test."),)
    assert fetch(talk, context, tls=TRUSTING, host="site.test.", fields=fields).status == 200
    assert seen[0] == "site.test"
    assert isinstance(seen[1], bytes)
    assert b"Host: SITE.test.\r\n" in seen[1]
