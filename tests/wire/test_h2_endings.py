"""HTTP/2: GOAWAY, RST_STREAM, and connections that end or belong to something else."""

import asyncio

import pytest

from tests.wire.h2_peers import (
    HEAD_END,
    OK,
    Server,
    data,
    dial,
    exchange,
    failed,
    goaway,
    head,
    make_request,
    rst,
    run,
    sending,
    serving,
    status,
)
from wwwhy.wire.h2 import H2Outcome


def test_graceful_goaway_does_not_lose_the_response_of_an_open_stream():
    """Wire knowledge gotcha 1: plain h2 4.4.1 goes CLOSED here and loses the answer."""
    outcome = run(
        sending(goaway(1, 0), head(OK), data(b"he"), goaway(1, 0), data(b"llo", end=True))
    )
    assert outcome.response is not None
    assert outcome.response.body == b"hello"
    assert outcome.response.complete
    assert (outcome.failure, outcome.goaway) == (None, 0)


def test_after_goaway_the_connection_takes_no_further_request():
    handler = sending(goaway(1, 0), head(OK, flags=HEAD_END))
    first, second = asyncio.run(exchange(handler, make_request(), make_request()))
    assert (status(first), failed(first)) == (200, None)
    assert (failed(second), second.goaway) == ("http.h2.goaway", 0)


def test_goaway_between_two_exchanges_is_seen_before_the_second_is_sent():
    requests = []

    async def serve(server: Server) -> None:
        await server.start()
        for _ in range(2):
            requests.append(await server.whole_request())
            await server.answer()
            await server.raw(goaway(1, 0))

    async def talk() -> H2Outcome:
        async with serving(serve) as port:
            connection = await dial(port)
            loop = asyncio.get_running_loop()
            await connection.exchange(make_request(), loop.time() + 5)
            await asyncio.sleep(0.1)
            second = await connection.exchange(make_request(), loop.time() + 5)
            await connection.close()
            return second

    second = asyncio.run(talk())
    assert (failed(second), second.goaway, len(requests)) == ("http.h2.goaway", 0, 1)


def test_a_stream_above_the_last_one_is_refused_at_once():
    outcome = run(sending(goaway(0, 0)))
    assert outcome.failure is not None
    assert outcome.failure.type == "http.h2.goaway"
    assert outcome.failure.native["last_stream_id"] == 0
    assert outcome.goaway == 0


@pytest.mark.parametrize("then", ["end", "reset"])
def test_goaway_with_an_error_and_the_end(then: str):
    """Wire knowledge g2: ENHANCE_YOUR_CALM with our stream as the last one, then the end."""
    outcome = run(sending(goaway(1, 11, b"too_many\x1bheaders"), then=then))
    assert outcome.failure is not None
    assert outcome.failure.type == "http.h2.goaway"
    assert outcome.failure.native["h2"] == 11
    assert outcome.failure.native["h2_name"] == "ENHANCE_YOUR_CALM"
    assert outcome.failure.native["debug"] == "too_many\\x1bheaders"
    assert "\x1b" not in outcome.failure.detail
    assert outcome.goaway == 11
    assert outcome.peer_closed


def test_goaway_with_an_error_and_silence_ends_before_the_deadline(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wwwhy.wire.h2.GOAWAY_GRACE", 0.1)
    outcome = run(sending(goaway(1, 2), then="wait"), seconds=30)
    assert (failed(outcome), outcome.goaway) == ("http.h2.goaway", 2)
    assert outcome.ended_at - outcome.sent_at < 5


def test_a_response_after_goaway_with_an_error_counts():
    outcome = run(sending(goaway(1, 2), head(OK, flags=HEAD_END)))
    assert (status(outcome), failed(outcome), outcome.goaway) == (200, None, 2)


@pytest.mark.parametrize(
    ("code", "name"), [(1, "PROTOCOL_ERROR"), (13, "HTTP_1_1_REQUIRED"), (99, "0x63")]
)
def test_rst_stream_before_the_head(code: int, name: str):
    outcome = run(sending(rst(code)))
    assert outcome.failure is not None
    assert outcome.failure.type == "http.h2.rst"
    assert outcome.failure.native == {"h2": code, "h2_name": name}
    assert (outcome.response, outcome.stream_reset) == (None, code)


def test_rst_stream_after_the_head_keeps_what_came():
    outcome = run(sending(head(OK), data(b"part"), rst(2)))
    assert (status(outcome), failed(outcome), outcome.stream_reset) == (200, "http.h2.rst", 2)
    assert outcome.response is not None
    assert (outcome.response.body, outcome.response.complete) == (b"part", False)


def test_after_rst_stream_the_connection_goes_on():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        server.engine.reset_stream(1, 7)
        await server.flush()
        await server.whole_request()
        await server.answer(3)
        await server.rest()

    first, second = asyncio.run(exchange(serve, make_request(), make_request()))
    assert (failed(first), first.stream_reset) == ("http.h2.rst", 7)
    assert (status(second), failed(second), second.stream_reset) == (200, None, None)


def test_a_peer_that_answers_in_http1():
    outcome = run(sending(b"HTTP/1.1 400 Bad Request\r\n\r\n<html>", settings=False))
    assert outcome.failure is not None
    assert outcome.failure.type == "http.protocol.error"
    assert outcome.failure.native == {"peer": "HTTP/1.1", "status": 400}
    assert outcome.first_bytes == b"HTTP/1.1 400 Bad Request\r\n"


def test_a_peer_that_says_something_else_and_falls_silent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wwwhy.wire.h2.STRANGER_GRACE", 0.1)
    outcome = run(sending(b"220 mail.test", settings=False), seconds=30)
    assert failed(outcome) == "http.protocol.error"
    assert outcome.ended_at - outcome.sent_at < 3
    assert outcome.first_bytes == b"220 mail.test"


@pytest.mark.parametrize("settings", [True, False])
def test_a_peer_that_closes_without_an_answer(settings: bool):
    outcome = run(sending(settings=settings, then="end"))
    assert (failed(outcome), outcome.peer_closed) == ("http.response.empty", True)


def test_a_peer_that_resets_the_connection():
    outcome = run(sending(then="reset"))
    assert (failed(outcome), outcome.peer_closed) == ("tcp.reset", True)


def test_a_peer_that_closes_before_anything_was_said():
    async def serve(server: Server) -> None:
        server.reset_connection()

    outcome = run(serve)
    assert failed(outcome) in {"tcp.reset", "tcp.closed", "http.response.empty"}
    assert outcome.peer_closed


@pytest.mark.parametrize(
    ("octets", "then"),
    [
        ((head(OK), data(b"part")), "end"),
        ((head((*OK, (b"content-length", b"9"))), data(b"part", end=True)), "wait"),
        ((head((*OK, (b"content-length", b"9")), flags=HEAD_END),), "wait"),
    ],
)
def test_a_truncated_response_is_a_response_and_a_failure(octets: tuple[bytes, ...], then: str):
    outcome = run(sending(*octets, then=then))
    assert (status(outcome), failed(outcome)) == (200, "http.response.truncated")
    assert outcome.response is not None
    assert not outcome.response.complete


def test_more_content_than_announced():
    outcome = run(sending(head((*OK, (b"content-length", b"1"))), data(b"part", end=True)))
    assert (status(outcome), failed(outcome)) == (200, "http.response.invalid")


def test_a_connection_that_broke_gives_the_next_request_a_failure():
    first, second = asyncio.run(exchange(sending(then="end"), make_request(), make_request()))
    assert failed(first) == "http.response.empty"
    assert failed(second) == "tcp.closed"
