"""HTTP/3 over QUIC, against aioquic servers on loopback."""

import asyncio
import os
import socket
import subprocess
import sys
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
    data,
    head,
    judging,
    run,
    serving,
    talk,
)
from wwwhy.errors import MissingExtraError
from wwwhy.model import Tls, TlsFacts, Transport
from wwwhy.wire import quic
from wwwhy.wire.h3 import exchange_h3
from wwwhy.wire.h3_machine import Kind, framed, varint
from wwwhy.wire.h3_outcome import H3Outcome
from wwwhy.wire.limits import Limits


def failed(outcome: H3Outcome) -> str | None:
    return outcome.failure.type if outcome.failure else None


def native(outcome: H3Outcome, name: str) -> object:
    return outcome.failure.native.get(name) if outcome.failure else None


def status(outcome: H3Outcome) -> int | None:
    return outcome.response.status if outcome.response else None


def silent(_server: Server, _stream: int, _data: bytes, _ended: bool) -> None:
    """Never answer."""


# --- healthy exchanges ----------------------------------------------------------------------------


def test_a_plain_exchange():
    (outcome,) = run(answering(head(((b":status", b"103"),)), head(OK), data(b"hello")))
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.version) == (200, "3")
    assert (outcome.response.body, outcome.response.complete) == (b"hello", True)
    assert [each.status for each in outcome.response.interim] == [103]
    assert outcome.failure is None
    assert outcome.tls.handshake_done
    assert (outcome.tls.version, outcome.tls.alpn, outcome.tls.sni) == ("TLSv1.3", "h3", "a.test")
    assert outcome.tls.cipher is not None
    assert outcome.tls.cipher.startswith("TLS_")
    assert [each.dns_names for each in outcome.tls.chain] == [("a.test",)]
    assert outcome.tls.trusted_by == ("user",)
    assert outcome.connected_at is not None
    assert outcome.first_byte_at is not None
    assert outcome.connected_at <= outcome.sent_at <= outcome.first_byte_at <= outcome.ended_at
    assert outcome.local_address == "127.0.0.1"
    assert outcome.local_port


def test_exchange_h3_makes_a_connection_of_its_own():
    async def both() -> H3Outcome:
        loop = asyncio.get_running_loop()
        async with serving(answering(head(OK))) as port:
            return await exchange_h3(
                ask(),
                "127.0.0.1",
                port,
                server_name="a.test",
                deadline=loop.time() + 5,
                clock=loop.time,
                limits=Limits(),
                judge=judging(ask()),
            )

    assert status(asyncio.run(both())) == 200


def test_another_authority_on_the_same_connection():
    """Wire knowledge a4: SNI and :authority are free of each other."""
    first, second = run(answering(head(OK)), ask(), ask("https://b.test/"))
    assert [status(first), status(second)] == [200, 200]
    assert first.local_port == second.local_port


def test_a_connection_without_sni():
    seen = []

    def on_event(server: Server, event: QuicEvent) -> None:
        if isinstance(event, StreamDataReceived):
            seen.append(server.quic.tls._server_name)

    (outcome,) = run(answering(head(OK)), on_event=on_event, options={"server_name": None})
    assert (status(outcome), outcome.tls.sni) == (200, None)
    assert set(seen) == {None}


@pytest.mark.parametrize("size", [1, 100_000, 3_000_000])
def test_bodies_go_both_ways(size: int):
    got = bytearray()

    def echo(server: Server, stream: int, piece: bytes, ended: bool) -> None:
        got.extend(piece)
        if ended:
            server.say(stream, head(OK), data(b"d" * size), end=True)

    (outcome,) = run(echo, ask(method="POST", body=b"u" * size), options={"seconds": 20})
    assert outcome.response is not None
    assert (outcome.response.body_length, failed(outcome)) == (size, None)
    assert got.count(b"u") >= size


def test_illegal_fields_stay_readable():
    """aioquic's own HTTP/3 layer closes the connection for each of these."""
    bad = ((b"Server", b"x"), (b"connection", b"close"), (b"a", b"\0"))
    (outcome,) = run(answering(head((*OK, *bad)), data(b"x")))
    assert outcome.response is not None
    assert [each.name for each in outcome.response.anomalies] == [
        "upper_case_name",
        "connection_specific_field",
        "control_character",
    ]


