"""HTTP/2 over a stream, against servers made of `h2` and of hand-made frames."""

import asyncio
import contextlib
import time
from itertools import pairwise
from typing import Any

import pytest
from h2.events import StreamEnded, StreamReset
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.h2_peers import (
    LIMITS,
    OK,
    SETTINGS,
    WINDOW,
    Canned,
    Server,
    data,
    dial,
    exchange,
    frame,
    goaway,
    head,
    make_request,
    rst,
    run,
    sending,
    serving,
)
from wwwhy.model import Failure, Transport
from wwwhy.wire.frames import END_HEADERS, END_STREAM, Kind
from wwwhy.wire.h2 import H2Connection, H2Outcome
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import StreamFailure
from wwwhy.wire.stream import StreamReset as ConnectionReset

HEAD_END = END_HEADERS | END_STREAM


def failed(outcome: H2Outcome) -> str | None:
    return outcome.failure.type if outcome.failure else None


def status(outcome: H2Outcome) -> int | None:
    return outcome.response.status if outcome.response else None


# --- healthy exchanges ----------------------------------------------------------------------------


def test_a_plain_exchange():
    heads = []

    async def serve(server: Server) -> None:
        await server.start()
        heads.append((await server.whole_request()).headers)
        await server.answer(body=b"hello")
        await server.rest()

    outcome = run(serve, make_request("http://a.test/p?q", ("Accept", "*/*")))
    assert outcome.response is not None
    assert (outcome.response.status, outcome.response.body) == (200, b"hello")
    assert (outcome.response.version, outcome.response.framing) == ("2", "stream")
    assert (outcome.failure, outcome.goaway, outcome.stream_reset) == (None, None, None)
    assert not outcome.peer_closed
    assert outcome.first_byte_at is not None
    assert outcome.sent_at <= outcome.first_byte_at <= outcome.ended_at
    assert heads == [
        [
            (b":method", b"GET"),
            (b":scheme", b"http"),
            (b":authority", b"a.test"),
            (b":path", b"/p?q"),
            (b"accept", b"*/*"),
        ]
    ]


def test_421_for_another_authority_on_the_same_connection():
    """Wire knowledge a2: the second request goes to another host on the same connection."""
    ports = []

    async def serve(server: Server) -> None:
        await server.start()
        ports.append(server.writer.get_extra_info("peername")[1])
        for stream, expected in ((1, b"200"), (3, b"421")):
            event = await server.whole_request()
            assert (b":authority", b"a.test" if stream == 1 else b"b.test") in event.headers
            assert event.stream_id == stream
            await server.answer(stream, ((b":status", expected),), b"x")
        await server.rest()

    outcomes = asyncio.run(
        exchange(serve, make_request("https://a.test/"), make_request("https://b.test/"))
    )
    assert [status(each) for each in outcomes] == [200, 421]
    assert len(ports) == 1


def test_secrets_are_never_indexed():
    request = make_request("http://a.test/", ("Authorization", "Basic c2VjcmV0"), ("Cookie", "s=1"))
    stream = Canned([SETTINGS, head(OK, flags=HEAD_END)])
    asyncio.run(canned(stream, request=request))
    # 0001 xxxx is "literal never indexed" (RFC 7541 section 6.2.3); 23 authorization, 32 cookie.
    assert b"\x1f\x08" in stream.written
    assert b"\x1f\x11" in stream.written


def test_interim_responses_come_in_order_with_their_fields():
    """Wire knowledge f1."""

    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, ((b":status", b"103"), (b"link", b"</a>")), end=False)
        await server.answer(1, ((b":status", b"102"),), end=False)
        await asyncio.sleep(0.02)
        await server.answer(1, ((b":status", b"103"), (b"link", b"</b>")), end=False)
        await server.answer(1, OK, b"x")
        await server.rest()

    response = run(serve).response
    assert response is not None
    assert [(each.status, each.fields.get("link")) for each in response.interim] == [
        (103, "</a>"),
        (102, None),
        (103, "</b>"),
    ]
    assert 0 < response.interim[0].at_ms < response.interim[2].at_ms


