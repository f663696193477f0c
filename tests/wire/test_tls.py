"""TLS observed: alerts with direction, certificate requests, first bytes, chains after failures."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.wire import pki
from tests.wire.servers import (
    OK,
    answering,
    fetch,
    request_to,
    reset,
    send,
    serving,
    serving_blocking,
)
from wwwhy.model import Exchange, Tls, TlsFacts
from wwwhy.wire import Limits
from wwwhy.wire.tls import TlsChannel

TRUSTING = Tls(ca_file=pki.root().file())
V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


def tls_of(exchange: Exchange) -> TlsFacts:
    assert exchange.connection.tls is not None
    return exchange.connection.tls


def alerted(context: ssl.SSLContext, *, tls: Tls = TRUSTING, **choices: object) -> Exchange:
    with serving_blocking(context) as port:
        return asyncio.run(send(request_to(port, scheme="https", tls=tls, **choices)))  # type: ignore[arg-type]


def demanding(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = pki.server_tls(pki.leaf(), maximum=version)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(pki.root().file())
    return context


def test_a_good_handshake_is_described():
    exchange = fetch(answering(OK), pki.server_tls(pki.leaf()), tls=TRUSTING, host="site.test")
    facts = tls_of(exchange)
    assert (exchange.status, exchange.failure) == (200, None)
    assert (facts.version, facts.sni, facts.handshake_done) == ("TLSv1.3", "site.test", True)
    assert (facts.alpn_offered, facts.alpn) == (("h2", "http/1.1"), None)
    assert facts.cipher
    assert facts.cipher.startswith("TLS_")
    assert (facts.trusted_by, facts.verify_errors, facts.alerts) == (("user",), (), ())
    assert [each.subject for each in facts.chain] == ["CN=site.test"]
    assert exchange.timing.tls_ms is not None
    assert 0 < exchange.timing.tls_ms <= exchange.timing.total_ms


def test_sni_is_never_an_address_and_can_be_left_out_or_changed():
    seen: list[str | None] = []
    context = pki.server_tls(pki.leaf())
    context.sni_callback = lambda _s, name, _c: seen.append(name)
    fetch(answering(OK), context, tls=TRUSTING)
    fetch(answering(OK), context, tls=Tls(sni="", ca_file=TRUSTING.ca_file), host="site.test")
    fetch(
        answering(OK),
        context,
        tls=Tls(sni="other.test", ca_file=TRUSTING.ca_file),
        host="site.test",
    )
    fetch(answering(OK), context, tls=TRUSTING, host="SITE.test.")
    assert seen == [None, None, "other.test", "site.test"]


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, ("h2", "http/1.1")),
        ({"http_version": "1.1"}, ("http/1.1",)),
        ({"http_version": "1.0"}, ("http/1.0",)),
        ({"http_version": "2"}, ("h2", "http/1.1")),
        ({"tls": Tls(alpn=(), ca_file=TRUSTING.ca_file)}, ()),
        ({"tls": Tls(alpn=("x", "http/1.1"), ca_file=TRUSTING.ca_file)}, ("x", "http/1.1")),
    ],
)
def test_what_is_offered_follows_the_version(choices: dict[str, object], expected: tuple[str, ...]):
    context = pki.server_tls(pki.leaf())
    context.set_alpn_protocols(["http/1.1"])
    given: dict[str, Any] = {"tls": TRUSTING, **choices}
    exchange = fetch(answering(OK), context, **given)
    assert exchange.status == 200
    assert tls_of(exchange).alpn_offered == expected
    assert tls_of(exchange).alpn == ("http/1.1" if "http/1.1" in expected else None)


def test_tls_1_3_client_certificate_refusal_comes_after_a_good_handshake():
    exchange = alerted(demanding(V13))
    facts = tls_of(exchange)
    assert kind(exchange) == "tls.client_cert_required"
    assert (facts.handshake_done, facts.client_cert_requested, facts.client_cert_sent) == (
        True,
        True,
        False,
    )
    assert [(alert.number, alert.direction) for alert in facts.alerts] == [(116, "in")]
    assert facts.chain


def test_tls_1_2_alert_40_after_a_certificate_request_is_a_missing_client_certificate():
    exchange = alerted(demanding(V12))
    assert kind(exchange) == "tls.client_cert_required"
    facts = tls_of(exchange)
    assert [(alert.number, alert.direction) for alert in facts.alerts] == [(40, "in")]
    assert facts.client_cert_requested
    assert facts.chain


def test_alert_40_without_a_certificate_request_is_about_versions_and_ciphers():
    context = pki.server_tls(pki.leaf(), maximum=V12)
    tls = Tls(ca_file=TRUSTING.ca_file, max_version="1.2", ciphers="ECDHE-RSA-AES128-GCM-SHA256")
    exchange = alerted(context, tls=tls)
    assert kind(exchange) == "tls.version_or_cipher_mismatch"
    assert tls_of(exchange).alerts[0].number == 40


@pytest.mark.parametrize("shown", [False, True])
def test_a_client_certificate_may_be_asked_for_after_the_handshake(shown: bool):
    """As Apache does where one location wants a certificate."""
    context = demanding(V13)
    context.post_handshake_auth = True
    mine = pki.issue("client", pki.root(), usage=None)
    tls = Tls(ca_file=TRUSTING.ca_file)
    if shown:
        tls = replace(tls, cert_file=mine.file(), key_file=mine.file(key=True))
    with serving_late(context, OK if shown else b"") as port:
        exchange = asyncio.run(send(request_to(port, scheme="https", tls=tls)))
    facts = tls_of(exchange)
    assert (facts.client_cert_requested, facts.client_cert_sent) == (True, shown)
    assert kind(exchange) == (None if shown else "tls.client_cert_required")


@contextlib.contextmanager
def serving_late(context: ssl.SSLContext, answer: bytes) -> Iterator[int]:
    """Serve one request, and ask for a certificate between request and answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def run() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                with context.wrap_socket(connection, server_side=True) as stream:
                    stream.recv(65536)
                    stream.verify_client_post_handshake()
                    stream.sendall(answer)
                    stream.recv(65536)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize("version", [V12, V13])
