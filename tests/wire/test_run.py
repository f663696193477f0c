"""The wire as a whole: order, connections, bounds, and the promise never to raise."""

import asyncio
import itertools
import subprocess
import sys
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire import pki
from tests.wire.servers import (
    OK,
    Talk,
    answering,
    closed_port,
    read_head,
    request_to,
    send,
    serving,
)
from wwwhy.errors import UsageError
from wwwhy.model import Exchange, Experiment, Proxy, Request, Tls
from wwwhy.wire import Limits, Wire, turn

TRUSTING = Tls(ca_file=pki.root().file())


def kinds(exchanges: tuple[Exchange, ...]) -> list[str | None]:
    return [each.failure.type if each.failure else None for each in exchanges]


def serve_and_send(
    talk: Talk, count: int, *, timeout: float | None = None, tls: bool = False, **experiment: object
) -> tuple[Exchange, ...]:
    async def run() -> tuple[Exchange, ...]:
        async with serving(talk, pki.server_tls(pki.leaf()) if tls else None) as port:
            scheme = "https" if tls else "http"
            requests = tuple(
                request_to(port, f"/{i}", scheme=scheme, tls=TRUSTING) for i in range(count)
            )
            return await Wire().send(Experiment(requests, **experiment), timeout=timeout)  # type: ignore[arg-type]

    return asyncio.run(run())