def test_a_long_body_is_cut_short():
    big = data(b"x" * 500_000)
    (outcome,) = run(
        answering(head((*OK, (b"content-length", b"1000000"))), big, end=False),
        options={"limits": Limits(body_read=100_000, body_kept=10)},
    )
    assert outcome.response is not None
    assert (outcome.response.cut_short, len(outcome.response.body)) == (True, 10)
    assert outcome.failure is None


# --- uploads --------------------------------------------------------------------------------------


def test_413_in_the_middle_of_an_upload():
    ended = []

    def refuse(server: Server, stream: int, _piece: bytes, is_last: bool) -> None:
        ended.append(is_last)
        if len(ended) == 1:
            server.quic.stop_stream(stream, 0x100)
            server.say(stream, head(((b":status", b"413"),)), data(b"no"), end=True)

    (outcome,) = run(refuse, ask(method="POST", body=b"x" * 20_000_000))
    assert (status(outcome), failed(outcome)) == (413, None)
    assert not any(ended)


def test_stop_sending_ends_the_upload_and_not_the_answer():
    got = bytearray()

    def refuse(server: Server, stream: int, piece: bytes, _is_last: bool) -> None:
        if not got:
            server.quic.stop_stream(stream, 0x100)
            server.say(stream, head(OK), data(b"enough"))
            server.later(0.2, lambda: server.say(stream, b"", end=True))
        got.extend(piece)

    (outcome,) = run(refuse, ask(method="POST", body=b"x" * 20_000_000))
    assert (status(outcome), failed(outcome)) == (200, None)
    assert len(got) < 10_000_000


def test_expect_holds_the_body_until_100():
    order: list[tuple[bool, bool]] = []

    def script(server: Server, stream: int, piece: bytes, ended: bool) -> None:
        order.append((b"held" in piece, ended))
        if len(order) == 1:
            server.later(0.1, lambda: server.say(stream, head(((b":status", b"100"),))))
        if ended:
            server.say(stream, head(OK), end=True)

    request = ask(method="PUT", body=b"held", transport=Transport(expect_continue=True))
    (outcome,) = run(script, request, options={"limits": Limits(expect_wait=30)})
    assert status(outcome) == 200
    assert order == [(False, False), (True, True)]


def test_a_server_that_ignores_expect_gets_the_body_after_a_while():
    request = ask(method="PUT", body=b"x", transport=Transport(expect_continue=True))
    (outcome,) = run(answering(head(OK)), request, options={"limits": Limits(expect_wait=0.1)})
    assert status(outcome) == 200


# --- the gate -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [(), (("Authorization", "Basic c2VjcmV0"),)])
def test_nothing_is_sent_to_a_server_with_another_name(fields: Any):
    heard: list[int] = []

    def on_event(_server: Server, event: QuicEvent) -> None:
        if isinstance(event, StreamDataReceived):
            heard.append(event.stream_id)

    request = ask("https://a.test/", *fields)
    (outcome,) = run(answering(head(OK)), request, name="b.test", on_event=on_event)
    assert (failed(outcome), outcome.response) == ("tls.cert.name_invalid", None)
    assert heard == []
    assert [each.reason for each in outcome.tls.verify_errors] == ["name"]
    assert outcome.tls.handshake_done


def test_nothing_is_sent_to_a_server_of_an_unknown_authority():
    request = ask(tls=Tls())
    (outcome,) = run(answering(head(OK)), request)
    assert outcome.failure is not None
    assert outcome.failure.matches("tls.cert.*")


def test_the_users_own_k_lets_credentials_go():
    fields = ("Authorization", "Basic c2VjcmV0")
    request = ask("https://a.test/", fields, tls=Tls(verify=False))
    (outcome,) = run(answering(head(OK)), request, name="b.test")
    assert status(outcome) == 200
    assert outcome.tls.verify_errors


def test_secrets_go_to_their_own_origin_only():
    secret = ("Authorization", "Basic c2VjcmV0")
    _, other, named, port = run(
        answering(head(OK)),
        ask(),
        ask("https://b.test/", secret),
        ask("https://a.test/x", secret),
        ask("https://a.test:8443/", secret),
    )
    assert failed(other) == "bound.credentials"
    assert status(named) == 200
    assert failed(port) == "bound.credentials"
    assert "c2VjcmV0" not in repr((other, named))


def test_secrets_may_go_to_another_name_of_the_certificate():
    """RFC 9114 section 3.3: a connection may be used for every origin its certificate names."""
    secret = ("Authorization", "Basic c2VjcmV0")
    requests = [ask(), ask("https://b.test/", secret), ask("http://b.test/", secret)]
    first, second, clear = run(answering(head(OK)), *requests, name="a.test b.test")
    assert (status(first), status(second)) == (200, 200)
    assert failed(clear) == "bound.credentials"