def test_trailers():
    async def serve(server: Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, OK, b"x", end=False)
        server.engine.send_headers(1, [(b"grpc-status", b"7")], end_stream=True)
        await server.flush()
        await server.rest()

    response = run(serve).response
    assert response is not None
    assert response.trailers.get("grpc-status") == "7"
    assert response.body == b"x"


def test_head_and_its_announced_length():
    outcome = run(
        sending(head((*OK, (b"content-length", b"500")), flags=HEAD_END)),
        make_request(method="HEAD"),
    )
    assert (status(outcome), failed(outcome)) == (200, None)


# --- flow control and bounds ----------------------------------------------------------------------


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


# --- GOAWAY and RST_STREAM ------------------------------------------------------------------------


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


# --- uploads that are refused ---------------------------------------------------------------------


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


# --- heads that break the rules -------------------------------------------------------------------


def test_illegal_fields_stay_readable():
    """Wire knowledge gotcha 2: h2 refuses them by default, and the evidence with them."""
    bad = (
        (b"Server", b"x"),
        (b"connection", b"close"),
        (b"a", b"1\r\nb: 2"),
        (b"content-length", b"4"),
        (b"content-length", b"5"),
    )
    outcome = run(sending(head((*OK, *bad)), data(b"hello", end=True)))
    assert outcome.response is not None
    assert [each.name for each in outcome.response.anomalies] == [
        "upper_case_name",
        "connection_specific_field",
        "control_character",
        "two_content_lengths",
    ]
    assert outcome.response.fields.get("server") == "x"
    assert outcome.response.body == b"hello"
    assert outcome.failure is None


@pytest.mark.parametrize("length", [b"x", b"-1", b""])
def test_an_unreadable_content_length_loses_nothing(length: bytes):
    outcome = run(sending(head((*OK, (b"content-length", length))), data(b"hello", end=True)))
    assert outcome.response is not None
    assert outcome.response.body == b"hello"
    assert [each.name for each in outcome.response.anomalies] == ["content_length_illegal"]


@pytest.mark.parametrize("value", [None, b"abc", b"20"])
def test_a_head_without_a_status_code(value: bytes | None):
    pairs = [] if value is None else [(b":status", value)]
    outcome = run(sending(head([*pairs, (b"server", b"x")], flags=HEAD_END)))
    assert failed(outcome) == "http.response.invalid"
    assert b"server: x" in outcome.first_bytes


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(data(b"early"), id="data before a head"),
        pytest.param(frame(Kind.CONTINUATION, b"", flags=END_HEADERS), id="naked continuation"),
        pytest.param(head(OK, flags=0) + data(b"x"), id="data inside a block"),
        pytest.param(frame(Kind.HEADERS, b"\xff\xff\xff\xff\xff", flags=HEAD_END), id="hpack"),
        pytest.param(frame(Kind.HEADERS, b"\xbe", flags=HEAD_END), id="no such table entry"),
        pytest.param(frame(Kind.PUSH_PROMISE, b"\0\0\0\2", flags=END_HEADERS), id="push"),
        pytest.param(head(OK, stream=2), id="stream of the server"),
        pytest.param(frame(Kind.SETTINGS, b"\0\2\0\0\0\7", stream=0), id="setting out of range"),
        pytest.param(frame(Kind.WINDOW_UPDATE, b"\0\0\0\0", stream=0), id="window update of 0"),
        pytest.param(frame(Kind.WINDOW_UPDATE, b"\x7f\xff\xff\xff"), id="window overflow"),
        pytest.param(frame(Kind.PING, b"1", stream=0), id="short ping"),
        pytest.param(frame(Kind.RST_STREAM, b"1"), id="short reset"),
        pytest.param(frame(Kind.GOAWAY, b"1", stream=0), id="short goaway"),
        pytest.param(frame(Kind.DATA, b"\xff", flags=0x08), id="padding longer than the frame"),
        pytest.param(head(((b":status", b"103"),), flags=HEAD_END), id="interim that ends"),
        pytest.param(frame(Kind.DATA, b"x" * 16_385), id="overlong frame"),
    ],
)
def test_broken_framing_is_a_protocol_error(octets: bytes):
    outcome = run(sending(octets))
    assert failed(outcome) == "http.protocol.error"
    assert outcome.failure is not None
    assert outcome.failure.detail.endswith(".")


