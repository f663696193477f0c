"""HTTP/1 exchanges with servers that behave, and with servers that do not."""

import asyncio
import gzip
import time

import pytest

from tests.wire.servers import (
    OK,
    Talk,
    answering,
    fetch,
    read_head,
    request_to,
    reset,
    send,
    serving,
)
from wwwhy.model import Exchange
from wwwhy.wire import Limits


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


def saying(data: bytes, *, then_wait: bool = False, rst: bool = False) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(data)
        await writer.drain()
        if then_wait:
            await reader.read(1)
        if rst:
            await asyncio.sleep(0.05)
            reset(writer)

    return talk


def test_the_happy_path_is_measured():
    exchange = fetch(answering(OK))
    assert (exchange.status, exchange.failure) == (200, None)
    assert exchange.response is not None
    assert exchange.response.body == b"ok"
    connection, timing = exchange.connection, exchange.timing
    assert (connection.http_version, connection.remote_address) == ("1.1", "127.0.0.1")
    assert (connection.local_address, connection.reused, connection.requests_before) == (
        "127.0.0.1",
        False,
        0,
    )
    assert [(each.address, each.failure) for each in connection.attempts] == [("127.0.0.1", None)]
    assert timing.dns_ms is None
    assert timing.tls_ms is None
    parts = [timing.tcp_ms, timing.wait_ms, timing.receive_ms]
    assert all(part is not None and part >= 0 for part in parts)
    assert sum(part or 0.0 for part in parts) <= timing.total_ms < 2000
    assert abs(timing.started_at - time.time()) < 60


def test_closing_without_a_byte_is_an_empty_response_as_from_nginx_444():
    exchange = fetch(saying(b""))
    assert (kind(exchange), exchange.response) == ("http.response.empty", None)
    assert exchange.connection.closed_by_peer


def test_a_reset_before_a_byte_is_a_reset():
    exchange = fetch(saying(b"", rst=True))
    assert exchange.failure is not None
    assert (kind(exchange), exchange.failure.phase) == ("tcp.reset", "http")


def test_a_reset_in_the_body_keeps_the_response():
    exchange = fetch(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", rst=True))
    assert (exchange.status, kind(exchange)) == (200, "http.response.truncated")
    assert exchange.response is not None
    assert exchange.response.body == b"abc"


def drip(data: bytes, every: float) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        for i in range(len(data)):
            writer.write(data[i : i + 1])
            await writer.drain()
            await asyncio.sleep(every)

    return talk


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 99,
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 99,
        b"HTTP/1.1 102 P\r\n\r\n" * 9,
    ],
)
def test_a_dripping_server_meets_our_deadline(data: bytes):
    started = time.monotonic()
    exchange = fetch(drip(data, 0.05), timeout=0.6)
    assert time.monotonic() - started < 1.5
    assert kind(exchange) == "bound.time"


def test_one_byte_each_half_second_against_the_deadline():
    exchange = fetch(drip(OK, 0.5), timeout=1.8)
    assert kind(exchange) == "bound.time"
    assert exchange.timing.total_ms < 2600


def test_silence_is_the_servers():
    exchange = fetch(saying(b"", then_wait=True), timeout=0.4)
    assert (kind(exchange), exchange.response) == ("http.response.read_timed_out", None)


def test_silence_after_the_head_is_the_servers_too():
    exchange = fetch(
        saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", then_wait=True), timeout=0.5
    )
    assert (kind(exchange), exchange.status) == ("http.response.read_timed_out", 200)


