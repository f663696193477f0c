"""HTTP/3: how exchanges end: closed, reset, broken, silent."""

import asyncio
import time

import pytest

from tests.wire.h3_peers import (
    OK,
    Server,
    answering,
    ask,
    data,
    failed,
    head,
    native,
    run,
    serving,
    silent,
    status,
    talk,
)
from wwwhy.model import Tls, TlsFacts
from wwwhy.wire import quic
from wwwhy.wire.h3_machine import Kind, framed, varint
from wwwhy.wire.h3_outcome import H3Outcome


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
    (outcome,) = asyncio.run(talk(9, address=address))
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