def test_importing_the_wire_loads_nothing_heavy():
    code = (
        "import sys; import wwwhy.wire; "
        "print([m for m in ('OpenSSL', 'cryptography', 'h2', 'aioquic', 'dns.message', 'certifi') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_clear_text_exchange_loads_neither_openssl_nor_h2():
    code = f"""
import asyncio, sys
from wwwhy.model import Experiment, Request, Url
from wwwhy.wire import Wire
url = Url.parse('http://127.0.0.1:{closed_port()}/')
(exchange,) = asyncio.run(Wire().send(Experiment((Request(url),))))
assert exchange.failure.type == 'tcp.refused', exchange
print([m for m in ('OpenSSL', 'cryptography', 'h2', 'aioquic', 'dns.message') if m in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_experiment_without_requests_has_no_exchanges():
    assert asyncio.run(Wire().send(Experiment(()))) == ()
    assert asyncio.run(Wire().send(Experiment((), same_connection=True))) == ()


def test_requests_are_sent_at_once_and_answered_in_order():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await read_head(reader)).split(b" ")[1]
        await asyncio.sleep(0.2 if path == b"/0" else 0.1)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + path)

    started = time.monotonic()
    exchanges = serve_and_send(talk, 4)
    assert time.monotonic() - started < 0.5
    assert [each.response.body for each in exchanges if each.response] == [
        b"/0",
        b"/1",
        b"/2",
        b"/3",
    ]
    assert len({each.connection.id for each in exchanges}) == 4


def test_in_order_waits_for_each_and_pauses_between():
    seen: list[tuple[bytes, float]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(((await read_head(reader)).split(b" ")[1], time.monotonic()))
        writer.write(OK)

    exchanges = serve_and_send(talk, 3, in_order=True, pause=0.15)
    assert [path for path, _ in seen] == [b"/0", b"/1", b"/2"]
    assert all(later - earlier >= 0.14 for (_, earlier), (_, later) in itertools.pairwise(seen))
    assert len({each.connection.id for each in exchanges}) == 3


@pytest.mark.parametrize("tls", [False, True])
def test_one_connection_for_all(tls: bool):
    exchanges = serve_and_send(answering(OK, OK, OK), 3, same_connection=True, pause=0.05, tls=tls)
    assert [each.status for each in exchanges] == [200, 200, 200]
    connections = [each.connection for each in exchanges]
    assert len({each.id for each in connections}) == 1
    assert [each.reused for each in connections] == [False, True, True]
    assert [each.requests_before for each in connections] == [0, 1, 2]
    assert connections[0].idle_before_ms is None
    assert all((each.idle_before_ms or 0) >= 45 for each in connections[1:])
    assert exchanges[1].timing.tcp_ms is None
    assert exchanges[1].timing.tls_ms is None
    assert connections[1].remote_address == "127.0.0.1"
    assert (connections[1].tls is not None) is tls


@pytest.mark.parametrize("tls", [False, True])
def test_a_server_that_closes_the_idle_connection_is_seen_before_sending(tls: bool):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(OK)
        await writer.drain()
        await asyncio.sleep(0.05)

    exchanges = serve_and_send(talk, 2, same_connection=True, pause=0.4, tls=tls)
    assert kinds(exchanges) == [None, "tcp.closed"]
    second = exchanges[1]
    assert (second.connection.reused, second.connection.requests_before) == (True, 1)
    assert (second.connection.idle_before_ms or 0) >= 390
    assert second.connection.closed_by_peer
    assert second.failure is not None
    assert second.failure.native == {"idle": True, "announced": False}


@pytest.mark.parametrize("rst", [False, True])
def test_the_keep_alive_race_is_observable(rst: bool):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(OK)
        await read_head(reader)
        if rst:
            from tests.wire.servers import reset

            reset(writer)

    exchanges = serve_and_send(talk, 2, same_connection=True, pause=0.1)
    assert kinds(exchanges) == [None, "tcp.reset" if rst else "http.response.empty"]
    assert (exchanges[1].connection.reused, exchanges[1].connection.requests_before) == (True, 1)


def test_an_announced_close_is_no_race():
    closing = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    exchanges = serve_and_send(answering(closing), 2, same_connection=True)
    assert kinds(exchanges) == [None, "tcp.closed"]
    assert exchanges[1].failure is not None
    assert exchanges[1].failure.native["announced"] is True


def test_without_a_first_connection_there_is_no_second():
    port = closed_port()
    requests = (request_to(port), request_to(port, "/2"))
    exchanges = asyncio.run(Wire().send(Experiment(requests, same_connection=True)))
    assert kinds(exchanges) == ["tcp.refused", "tcp.refused"]
    assert exchanges[0].connection.id > 0
    assert [each.request.url.path for each in exchanges] == ["/", "/2"]


def test_bytes_after_a_response_reach_the_next_one():
    smuggled = b"HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n"
    exchanges = serve_and_send(answering(OK + smuggled, b""), 2, same_connection=True)
    assert [each.status for each in exchanges] == [200, 418]
    assert exchanges[0].response is not None
    assert [each.name for each in exchanges[0].response.anomalies] == ["bytes_after_response"]


def test_whether_the_peer_closed_after_the_response_is_noted():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nbody")

    (exchange,) = serve_and_send(talk, 1)
    assert exchange.connection.closed_by_peer
    (exchange,) = serve_and_send(answering(OK, then_wait=True), 1)
    assert not exchange.connection.closed_by_peer


def test_no_more_than_six_at_once_to_a_host_and_no_more_than_allowed_in_all():
    most = now = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal most, now
        await read_head(reader)
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.03)
        now -= 1
        writer.write(OK)

    serve_and_send(talk, 20)
    assert most == 6
    most = 0

    async def run() -> None:
        async with serving(talk) as port:
            hosts = [f"h{i}.test" for i in range(10)]
            requests = tuple(request_to(port, host=host) for host in hosts)
            exchanges = await Wire(parallel=3).send(Experiment(requests))
            assert kinds(exchanges) == [None] * 10

    asyncio.run(run())
    assert most == 3


def test_the_calls_own_bound_blames_nobody():
    started = time.monotonic()
    exchanges = serve_and_send(answering(b"", then_wait=True), 8, timeout=0.3)
    assert time.monotonic() - started < 1.5
    assert set(kinds(exchanges)) == {"bound.time"}
    assert all(each.failure and each.failure.is_ours for each in exchanges)


def test_the_calls_own_bound_also_covers_pauses_and_connecting():
    started = time.monotonic()
    exchanges = serve_and_send(answering(OK, OK), 2, same_connection=True, pause=30, timeout=0.3)
    assert time.monotonic() - started < 1.5
    assert exchanges[0].status == 200


def test_a_closed_wire_takes_no_more():
    async def run() -> None:
        wire = Wire()
        await wire.aclose()
        with pytest.raises(UsageError):
            await wire.send(Experiment((request_to(1),)))

    asyncio.run(run())


def test_our_own_faults_are_failures_without_their_text(monkeypatch: pytest.MonkeyPatch):
    async def broken(*_: object) -> None:
        raise RuntimeError("Bearer s3cret")

    monkeypatch.setattr(turn, "open_link", broken)
    exchange = asyncio.run(send(request_to(1)))
    assert exchange.failure is not None
    assert exchange.failure.type == "internal"
    assert "s3cret" not in repr(exchange)
    assert exchange.failure.is_ours


def test_cancellation_closes_the_connection():
    left = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        if not await reader.read(1):
            left.set()

    async def run() -> None:
        async with serving(talk) as port:
            task = asyncio.create_task(send(request_to(port)))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(left.wait(), 1)

    asyncio.run(run())


def test_nothing_is_left_open(recwarn: pytest.WarningsRecorder):
    serve_and_send(answering(OK), 3, tls=True)
    asyncio.run(send(request_to(closed_port())))
    assert not [w for w in recwarn if issubclass(w.category, ResourceWarning)]


def test_two_hundred_at_once_stay_small_and_all_are_answered():
    piece = b"x" * 50_000

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n")
        for _ in range(40):
            writer.write(piece)
            await writer.drain()

    async def run() -> tuple[Exchange, ...]:
        async with serving(talk) as port:
            requests = tuple(request_to(port, timeout=30.0) for _ in range(200))
            return await Wire(parallel=200, per_host=200, limits=Limits(body_kept=10_000)).send(
                Experiment(requests)
            )

    tracemalloc.start()
    exchanges = asyncio.run(run())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kinds(exchanges) == [None] * 200
    assert all(each.response and each.response.body_length == 2_000_000 for each in exchanges)
    # The server's own buffers are in this process too: each holds up to some 150 kB.
    assert peak < 80_000_000


WAYS: tuple[dict[str, object], ...] = (
    {"scheme": "http"},
    {"scheme": "https"},
    {"scheme": "http", "http_version": "2-prior-knowledge"},
    {"scheme": "https", "via": "http"},
    {"scheme": "http", "via": "socks5h"},
    {"scheme": "http", "via": "socks4a"},
    {"scheme": "http", "via": "https"},
)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=100),
        st.tuples(
            st.sampled_from(
                [
                    b"HTTP/1.1 200 OK\r\n",
                    b"\x16\x03\x03\x00\x30\x02",
                    b"\x05\x00\x05\x00",
                    b"\x00\x5a",
                ]
            ),
            st.binary(max_size=60),
        ).map(b"".join),
    ),
    st.sampled_from(WAYS),
)
def test_whatever_a_server_says_is_never_an_error_of_ours(said: bytes, way: dict[str, object]):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        await asyncio.sleep(0.01)

    async def run() -> Exchange:
        async with serving(talk) as port:
            given = dict(way)
            via = given.pop("via", None)
            proxy = Proxy(str(via), "127.0.0.1", port) if via else None
            made = request_to(port, proxy=proxy, connect_timeout=2.0, timeout=2.0, **given)  # type: ignore[arg-type]
            return await send(made)

    exchange = asyncio.run(run())
    assert exchange.response is not None or exchange.failure is not None
    assert exchange.failure is None or exchange.failure.type != "internal"


def test_secrets_are_in_no_repr():
    async def run() -> Exchange:
        request: Request = request_to(
            closed_port(), fields=(("Authorization", "Bearer s3cret"),), body=b"s3cret"
        )
        return await send(request)

    assert "s3cret" not in repr(asyncio.run(run()))
