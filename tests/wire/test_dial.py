"""Dialling: each address is a try of its own, and the dead ones leave time for the next."""

import asyncio
import contextlib
import errno
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wire.servers import OK, answering, closed_port, request_to, send, serving
from wwwhy.model import Attempt, Exchange
from wwwhy.wire.dial import dial
from wwwhy.wire.stream import StreamFailure


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


@contextlib.contextmanager
def deaf(port: int) -> Iterator[str]:
    """Hold a listener whose queue is full: further SYNs go unanswered, as behind a firewall."""
    with contextlib.ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind(("127.0.0.9", port))
        listener.listen(0)
        for _ in range(4):
            caller = held.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.9", port))
        time.sleep(0.05)
        yield "127.0.0.9"


def test_a_dead_first_address_leaves_time_for_the_second():
    async def run() -> Exchange:
        async with serving(answering(OK)) as port:
            with deaf(port) as silent:
                addresses = (silent, "127.0.0.1")
                return await send(request_to(port, addresses=addresses, connect_timeout=1.0))

    exchange = asyncio.run(run())
    assert exchange.status == 200
    first, second = exchange.connection.attempts
    assert first.failure is not None
    assert (first.address, first.failure.type, second.failure) == (
        "127.0.0.9",
        "tcp.timed_out",
        None,
    )
    assert 400 < first.elapsed_ms < 900
    assert exchange.connection.remote_address == "127.0.0.1"


def test_a_refusing_first_address_costs_nothing():
    async def run() -> Exchange:
        async with serving(answering(OK)) as port:
            return await send(request_to(port, addresses=("127.0.0.3", "127.0.0.1")))

    exchange = asyncio.run(run())
    assert [
        each.failure.type if each.failure else None for each in exchange.connection.attempts
    ] == ["tcp.refused", None]


def test_all_tries_are_kept_when_none_succeeds():
    exchange = asyncio.run(send(request_to(closed_port(), addresses=("127.0.0.3", "127.0.0.4"))))
    assert kind(exchange) == "tcp.refused"
    assert [each.address for each in exchange.connection.attempts] == ["127.0.0.3", "127.0.0.4"]
    assert exchange.failure is not None
    assert exchange.failure.native["errno"] == errno.ECONNREFUSED


def test_silence_is_a_timeout():
    with deaf(closed_port()) as silent:
        started = time.monotonic()
        exchange = asyncio.run(
            send(request_to(_port_of(silent), addresses=(silent,), connect_timeout=0.4))
        )
    assert kind(exchange) == "tcp.timed_out"
    assert [each.address for each in exchange.connection.attempts] == [silent]
    assert time.monotonic() - started < 1.5


def test_an_address_that_was_given_up_on_from_outside_is_kept_too():
    attempts: list[Attempt] = []

    async def run(silent: str) -> None:
        later = asyncio.get_running_loop().time() + 30
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await dial([silent], _port_of(silent), deadline=later, attempts=attempts)

    with deaf(closed_port()) as silent:
        asyncio.run(run(silent))
    (only,) = attempts
    assert only.failure is not None
    assert (only.address, only.failure.type) == (silent, "tcp.timed_out")
    assert only.elapsed_ms > 50


def _port_of(address: str) -> int:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, state = line.split()[1], line.split()[3]
        host, port = local.split(":")
        if state == "0A" and socket.inet_ntoa(bytes.fromhex(host)[::-1]) == address:
            return int(port, 16)
    raise AssertionError(address)


def test_an_unreachable_family_is_less_telling_than_a_refusal():
    async def run() -> StreamFailure:
        deadline = asyncio.get_running_loop().time() + 1
        with pytest.raises(StreamFailure) as caught:
            await dial(["127.0.0.1", "nonsense"], closed_port(), deadline=deadline, attempts=[])
        return caught.value

    assert asyncio.run(run()).failure.type == "tcp.refused"


def test_no_address_at_all():
    async def run() -> str:
        with pytest.raises(StreamFailure) as caught:
            await dial([], 80, deadline=0, attempts=[])
        return caught.value.failure.type

    assert asyncio.run(run()) == "tcp.failed"


def test_a_source_address_is_used():
    async def run() -> Exchange:
        async with serving(answering(OK)) as port:
            return await send(request_to(port, interface="127.0.0.7"))

    assert asyncio.run(run()).connection.local_address == "127.0.0.7"


@pytest.mark.parametrize(
    ("interface", "expected"),
    [
        ("192.0.2.77", {"tcp.address_invalid"}),
        ("::1", {"tcp.address_invalid"}),
        ("no-such-if", {"tcp.address_invalid", "tcp.permission_denied"}),
        ("if!no-such-if", {"tcp.address_invalid", "tcp.permission_denied"}),
    ],
)
def test_a_source_that_cannot_be_used(interface: str, expected: set[str]):
    exchange = asyncio.run(send(request_to(closed_port(), interface=interface)))
    assert kind(exchange) in expected


def test_one_family_only():
    exchange = asyncio.run(send(request_to(closed_port(), addresses=("127.0.0.1",), family=6)))
    assert kind(exchange) == "dns.no_address_of_family"
    exchange = asyncio.run(
        send(request_to(closed_port(), addresses=("::1", "127.0.0.1"), family=4))
    )
    assert [each.address for each in exchange.connection.attempts] == ["127.0.0.1"]


def test_connect_to_changes_the_address_and_nothing_else():
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK)

    async def run() -> Exchange:
        async with serving(talk) as port:
            return await send(
                request_to(81, host="site.test", addresses=(), connect_to=("127.0.0.1", port))
            )

    assert asyncio.run(run()).status == 200
    assert b"Host: site.test:81" in seen[0]


def test_a_unix_socket(tmp_path: Path):
    path = str(tmp_path / "s")

    async def run() -> Exchange:
        async with serving(answering(OK), path=path):
            return await send(request_to(80, host="site.test", unix_socket=path))

    exchange = asyncio.run(run())
    assert (exchange.status, exchange.connection.unix_socket) == (200, path)
    assert exchange.connection.remote_address is None


def test_unix_sockets_that_are_missing_deaf_or_impossible(tmp_path: Path):
    def dialled(path: str) -> str | None:
        return kind(asyncio.run(send(request_to(80, host="site.test", unix_socket=path))))

    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "deaf"))
    (tmp_path / "file").write_text("")
    assert dialled(str(tmp_path / "none")) == "unix.socket_missing"
    assert dialled(str(tmp_path / "file" / "x")) == "unix.socket_missing"
    assert dialled(str(tmp_path / "deaf")) == "tcp.refused"
    assert dialled(str(tmp_path / "file")) == "tcp.refused"
    assert dialled(str(tmp_path / ("x" * 300))) == "tcp.failed"
