"""HTTP/2: silence, dripping and deadlines."""

import asyncio
import time

from tests.wire.h2_peers import (
    OK,
    Server,
    data,
    dial,
    exchange,
    failed,
    head,
    make_request,
    run,
    sending,
    serving,
    status,
)


def test_silence_until_the_deadline():
    started = time.monotonic()
    outcome = run(sending(), seconds=0.2)
    assert failed(outcome) == "http.response.read_timed_out"
    assert 0.2 <= time.monotonic() - started < 3
    assert not outcome.peer_closed


def test_a_dripping_response_ends_at_our_limit():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        server.engine.send_headers(1, list(OK))
        for _ in range(50):
            server.engine.send_data(1, b"x")
            await server.flush()
            await asyncio.sleep(0.02)

    outcome = run(serve, seconds=0.3)
    assert (status(outcome), failed(outcome)) == (200, "bound.time")
    assert outcome.response is not None
    assert 1 <= outcome.response.body_length < 50


def test_a_response_that_falls_silent():
    outcome = run(sending(head(OK), data(b"part")), seconds=0.3)
    assert (status(outcome), failed(outcome)) == (200, "http.response.read_timed_out")


def test_a_request_that_cannot_be_sent_leaves_the_connection_alone():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer()
        await server.rest()

    bad = make_request("http://a.test/", ("a", "b\r\nc: d"))
    first, second = asyncio.run(exchange(serve, bad, make_request()))
    assert (failed(first), status(second)) == ("http.request.unsendable", 200)


def test_a_reset_in_the_middle_of_a_response():
    outcome = run(sending(head(OK), data(b"part"), then="reset"))
    assert (status(outcome), failed(outcome)) == (200, "http.response.truncated")
    assert outcome.failure is not None
    assert outcome.failure.native == {"reset": True}


def test_an_upload_that_is_not_taken():
    outcome = run(sending(), make_request(method="POST", body=b"x" * 200_000), seconds=0.2)
    assert outcome.failure is not None
    assert outcome.failure.type == "http.response.read_timed_out"
    assert "134465 bytes" in outcome.failure.detail


def test_a_deadline_in_the_past_sends_next_to_nothing():
    assert failed(run(sending(), seconds=-1)) == "http.response.read_timed_out"


def test_closing_twice_is_harmless():
    async def talk() -> None:
        async with serving(sending()) as port:
            connection = await dial(port)
            await connection.close()
            await connection.close()

    asyncio.run(talk())