def endlessly(start: bytes, piece: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(start)
        for _ in range(20000):
            writer.write(piece)
            await writer.drain()

    return talk


def test_an_endless_head_is_cut():
    exchange = fetch(endlessly(b"HTTP/1.1 200 OK\r\n", b"A: " + b"x" * 5000 + b"\r\n"))
    assert (kind(exchange), exchange.response) == ("http.response.head_too_large", None)
    assert exchange.connection.first_bytes.startswith(b"HTTP/1.1 200 OK\r\nA: xxx")


def test_endless_interim_responses_are_cut():
    exchange = fetch(endlessly(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))
    assert kind(exchange) == "http.protocol.error"


def test_an_endless_body_is_cut_by_our_own_bound():
    limits = Limits(body_endless=300_000)
    exchange = fetch(endlessly(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536), limits=limits)
    assert (exchange.status, kind(exchange)) == (200, "bound.bytes")
    assert exchange.failure is not None
    assert exchange.failure.is_ours


def test_a_long_announced_body_is_healthy():
    limits = Limits(body_kept=1000, body_read=300_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n"
    exchange = fetch(endlessly(head, b"x" * 65536), limits=limits)
    assert (exchange.failure, exchange.succeeded) == (None, True)
    assert exchange.response is not None
    assert (exchange.response.cut_short, exchange.response.body_length) == (True, 300_000)
    assert len(exchange.response.body) == 1000


def test_a_fast_endless_body_starves_neither_the_deadline_nor_other_tasks():
    async def run() -> tuple[Exchange, int]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            for _ in range(1000):
                await asyncio.sleep(0.01)
                ticks += 1

        async with serving(endlessly(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 262144)) as port:
            ticking = asyncio.create_task(tick())
            exchange = await send(request_to(port, timeout=0.5), limits=Limits(body_endless=10**12))
            ticking.cancel()
        return exchange, ticks

    exchange, ticks = asyncio.run(run())
    assert kind(exchange) == "bound.time"
    assert exchange.timing.total_ms < 1500
    assert ticks > 3


def test_a_gzip_bomb_stays_packed():
    bomb = gzip.compress(b"\0" * 50_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    exchange = fetch(answering(head + bomb))
    assert exchange.response is not None
    assert exchange.response.body == bomb
    assert len(exchange.response.text) <= 1024 * 1024


def test_garbage_is_kept_and_does_not_wait_for_the_deadline():
    exchange = fetch(saying(b"220 ftp.test ready\r\n", then_wait=True), timeout=5.0)
    assert (kind(exchange), exchange.response) == ("http.response.invalid", None)
    assert exchange.connection.first_bytes == b"220 ftp.test ready\r\n"
    assert exchange.timing.total_ms < 2000


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", OK),
        ("GET", b"HTTP/1.1 204 No Content\r\n\r\nbody"),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlonger"),
    ],
)
def test_bytes_after_the_end_of_a_response_are_noted(method: str, answer: bytes):
    exchange = fetch(answering(answer), method=method)
    assert (exchange.failure, exchange.connection.http_version) == (None, "1.1")
    assert exchange.response is not None
    assert [each.name for each in exchange.response.anomalies] == ["bytes_after_response"]


def test_control_characters_in_fields_are_shown_and_named():
    exchange = fetch(answering(b"HTTP/1.1 200 OK\r\nX: a\x01b\r\nContent-Length: 0\r\n\r\n"))
    assert exchange.response is not None
    assert exchange.response.fields.get("x") == "a\x01b"
    assert [each.name for each in exchange.response.anomalies] == ["control_character"]


def test_103_then_200_each_with_its_time():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n")
        await asyncio.sleep(0.2)
        writer.write(OK)

    exchange = fetch(talk)
    assert exchange.response is not None
    (hints,) = exchange.response.interim
    assert (hints.status, exchange.status, exchange.failure) == (103, 200, None)
    assert hints.at_ms < 150 < exchange.timing.total_ms


def test_expect_holds_the_body_until_100():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert b"expect: 100-continue" in (await read_head(reader)).lower()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert await reader.readexactly(4) == b"body"
        writer.write(OK)

    exchange = fetch(talk, method="POST", body=b"body", expect_continue=True)
    assert (exchange.status, exchange.failure) == (200, None)
    assert exchange.response is not None
    assert [each.status for each in exchange.response.interim] == [100]


def test_expect_gives_up_waiting_as_curl_does():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        assert await reader.readexactly(4) == b"body"
        writer.write(OK)

    exchange = fetch(
        talk, method="POST", body=b"body", expect_continue=True, limits=Limits(expect_wait=0.2)
    )
    assert (exchange.status, exchange.failure) == (200, None)
    assert 150 < exchange.timing.total_ms < 1500


def test_a_final_answer_to_expect_spares_the_body():
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
        seen.append(await reader.read(10))

    assert fetch(talk, method="POST", body=b"body", expect_continue=True).status == 417
    assert seen == [b""]


@pytest.mark.parametrize("close", [True, False])
def test_an_answer_in_the_middle_of_an_upload_is_not_lost(close: bool):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(
            b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        if not close:
            await asyncio.sleep(2)

    exchange = fetch(talk, method="POST", body=b"x" * 20_000_000)
    assert exchange.status == 413
    assert exchange.failure is None


def test_a_large_body_arrives_whole():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        assert await reader.readexactly(5_000_000) == b"y" * 5_000_000
        writer.write(OK)

    assert fetch(talk, method="PUT", body=b"y" * 5_000_000).status == 200


def test_a_server_that_takes_no_body_and_says_nothing():
    exchange = fetch(
        saying(b"", then_wait=True), method="POST", body=b"x" * 50_000_000, timeout=0.6
    )
    # The handler reads a byte and closes, so what is lost is the connection and not our patience.
    assert kind(exchange) in {
        "http.response.read_timed_out",
        "tcp.reset",
        "http.response.empty",
        "tcp.closed",
    }


def test_what_the_server_said_before_the_request_came_is_read():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()

    exchange = fetch(talk)
    assert exchange.status == 408


def test_an_unsendable_request_opens_its_mouth_to_nobody():
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(100))

    exchange = fetch(talk, fields=(("A", "b\r\nC: d"),))
    assert kind(exchange) == "http.request.unsendable"
    assert not any(seen)


def test_what_comes_behind_our_own_bound_is_no_fault_of_the_server():
    endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 100_000
    exchange = fetch(answering(endless), limits=Limits(body_endless=1000))
    assert exchange.failure is not None
    assert exchange.failure.type == "bound.bytes"
    assert exchange.response is not None
    assert exchange.response.anomalies == ()
