"""HTTP/3: handshakes that fail, and whose fault that is."""

import asyncio
import os
import socket
import time
from typing import Any

import pytest
from aioquic.quic.events import ProtocolNegotiated, QuicEvent, StreamDataReceived

from tests.wire.h3_peers import (
    OK,
    Server,
    answering,
    ask,
    ca_file,
    certificate,
    failed,
    head,
    native,
    run,
    silent,
    status,
    talk,
)
from wwwhy.model import Tls, Transport
from wwwhy.wire.h3_outcome import H3Outcome


def closing(code: int, frame: int | None, reason: str = "") -> Any:
    def on_event(server: Server, event: QuicEvent) -> None:
        if isinstance(event, ProtocolNegotiated):
            server.quic.close(error_code=code, frame_type=frame, reason_phrase=reason)

    return on_event


@pytest.mark.parametrize(
    ("number", "type_"),
    [(112, "tls.unrecognized_name"), (80, "tls.alert"), (70, "tls.version_or_cipher_mismatch")],
)
def test_a_close_of_0x100_and_more_is_an_alert(number: int, type_: str):
    """Wire knowledge j: Caddy answers an unknown SNI with 0x150, which is alert 80."""
    started = time.monotonic()
    (outcome,) = run(silent, on_event=closing(0x100 + number, 6))
    assert (failed(outcome), native(outcome, "alert")) == (type_, number)
    assert (native(outcome, "quic"), native(outcome, "direction")) == (0x100 + number, "in")
    assert [each.number for each in outcome.tls.alerts] == [number]
    assert outcome.peer_closed
    # Gotcha 12: aioquic itself reports the close only after draining for some 600 ms.
    assert time.monotonic() - started < 0.5


def test_an_alpn_that_nobody_speaks():
    """Wire knowledge j: 0x178 is alert 120."""
    request = ask(tls=Tls(ca_file=ca_file(), alpn=("nonsense",)))
    (outcome,) = run(silent, request)
    assert (failed(outcome), native(outcome, "quic")) == ("tls.no_application_protocol", 0x178)
    assert outcome.tls.alpn_offered == ("nonsense",)


def test_a_client_certificate_that_is_missing():
    def on_event(server: Server, event: QuicEvent) -> None:
        if isinstance(event, StreamDataReceived) and event.stream_id == 0:
            server.quic.close(error_code=0x100 + 116, frame_type=6)

    (outcome,) = run(silent, on_event=on_event)
    assert (failed(outcome), native(outcome, "alert")) == ("tls.client_cert_required", 116)


def test_a_closed_port_is_known_at_once():
    """Wire knowledge j and gotcha 12: ECONNREFUSED, because the socket is connected."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()
    (outcome,) = asyncio.run(talk(port))
    assert (failed(outcome), native(outcome, "transport")) == ("tcp.refused", "udp")
    assert time.monotonic() - started < 2


def test_a_port_that_swallows_everything():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        request = ask(transport=Transport(connect_timeout=0.3))
        started = time.monotonic()
        (outcome,) = asyncio.run(talk(deaf.getsockname()[1], request))
    assert (failed(outcome), native(outcome, "transport")) == ("tcp.timed_out", "udp")
    assert 0.3 <= time.monotonic() - started < 3


def test_a_peer_that_answers_nonsense():
    class Nonsense(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: Any) -> None:
            for reply in (b"HTTP/1.1 400\r\n", b"\xc0" * 1200, data, data[:40], b""):
                self.transport.sendto(reply, addr)

    async def both() -> H3Outcome:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Nonsense, local_addr=("127.0.0.1", 0))
        request = ask(transport=Transport(connect_timeout=0.5))
        (outcome,) = await talk(transport.get_extra_info("sockname")[1], request)
        transport.close()
        return outcome

    outcome = asyncio.run(both())
    assert outcome.failure is not None
    assert failed(outcome) in {"tls.timed_out", "http.protocol.error", "tls.failed", "tls.alert"}


def test_no_common_version():
    versions = [0x1A2A3A4A]
    (outcome,) = run(silent, supported_versions=versions)
    assert failed(outcome) == "http.protocol.error"
    assert outcome.failure is not None
    assert outcome.failure.phase == "tls"


def test_what_quic_cannot_do():
    for tls in (
        Tls(max_version="1.2"),
        Tls(cert_file="/nowhere.pem", ca_file=ca_file()),
        Tls(cert_file="/dev/zero", ca_file=ca_file()),
    ):
        (outcome,) = run(silent, ask(tls=tls))
        assert (failed(outcome), outcome.connected_at) == ("tls.failed", None)
    (outcome,) = run(silent, options={"server_name": "\u00e9.test"})
    assert failed(outcome) == "tls.failed"


def test_a_pipe_for_a_certificate_holds_nothing_up(tmp_path: Any):
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    leaf = certificate("client.test")
    leaf.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    for cert, key in ((pipe, None), (str(tmp_path / "cert.pem"), pipe)):
        tls = Tls(ca_file=ca_file(), cert_file=cert, key_file=key)
        (outcome,) = run(silent, ask(tls=tls))
        assert (failed(outcome), outcome.connected_at) == ("tls.failed", None)


def test_a_client_certificate_is_loaded(tmp_path: Any):
    leaf = certificate("client.test")
    leaf.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "both.pem"))
    leaf.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    leaf.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    tls = Tls(ca_file=ca_file(), cert_file=cert, key_file=key)
    assert status(run(answering(head(OK)), ask(tls=tls))[0]) == 200