def test_what_came_before_the_broken_frame_is_kept():
    outcome = run(sending(head(OK), data(b"part"), frame(Kind.PING, b"1", stream=0)))
    assert (status(outcome), failed(outcome)) == (200, "http.protocol.error")


# --- peers that are something else, and endings ---------------------------------------------------


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


# --- time -----------------------------------------------------------------------------------------


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


# --- any bytes ------------------------------------------------------------------------------------


async def canned(stream: Canned, *, request: Any = None, limits: Limits = LIMITS) -> H2Outcome:
    loop = asyncio.get_running_loop()
    connection = H2Connection(stream, loop.time, limits)
    await connection.open()
    outcome = await connection.exchange(request or make_request(), loop.time() + 5)
    await connection.close()
    assert stream.closed
    return outcome


def facts(outcome: H2Outcome) -> tuple[object, ...]:
    response = outcome.response
    interim = [(i.status, i.fields) for i in response.interim] if response else []
    kept = (response.status, response.fields, response.trailers, response.body) if response else ()
    more = (response.complete, response.anomalies, response.body_length) if response else ()
    return outcome.failure, outcome.goaway, outcome.stream_reset, interim, kept, more


CONVERSATIONS = [
    SETTINGS
    + head(((b":status", b"103"), (b"link", b"</a>")))
    + goaway(1, 0)
    + head((*OK, (b"Bad", b"1")))
    + data(b"hello")
    + frame(Kind.PING, b"12345678", stream=0)
    + head([(b"x-sum", b"1")], flags=HEAD_END),
    SETTINGS + head(OK) + data(b"part") + rst(2),
    SETTINGS + goaway(1, 11),
    SETTINGS
    + head(OK, flags=0)
    + frame(Kind.CONTINUATION, b"\0\1a\1b", flags=END_HEADERS)
    + data(b"x"),
    b"HTTP/1.1 400 Bad Request\r\n\r\nmore and more",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CONVERSATIONS), st.lists(st.integers(0, 200), max_size=12))
def test_any_split_gives_the_same_outcome(octets: bytes, cuts: list[int]):
    places = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    pieces = [octets[a:b] for a, b in pairwise(places) if a != b]
    assert facts(asyncio.run(canned(Canned(pieces)))) == facts(
        asyncio.run(canned(Canned([octets])))
    )


FRAMES = st.builds(
    lambda kind, flags, stream, payload: frame(kind, payload, flags=flags, stream=stream),
    st.integers(0, 11),
    st.sampled_from([0, 1, 4, 5, 8, 13, 32, 255]),
    st.sampled_from([0, 1, 1, 1, 2, 3]),
    st.binary(max_size=40),
)


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.lists(FRAMES | st.binary(max_size=30), max_size=8))
def test_no_bytes_raise(hello: bool, pieces: list[bytes]):
    octets = (SETTINGS if hello else b"") + b"".join(pieces)
    outcome = asyncio.run(canned(Canned([octets] if octets else [])))
    assert outcome.response is not None or outcome.failure is not None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CONVERSATIONS), st.integers(0, 300), st.integers(0, 255))
def test_a_flipped_byte_never_raises(octets: bytes, place: int, value: int):
    changed = bytearray(octets)
    changed[place % len(changed)] = value
    asyncio.run(canned(Canned([bytes(changed)])))