def test_a_client_certificate_is_sent_where_asked_for(version: ssl.TLSVersion):
    mine = pki.issue("client", pki.root(), usage=None)
    tls = Tls(ca_file=TRUSTING.ca_file, cert_file=mine.file(), key_file=mine.file(key=True))
    exchange = alerted(demanding(version), tls=tls)
    assert exchange.status == 200
    assert tls_of(exchange).client_cert_sent


@pytest.mark.parametrize("version", [V12, V13])
def test_a_client_certificate_of_a_stranger_is_refused_as_a_bad_one(version: ssl.TLSVersion):
    mine = pki.issue("client", pki.stranger(), usage=None)
    tls = Tls(ca_file=TRUSTING.ca_file, cert_file=mine.file(), key_file=mine.file(key=True))
    exchange = alerted(demanding(version), tls=tls)
    assert kind(exchange) == "tls.bad_client_auth_cert"
    assert tls_of(exchange).alerts[0].number == 48


def test_the_names_a_server_takes_certificates_from_are_read():
    from OpenSSL import SSL, crypto

    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate_chain_file(pki.leaf().file())
    context.use_privatekey_file(pki.leaf().file(key=True))
    context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
    context.set_client_ca_list([crypto.X509.from_cryptography(pki.root().cert).get_subject()])
    server = SSL.Connection(context, None)
    server.set_accept_state()
    facts = asyncio.run(_shake_hands_in_memory(server))
    assert facts.ca_names == ("CN=Test Root",)
    assert facts.client_cert_requested


async def _shake_hands_in_memory(server: object) -> TlsFacts:
    channel = TlsChannel(_Memory(server), TRUSTING, sni=None, alpn=(), limits=Limits())
    await channel.handshake()
    return channel.facts()


class _Memory:
    """A channel whose other end is a pyOpenSSL connection in this process."""

    def __init__(self, server: object) -> None:
        self._server = server

    async def receive(self, limit: int = 65536) -> bytes:
        from OpenSSL import SSL

        with contextlib.suppress(SSL.WantReadError):
            self._server.do_handshake()  # type: ignore[attr-defined]
        return self._server.bio_read(limit)  # type: ignore[attr-defined, no-any-return]

    async def transmit(self, data: bytes) -> None:
        self._server.bio_write(data)  # type: ignore[attr-defined]

    def grab(self) -> bytes | None:
        return None

    def unread(self, data: bytes) -> None: ...
    def post(self, data: bytes) -> None: ...
    async def close(self) -> None: ...