def test_a_chain_that_cannot_be_seen_is_not_trusted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wwwhy.wire.h3_connection.chain_of", lambda _endpoint: ())
    strict, lax = (run(answering(head(OK)), ask(tls=tls))[0] for tls in (None, Tls(verify=False)))
    assert failed(strict) == "bound.credentials"
    assert status(lax) == 200


# --- refusals of the handshake --------------------------------------------------------------------


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


# --- endings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "frame", "expected"),
    [
        (0x10B, None, {"h3": 0x10B, "h3_name": "H3_REQUEST_REJECTED"}),
        (0x102, None, {"h3": 0x102, "h3_name": "H3_INTERNAL_ERROR"}),
        (0x2, 0x8, {"quic": 2, "quic_name": "CONNECTION_REFUSED"}),
        (0xABC, 0x8, {"quic": 0xABC, "quic_name": "0xabc"}),
    ],
)
def test_a_close_after_the_request(code: int, frame: int | None, expected: dict[str, object]):
    def refuse(server: Server, _stream: int, _piece: bytes, _ended: bool) -> None:
        server.quic.close(error_code=code, frame_type=frame, reason_phrase="be\x1bcause")
        server.transmit()

    started = time.monotonic()
    first, second = run(refuse, ask(), ask())
    assert failed(first) == "http.h3.close"
    assert first.failure is not None
    assert expected.items() <= first.failure.native.items()
    assert native(first, "reason") == "be\\x1bcause"
    assert "\x1b" not in first.failure.detail
    assert (first.peer_closed, failed(second)) == (True, "http.h3.close")
    assert time.monotonic() - started < 0.5


def test_a_close_in_the_middle_keeps_what_came():
    def script(server: Server, stream: int, _piece: bytes, _ended: bool) -> None:
        server.say(stream, head(OK), data(b"part"))
        server.later(0.1, lambda: server.close(0x102))

    (outcome,) = run(script)
    assert (status(outcome), failed(outcome)) == (200, "http.h3.close")
    assert outcome.response is not None
    assert (outcome.response.body, outcome.response.complete) == (b"part", False)


def test_a_reset_stream_leaves_the_connection_alone():
    def script(server: Server, stream: int, _piece: bytes, _ended: bool) -> None:
        if stream == 0:
            server.quic.reset_stream(stream, 0x10B)
            server.transmit()
        else:
            server.say(stream, head(OK), end=True)

    first, second = run(script, ask(), ask())
    assert (failed(first), native(first, "h3")) == ("http.h3.close", 0x10B)
    assert native(first, "frame") == "RESET_STREAM"
    assert not first.peer_closed
    assert status(second) == 200


def test_goaway_that_leaves_our_request_out():
    def script(server: Server, _stream: int, _piece: bytes, _ended: bool) -> None:
        control = server.quic.get_next_available_stream_id(is_unidirectional=True)
        server.say(control, b"\0\x04\0" + framed(Kind.GOAWAY, varint(0)))

    (outcome,) = run(script)
    assert (failed(outcome), outcome.goaway) == ("http.h3.close", 0)


@pytest.mark.parametrize(
    ("octets", "type_"),
    [
        ((head(OK), data(b"hello")[:-2]), "http.response.truncated"),
        ((head((*OK, (b"content-length", b"9"))), data(b"hello")), "http.response.truncated"),
        ((), "http.response.empty"),
        ((data(b"early"),), "http.protocol.error"),
    ],
)
def test_broken_responses(octets: tuple[bytes, ...], type_: str):
    assert failed(run(answering(*octets))[0]) == type_


def test_silence_until_the_deadline():
    started = time.monotonic()
    (outcome,) = run(silent, options={"seconds": 0.4})
    assert failed(outcome) == "http.response.read_timed_out"
    assert 0.4 <= time.monotonic() - started < 3


def test_a_dripping_response_ends_at_our_limit():
    def script(server: Server, stream: int, _piece: bytes, _ended: bool) -> None:
        server.say(stream, head(OK))
        for number in range(40):
            server.later(number / 50, lambda: server.say(stream, data(b"x")))

    (outcome,) = run(script, options={"seconds": 0.4})
    assert (status(outcome), failed(outcome)) == (200, "bound.time")


