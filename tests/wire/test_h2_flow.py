"""HTTP/2: flow control, floods and bounds."""

import asyncio

import pytest
from h2.events import StreamEnded, StreamReset

from tests.wire.h2_peers import (
    HEAD_END,
    LIMITS,
    OK,
    SETTINGS,
    WINDOW,
    Server,
    data,
    failed,
    frame,
    goaway,
    head,
    make_request,
    run,
    sending,
    status,
)
from wwwhy.model import Transport
from wwwhy.wire.frames import Kind
from wwwhy.wire.limits import Limits


@pytest.mark.parametrize("window", [1, 1000, 65_535, 2**20])
def test_a_long_body_goes_out_as_the_windows_allow(window: int):
    body = bytes(range(256)) * (2 if window == 1 else 1200)
    got = []

    async def serve(server: Server) -> None:
        await server.start({WINDOW: window})
        await server.request()
        await server.answer(1, ((b":status", b"100"),), end=False)
        await server.until(StreamEnded)
        got.append(server.bodies[1])
        await server.answer()
        await server.rest()

    # Waiting for 100 makes sure that the server's SETTINGS come before the body.
    transport = Transport(expect_continue=True)
    outcome = run(serve, make_request(method="POST", body=body, transport=transport))
    assert status(outcome) == 200
    assert got == [body]


def test_a_long_response_passes_the_window():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, OK, b"x" * 3_000_000)
        await server.rest()

    outcome = run(serve)
    assert outcome.response is not None
    assert outcome.response.body_length == 3_000_000
    assert len(outcome.response.body) == LIMITS.body_kept
    assert outcome.response.complete


def test_an_upload_and_a_download_at_the_same_time():
    body = b"u" * 2_000_000

    async def serve(server: Server) -> None:
        await server.start()
        await server.request()
        await server.answer(1, OK, b"d" * 2_000_000, end=False)
        await server.until(StreamEnded)
        assert server.bodies[1] == body
        server.engine.end_stream(1)
        await server.flush()
        await server.rest()

    outcome = run(serve, make_request(method="POST", body=body))
    assert (status(outcome), failed(outcome)) == (200, None)
    assert outcome.response is not None
    assert outcome.response.body_length == 2_000_000


def test_a_body_without_end_is_stopped_and_cancelled():
    resets = []

    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        server.engine.send_headers(1, list(OK))
        await server.flush()
        reading = asyncio.create_task(server.until(StreamReset))
        for _ in range(1000):
            if reading.done():
                break
            if server.engine.local_flow_control_window(1) >= 10_000:
                server.engine.send_data(1, b"x" * 10_000)
                await server.flush()
            await asyncio.sleep(0)
        resets.append((await reading).error_code)

    outcome = run(serve, limits=Limits(body_endless=100_000, body_kept=10))
    assert failed(outcome) == "bound.bytes"
    assert outcome.response is not None
    assert outcome.response.body == b"x" * 10
    assert resets == [8]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(head([*OK, *[(b"x-%d" % i, b"y" * 100) for i in range(50)]]), id="long"),
        pytest.param(frame(Kind.HEADERS, b"\x88" + b"\x90" * 300, flags=HEAD_END), id="hpack bomb"),
        pytest.param(
            head(OK, flags=0) + frame(Kind.CONTINUATION, b"\0\1a\1b") * 100, id="continuations"
        ),
    ],
)
def test_a_head_that_is_too_large(octets: bytes):
    assert failed(run(sending(octets), limits=Limits(head=4096))) == "http.response.head_too_large"


def test_a_large_head_within_the_bound_is_read():
    """h2 alone stops at 64 KiB."""

    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, (*OK, *[(b"x-%d" % i, b"y" * 10_000) for i in range(20)]))
        await server.rest()

    outcome = run(serve)
    assert outcome.response is not None
    assert outcome.response.fields.size > 200_000


def test_hpack_bomb_that_uses_the_table():
    """One entry of 4000 bytes, then references of one byte each."""
    entry = b"\x40\x01a\x7f\xa1\x1e" + b"b" * 4000
    octets = frame(Kind.HEADERS, b"\x88" + entry + b"\xbe" * 10_000, flags=HEAD_END)
    outcome = run(sending(octets))
    assert failed(outcome) == "http.response.head_too_large"


@pytest.mark.parametrize(
    "useless", [SETTINGS, frame(Kind.PING, b"12345678", stream=0), data(), goaway(9, 0)]
)
def test_floods_end(useless: bytes):
    outcome = run(sending(head(OK), useless * 3000))
    assert failed(outcome) == "http.protocol.error"
    assert outcome.failure is not None
    assert outcome.failure.native["flood"]
    assert status(outcome) == 200


def test_an_interim_flood_ends():
    outcome = run(sending(head(((b":status", b"103"),)) * 50))
    assert failed(outcome) == "http.protocol.error"


def test_a_ping_is_answered():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        server.engine.ping(b"12345678")
        await server.flush()
        from h2.events import PingAckReceived

        await server.until(PingAckReceived)
        await server.answer()
        await server.rest()

    assert status(run(serve)) == 200