async def _against_alert(record: bytes) -> Exchange:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(5)
        writer.write(record)
        await writer.drain()
        await reader.read(100000)

    async with serving(talk) as port:
        return await send(request_to(port, scheme="https", host="site.test"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (112, "tls.unrecognized_name"),
        (120, "tls.no_application_protocol"),
        (70, "tls.version_or_cipher_mismatch"),
        (71, "tls.version_or_cipher_mismatch"),
        (40, "tls.version_or_cipher_mismatch"),
        (80, "tls.alert"),
        (49, "tls.alert"),
        (48, "tls.alert"),
        (255, "tls.alert"),
    ],
)
def test_alerts_are_told_apart_by_number(number: int, expected: str):
    exchange = asyncio.run(_against_alert(b"\x15\x03\x03\x00\x02\x02" + bytes([number])))
    assert kind(exchange) == expected
    assert exchange.failure is not None
    assert exchange.failure.native["alert"] == number
    assert exchange.failure.native["direction"] == "in"
    (alert,) = tls_of(exchange).alerts
    assert (alert.number, alert.direction, alert.level) == (number, "in", "fatal")


def test_an_alert_of_our_own_never_blames_the_server():
    # A ServerHello that chooses SSL 3.0, which this client does not speak.
    hello = b"\x03\x00" + b"\0" * 32 + b"\0" + b"\x00\x2f" + b"\0"
    message = b"\x02" + len(hello).to_bytes(3, "big") + hello
    record = b"\x16\x03\x00" + len(message).to_bytes(2, "big") + message
    exchange = asyncio.run(_against_alert(record))
    assert exchange.failure is not None
    assert exchange.failure.native["direction"] == "out"
    assert [alert.direction for alert in tls_of(exchange).alerts] == ["out"]
    assert kind(exchange) in {"tls.failed", "tls.version_or_cipher_mismatch"}
    assert "server sent" not in exchange.failure.detail


@pytest.mark.parametrize(
    ("answer", "looks_like_http"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", True),
        (b"<html><body>400</body></html>", True),
        (b"220 smtp.test ESMTP\r\n", False),
        (b"SSH-2.0-OpenSSH_9.2\r\n", False),
    ],
)
def test_tls_to_a_port_that_speaks_something_else(answer: bytes, looks_like_http: bool):
    exchange = asyncio.run(_against_alert(answer))
    assert kind(exchange) == "tls.peer_not_tls"
    assert tls_of(exchange).first_bytes == answer
    assert exchange.failure is not None
    assert exchange.failure.native["looks_like_http"] is looks_like_http


def test_a_server_that_closes_on_the_client_hello():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100000)

    async def run() -> Exchange:
        async with serving(talk) as port:
            return await send(request_to(port, scheme="https"))

    assert kind(asyncio.run(run())) == "tls.closed"


def test_a_reset_on_the_client_hello_happened_in_tls():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        reset(writer)

    async def run() -> Exchange:
        async with serving(talk) as port:
            return await send(request_to(port, scheme="https"))

    exchange = asyncio.run(run())
    assert exchange.failure is not None
    assert (kind(exchange), exchange.failure.phase) == ("tcp.reset", "tls")


def test_a_server_that_never_answers_the_client_hello():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100000)
        await asyncio.sleep(3)

    async def run() -> Exchange:
        async with serving(talk) as port:
            return await send(request_to(port, scheme="https", connect_timeout=0.4))

    started = time.monotonic()
    exchange = asyncio.run(run())
    assert time.monotonic() - started < 1.5
    assert kind(exchange) == "tls.timed_out"
    assert tls_of(exchange).alpn_offered == ("h2", "http/1.1")


def test_an_endless_handshake_is_cut():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        # Warning alerts that ask for nothing, without end.
        for _ in range(4000):
            writer.write(b"\x15\x03\x03\x00\x02\x01\x5a" * 200)
            await writer.drain()

    async def run() -> Exchange:
        async with serving(talk) as port:
            return await send(request_to(port, scheme="https"))

    exchange = asyncio.run(run())
    assert exchange.failure is not None
    assert exchange.failure.phase == "tls"
    assert len(tls_of(exchange).alerts) <= 16
    assert exchange.timing.total_ms < 3000


def test_a_body_cut_off_without_close_notify_is_judged_by_http():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        await writer.drain()
        reset(writer)

    exchange = fetch(talk, pki.server_tls(pki.leaf()), tls=TRUSTING)
    assert exchange.status in {200, None}
    assert kind(exchange) in {"http.response.truncated", "tcp.reset"}


def test_a_large_upload_over_tls_arrives_whole():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(3_000_000) == b"z" * 3_000_000
        writer.write(OK)

    assert (
        fetch(
            talk, pki.server_tls(pki.leaf()), tls=TRUSTING, method="PUT", body=b"z" * 3_000_000
        ).status
        == 200
    )