def test_a_servers_idle_timeout_is_kept_from_passing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wwwhy.wire.h3_connection.PING_EVERY", 0.2)

    def script(server: Server, stream: int, _piece: bytes, _ended: bool) -> None:
        server.later(1.5, lambda: server.say(stream, head(OK), end=True))

    (outcome,) = run(script, idle_timeout=0.6)
    assert status(outcome) == 200


def test_a_server_that_vanishes():
    """Its idle timeout passes here, without a word of it."""

    async def both() -> H3Outcome:
        def script(server: Server, _stream: int, _piece: bytes, _ended: bool) -> None:
            # From here on the server is mute.
            setattr(server._transport, "sendto", lambda *_args: None)  # noqa: B010 (a method)

        async with serving(script, idle_timeout=0.5) as port:
            (outcome,) = await talk(port, seconds=10)
        return outcome

    outcome = asyncio.run(both())
    assert failed(outcome) == "http.response.read_timed_out"
    assert not outcome.peer_closed


def test_a_request_that_cannot_be_sent():
    bad, good = run(answering(head(OK)), ask("https://a.test/", ("a", "b\r\nc: d")), ask())
    assert (failed(bad), status(good)) == ("http.request.unsendable", 200)


def test_aioquic_that_stumbles_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    def stumble(*_args: object, **_more: object) -> None:
        raise AssertionError("secret")

    monkeypatch.setattr(quic._Connection, "receive_datagram", stumble)
    (outcome,) = run(silent)
    assert failed(outcome) == "http.protocol.error"
    assert "secret" not in repr(outcome)


def test_a_preferred_address_is_never_followed(monkeypatch: pytest.MonkeyPatch):
    """Requests go to the address they were meant for, whatever the server prefers."""
    addresses = [("127.0.0.2", 9), ("127.0.0.1", 9), ("127.0.0.1", 10)]
    sent: list[object] = []

    def to_send(_self: object, now: float) -> list[tuple[bytes, object]]:
        return [(b"to %d" % number, each) for number, each in enumerate(addresses)]

    async def both() -> None:
        endpoint = quic.Endpoint(quic.configuration(Tls(), "a.test", ("h3",), 5))
        await endpoint.connect("127.0.0.1", 9)
        monkeypatch.setattr(quic._Connection, "datagrams_to_send", to_send)
        monkeypatch.setattr(endpoint._transport, "sendto", sent.append)
        endpoint._transmit()
        monkeypatch.undo()
        endpoint.close()

    asyncio.run(both())
    assert sent == [b"to 1"]


@pytest.mark.parametrize("address", ["not an address", "255.255.255.255"])
def test_an_address_that_cannot_be_used(address: str):
    async def both() -> H3Outcome:
        loop = asyncio.get_running_loop()
        return await exchange_h3(
            ask(),
            address,
            9,
            server_name="a.test",
            deadline=loop.time() + 5,
            clock=loop.time,
            limits=Limits(),
            judge=judging(ask()),
        )

    outcome = asyncio.run(both())
    assert outcome.failure is not None
    assert outcome.failure.phase == "tcp"


def test_what_we_close_is_no_word_of_the_server():
    """Direction matters: an alert that is ours blames nobody (wire knowledge d4)."""
    alert = quic.close_failure(quic.Closed(0x100 + 50, "", "us", False), TlsFacts(), str)
    rules = quic.close_failure(quic.Closed(0x0A, "bad\x1bframe", "us", False), TlsFacts(), str)
    assert (alert.type, alert.native["direction"]) == ("tls.failed", "out")
    assert rules.type == "http.protocol.error"
    assert "\x1b" not in rules.detail


def test_silence_before_the_handshake_is_over():
    found = quic.close_failure(quic.Closed(1, "Idle timeout", "silence", False), TlsFacts(), str)
    assert found.type == "tls.timed_out"


# --- the extra ------------------------------------------------------------------------------------

WITHOUT = """
import asyncio, sys
sys.modules["aioquic"] = None
from wwwhy.errors import MissingExtraError
from wwwhy.wire.h3 import exchange_h3
from wwwhy.wire.limits import Limits
try:
    asyncio.run(exchange_h3(None, "", 1, server_name=None, deadline=0, clock=None, limits=Limits(), judge=None))
except MissingExtraError as error:
    print(error)
"""


def test_without_aioquic_the_extra_is_named():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert "pip install 'wwwhy[h3]'" in done.stdout
    assert issubclass(MissingExtraError, Exception)


def test_importing_h3_does_not_import_aioquic():
    code = "import sys, wwwhy.wire.h3; print('aioquic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
