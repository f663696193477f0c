"""HTTP/2: uploads that are refused, held back or not read."""

import asyncio
import contextlib

import pytest
from h2.events import StreamEnded, StreamReset

from tests.wire.h2_peers import (
    HEAD_END,
    OK,
    SETTINGS,
    WINDOW,
    Canned,
    Server,
    canned,
    data,
    exchange,
    failed,
    frame,
    head,
    make_request,
    rst,
    run,
    sending,
    status,
)
from wwwhy.model import Failure, Transport
from wwwhy.wire.frames import Kind
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import StreamFailure
from wwwhy.wire.stream import StreamReset as ConnectionReset


@pytest.mark.parametrize("ending", ["stream", "reset", "close"])
def test_413_in_the_middle_of_an_upload(ending: str):
    """Wire knowledge g4: the answer is kept, and the upload stops."""
    got: dict[int, bytes] = {}

    async def serve(server: Server) -> None:
        await server.start()
        await server.request()
        await server.answer(1, ((b":status", b"413"),), b"too big", end=ending != "close")
        if ending == "reset":
            await server.raw(rst(0))
        if ending == "close":
            return
        await server.until(StreamReset)
        got.update({1: b""} | server.bodies)

    outcome = run(serve, make_request(method="POST", body=b"x" * 5_000_000))
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.body) == (413, b"too big")
    if ending != "close":
        assert (outcome.failure, outcome.response.complete) == (None, True)
        assert len(got[1]) < 1_000_000
    else:
        assert failed(outcome) == "http.response.truncated"


def test_the_upload_stops_when_the_head_says_that_it_is_pointless():
    got = []

    async def serve(server: Server) -> None:
        await server.start()
        await server.request()
        server.engine.send_headers(1, [(b":status", b"413")])
        await server.flush()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.until(StreamEnded), 0.3)
        got.append(len(server.bodies.get(1, b"")))
        server.engine.end_stream(1)
        await server.flush()
        await server.rest()

    outcome = run(serve, make_request(method="POST", body=b"x" * 5_000_000))
    assert (status(outcome), failed(outcome)) == (413, None)
    assert got[0] < 1_000_000


def test_an_answer_is_read_although_our_write_was_refused():
    class Deaf(Canned):
        async def write(self, data: bytes) -> None:
            if self.written:
                raise ConnectionReset(Failure("tcp.reset"))
            await super().write(data)

        async def read(self, limit: int = 65536) -> bytes:
            await asyncio.sleep(0.05)
            return await super().read(limit)

    answer = SETTINGS + head(((b":status", b"413"),)) + data(b"no", end=True)
    outcome = asyncio.run(canned(Deaf([answer])))
    assert (status(outcome), failed(outcome)) == (413, None)
    silent = asyncio.run(canned(Deaf([])))
    assert failed(silent) in {"http.response.empty", "tcp.reset"}


class Breaking(Canned):
    """A stream that breaks with a failure where its pieces end, or at its first write."""

    def __init__(self, pieces: list[bytes], failure: Failure, *, deaf: bool = False) -> None:
        super().__init__(pieces)
        self.failure, self.deaf = failure, deaf

    async def write(self, data: bytes) -> None:
        if self.deaf:
            raise StreamFailure(self.failure)
        await super().write(data)

    async def read(self, limit: int = 65536) -> bytes:
        if not self.pieces:
            raise StreamFailure(self.failure)
        return await super().read(limit)


@pytest.mark.parametrize("deaf", [False, True])
def test_a_tls_alert_at_the_first_read_is_the_failure(deaf: bool):
    """Gotcha 5: TLS 1.3 refuses a client certificate after a handshake that succeeded."""
    alert = Failure("tls.client_cert_required", "", {"alert": 116})
    outcome = asyncio.run(canned(Breaking([], alert, deaf=deaf)))
    assert (outcome.failure, outcome.peer_closed) == (alert, True)


def test_an_alert_in_the_middle_keeps_what_came():
    alert = Failure("tls.alert", "", {"alert": 80})
    outcome = asyncio.run(canned(Breaking([SETTINGS + head(OK) + data(b"part")], alert)))
    assert (status(outcome), outcome.failure) == (200, alert)


def test_a_server_that_allows_no_further_stream():
    none = frame(Kind.SETTINGS, b"\0\3\0\0\0\0", stream=0)
    handler = sending(none, head(OK, flags=HEAD_END))
    first, second = asyncio.run(exchange(handler, make_request(), make_request()))
    assert (status(first), failed(second)) == (200, "http.protocol.error")
    assert second.failure is not None
    assert "settings" in second.failure.detail


def test_413_from_a_server_that_does_not_read_on():
    """Our write blocks while the answer waits: both must go on at the same time."""

    async def serve(server: Server) -> None:
        await server.start({WINDOW: 2**30})
        server.engine.increment_flow_control_window(2**30)
        await server.request()
        await asyncio.sleep(0.3)
        await server.raw(head(((b":status", b"413"),)), data(b"no", end=True))
        await asyncio.sleep(0.5)

    outcome = run(serve, make_request(method="POST", body=b"x" * 50_000_000), seconds=10)
    assert (status(outcome), failed(outcome)) == (413, None)


def test_expect_holds_the_body_until_100():
    order: list[object] = []

    async def serve(server: Server) -> None:
        await server.start()
        event = await server.request()
        assert (b"expect", b"100-continue") in event.headers
        await asyncio.sleep(0.1)
        order.append(len(server.bodies))
        await server.answer(1, ((b":status", b"100"),), end=False)
        await server.until(StreamEnded)
        order.append(server.bodies[1])
        await server.answer()
        await server.rest()

    transport = Transport(expect_continue=True)
    request = make_request(method="PUT", body=b"body", transport=transport)
    outcome = run(serve, request, limits=Limits(expect_wait=30))
    assert status(outcome) == 200
    assert order == [0, b"body"]
    assert outcome.response is not None
    assert [each.status for each in outcome.response.interim] == [100]


def test_417_arrives_without_a_byte_of_the_body():
    seen = []

    async def serve(server: Server) -> None:
        await server.start()
        await server.request()
        await server.answer(1, ((b":status", b"417"),))
        await server.until(StreamReset)
        seen.append(dict(server.bodies))

    request = make_request("http://a.test/", ("Expect", "100-continue"), method="PUT", body=b"body")
    outcome = run(serve, request, limits=Limits(expect_wait=30))
    assert (status(outcome), failed(outcome)) == (417, None)
    assert seen == [{}]


def test_a_server_that_ignores_expect_gets_the_body_after_a_while():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer()
        await server.rest()

    request = make_request(method="PUT", body=b"b", transport=Transport(expect_continue=True))
    outcome = run(serve, request, limits=Limits(expect_wait=0.1))
    assert (status(outcome), failed(outcome)) == (200, None)
