"""Connections dialled ahead: for far targets only, each for one request, and never a worse one."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.wire import h2_peers, pki
from tests.wire.servers import OK, read_head, request_to, serving
from tests.wire.spare_peers import AHEAD, Host, baseline, secure, wired
from tests.wire.test_link import TRUSTING, alpn
from wwwhy.model import Exchange, Experiment, Proxy, Request
from wwwhy.wire import Wire, spares


@pytest.fixture(autouse=True)
def _far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take loopback for far away."""
    monkeypatch.setattr(spares, "FAR", 0.0)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_each_is_used_for_one_request(scheme: str):
    host = Host()

    async def run() -> None:
        tls = pki.server_tls(pki.leaf()) if scheme == "https" else None
        async with serving(host.talk, tls) as port, wired() as wire:
            made = request_to(port, "/", scheme=scheme, tls=TRUSTING)
            first = await baseline(wire, made)
            assert first.connection.dialled_ahead_ms is None
            assert wire.ready(made) == AHEAD
            probes = tuple(request_to(port, f"/{i}", scheme=scheme, tls=TRUSTING) for i in range(3))
            came = await wire.send(Experiment(probes), ahead=True)
            assert wire.ready(made) == AHEAD - 3
            assert [each.status for each in came] == [200] * 3
            assert len({each.connection.id for each in (first, *came)}) == 4
            for each in came:
                assert (each.connection.dialled_ahead_ms or 0) > 50
                assert not each.connection.reused
                assert each.timing.tcp_ms is not None
                assert (each.timing.tls_ms is not None) == (scheme == "https")
                # The time it stood idle belongs to nobody.
                assert each.timing.total_ms < 100
                assert each.connection.local_port != first.connection.local_port
                assert each.received_at > first.received_at - 0.01

    asyncio.run(run())
    assert host.connections == 1 + AHEAD
    assert [path for _, path in host.requests] == [b"/", b"/0", b"/1", b"/2"]
    assert len({number for number, _ in host.requests}) == 4
    assert host.open == 0


def test_the_oldest_goes_first():
    host = Host()

    async def run() -> None:
        async with serving(host.talk) as port, wired() as wire:
            await baseline(wire, request_to(port))
            probes = tuple(request_to(port, f"/{i}") for i in range(3))
            await wire.send(Experiment(probes, in_order=True), ahead=True)

    asyncio.run(run())
    assert [number for number, _ in host.requests] == [1, 2, 3, 4]


def test_a_near_target_gets_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spares, "FAR", 30.0)
    host = Host()

    async def run() -> None:
        async with serving(host.talk) as port, wired() as wire:
            await baseline(wire, request_to(port))
            wire.dial_ahead(request_to(port), AHEAD)
            assert wire.ready(request_to(port)) == 0
            (probe,) = await wire.send(Experiment((request_to(port),)), ahead=True)
            assert probe.connection.dialled_ahead_ms is None

    asyncio.run(run())
    assert host.connections == 2


def test_nobody_asked_for_any():
    host = Host()

    async def run() -> None:
        async with serving(host.talk) as port, wired() as wire:
            await wire.send(Experiment((request_to(port),)))
            wire.dial_ahead(request_to(port), 0)
            await wire.send(Experiment((request_to(port),)), ahead=True)

    asyncio.run(run())
    assert host.connections == 2


async def _says_408(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


async def _leaves(_: asyncio.StreamWriter) -> None:
    return


@pytest.mark.parametrize("idle", [_says_408, _leaves])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_one_that_is_not_idle_any_more_is_thrown_away(
    idle: Callable[[asyncio.StreamWriter], Awaitable[None]], scheme: str
):
    host = Host(idle=idle)

    async def run() -> Exchange:
        tls = pki.server_tls(pki.leaf()) if scheme == "https" else None
        async with serving(host.talk, tls) as port, wired() as wire:
            made = request_to(port, scheme=scheme, tls=TRUSTING)
            await baseline(wire, made)
            assert wire.ready(made) == AHEAD
            host.idle = None
            (probe,) = await wire.send(Experiment((made,)), ahead=True)
            # Only those set aside for it were tried.
            assert wire.ready(made) == AHEAD - 1
            return probe

    probe = asyncio.run(run())
    assert (probe.status, probe.connection.dialled_ahead_ms) == (200, None)


def test_one_that_stood_too_long_is_thrown_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spares, "MAX_IDLE", 0.01)
    host = Host()

    async def run() -> Exchange:
        async with serving(host.talk) as port, wired() as wire:
            await baseline(wire, request_to(port))
            (probe,) = await wire.send(Experiment((request_to(port),)), ahead=True)
            return probe

    probe = asyncio.run(run())
    assert (probe.status, probe.connection.dialled_ahead_ms) == (200, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.with_tls(sni="other.test"),
        lambda made: made.with_tls(verify=False),
        lambda made: made.with_tls(alpn=()),
        lambda made: made.with_tls(max_version="1.2"),
        lambda made: made.with_transport(http_version="1.1"),
        lambda made: made.with_transport(family=4),
        lambda made: replace(made, method="POST", body=b"x"),
    ],
)
def test_what_travels_another_way_or_has_side_effects_gets_none(
    change: Callable[[Request], Request],
):
    host = Host()

    async def run() -> Exchange:
        async with serving(host.talk, pki.server_tls(pki.leaf())) as port, wired() as wire:
            await baseline(wire, secure(port))
            (probe,) = await wire.send(Experiment((change(secure(port)),)), ahead=True)
            assert wire.ready(secure(port)) == AHEAD
            return probe

    assert asyncio.run(run()).connection.dialled_ahead_ms is None


def test_the_users_own_request_gets_none():
    host = Host()

    async def run() -> Exchange:
        async with serving(host.talk) as port, wired() as wire:
            await baseline(wire, request_to(port))
            (again,) = await wire.send(Experiment((request_to(port),)))
            return again

    assert asyncio.run(run()).connection.dialled_ahead_ms is None


def test_a_certificate_that_is_not_accepted_is_looked_at_once():
    host = Host()

    async def run() -> Exchange:
        async with serving(host.talk, pki.server_tls(pki.leaf())) as port, wired() as wire:
            made = secure(port, ca_file=None)
            failed = await baseline(wire, made)
            assert wire.ready(made) == 0
            return failed

    failure = asyncio.run(run()).failure
    assert failure is not None
    assert failure.type.startswith("tls.cert")
    # asyncio tells of a connection only after its handshake: no other one shook hands.
    assert host.connections <= 1


def test_a_proxy_that_refuses_the_login_is_asked_once():
    asked = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await read_head(reader)
        if head:
            asked.append(head)
            await asyncio.sleep(0.1)
            writer.write(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")

    async def run() -> Exchange:
        async with serving(talk) as port, wired() as wire:
            proxy = Proxy("http", "127.0.0.1", port, userinfo="u:wrong")
            made = request_to(1, scheme="https").with_transport(proxy=proxy)
            return await baseline(wire, made)

    failure = asyncio.run(run()).failure
    assert failure is not None
    assert failure.type == "proxy.auth_required"
    assert len(asked) == 1


def test_tunnels_are_asked_for_once_the_first_one_is_granted():
    order = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await read_head(reader):
            return
        order.append("CONNECT")
        await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 200 Go on\r\n\r\n")
        if await read_head(reader):
            order.append("GET")
            await asyncio.sleep(0.1)
            writer.write(OK)

    async def run() -> tuple[Exchange, ...]:
        async with serving(talk) as port, wired() as wire:
            proxy = Proxy("http", "127.0.0.1", port, tunnel=True)
            made = request_to(80).with_transport(proxy=proxy)
            await baseline(wire, made)
            before = list(order)
            probe = made.with_field("User-Agent", "Mozilla/5.0")
            came = await wire.send(Experiment((probe,)), ahead=True)
            assert before[0] == "CONNECT"
            assert before.count("CONNECT") == 1 + AHEAD
            return came

    (probe,) = asyncio.run(run())
    assert (probe.status, order.count("GET")) == (200, 2)
    assert (probe.connection.dialled_ahead_ms or 0) > 0


def test_those_of_a_later_wave_shake_hands_only_when_somebody_wants_more():
    host = Host()

    async def run() -> None:
        async with serving(host.talk, pki.server_tls(pki.leaf())) as port, wired() as wire:
            made = secure(port)
            await baseline(wire, made, 2 * spares.EAGER)
            assert wire.ready(made) == 2 * spares.EAGER
            await asyncio.sleep(0.1)
            assert host.connections == 1 + spares.EAGER
            wire.dial_ahead(made, spares.EAGER)
            await asyncio.sleep(0.2)
            assert host.connections == 1 + 2 * spares.EAGER

    asyncio.run(run())
    assert host.open == 0


def test_http_2_may_begin_to_speak():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = h2_peers.Server(reader, writer)
        await server.start()
        await server.whole_request()
        await asyncio.sleep(0.1)
        await server.answer(1, body=b"hello")
        await server.rest()

    async def run() -> Exchange:
        async with serving(talk, alpn("h2", "http/1.1")) as port, wired() as wire:
            made = request_to(port, scheme="https", host="site.test", tls=TRUSTING)
            await baseline(wire, made)
            (probe,) = await wire.send(Experiment((made,)), ahead=True)
            return probe

    probe = asyncio.run(run())
    assert (probe.status, probe.connection.http_version) == (200, "2")
    assert (probe.connection.dialled_ahead_ms or 0) > 0


def test_a_sequence_leaves_in_order_and_waits_for_no_answer():
    seen: list[bytes] = []
    numbers = itertools.count()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        next(numbers)
        head = await read_head(reader)
        if head:
            seen.append(head.split(b" ")[1])
            await asyncio.sleep(0.3)
            writer.write(OK)

    async def run() -> float:
        async with serving(talk) as port, wired() as wire:
            await baseline(wire, request_to(port))
            probes = tuple(request_to(port, f"/{i}") for i in range(4))
            loop = asyncio.get_running_loop()
            began = loop.time()
            sequence = Experiment(probes, in_order=True, may_overlap=True)
            came = await wire.send(sequence, ahead=True)
            took = loop.time() - began
            assert [each.request.url.path for each in came] == ["/0", "/1", "/2", "/3"]
            # With too few that stand ready it is done as everywhere else.
            rest = await wire.send(sequence, ahead=True)
            assert [each.status for each in rest] == [200] * 4
            assert loop.time() - began - took > 1.0
            return took

    assert asyncio.run(run()) < 0.9
    assert seen == [b"/", *[b"/0", b"/1", b"/2", b"/3"] * 2]


def test_another_target_takes_their_place():
    one, other = Host(), Host()

    async def run() -> None:
        async with serving(one.talk) as here, serving(other.talk) as there, wired() as wire:
            await baseline(wire, request_to(here))
            assert wire.ready(request_to(here)) == AHEAD
            await baseline(wire, request_to(there))
            assert (wire.ready(request_to(here)), wire.ready(request_to(there))) == (0, AHEAD)

    asyncio.run(run())
    assert one.open == other.open == 0


def test_no_answer_leaves_none():
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await read_head(reader)

    async def run() -> None:
        async with serving(talk) as port, wired() as wire:
            failed = await baseline(wire, request_to(port))
            assert failed.failure is not None
            assert wire.ready(request_to(port)) == 0

    asyncio.run(run())


def test_a_dead_end_is_no_error():
    """Where connecting does not work any more, a fresh connection says why."""
    host = Host()

    async def run() -> Exchange:
        async with wired() as wire:
            async with serving(host.talk) as port:
                await baseline(wire, request_to(port))
                host.idle = _leaves
            wire.dial_ahead(request_to(port), 2 * AHEAD)
            (probe,) = await wire.send(Experiment((request_to(port),)), ahead=True)
            return probe

    probe = asyncio.run(run())
    assert probe.failure is not None
    assert probe.failure.type in {"tcp.refused", "tcp.reset", "http.response.empty"}


def test_the_bound_of_an_experiment_holds_while_it_waits_for_one():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await read_head(reader):
            await asyncio.sleep(0.1)
            writer.write(OK)

    async def run() -> Exchange:
        async with serving(talk) as port, wired() as wire:
            made = request_to(port)
            await baseline(wire, made)
            (probe,) = await wire.send(Experiment((made,)), timeout=0.05, ahead=True)
            return probe

    assert asyncio.run(run()).failure is not None


def test_a_closed_wire_dials_nothing():
    host = Host()

    async def run() -> None:
        async with serving(host.talk) as port:
            wire = Wire()
            await wire.aclose()
            wire.dial_ahead(request_to(port), AHEAD)
            await asyncio.sleep(0.05)

    asyncio.run(run())
    assert host.connections == 0


def test_consent_is_part_of_the_way():
    insisting = secure(443)
    assert insisting.way != insisting.with_tls(verify=False).way
    old, older = (insisting.with_transport(http_version=each) for each in ("1.1", "1.0"))
    assert old.way != older.way
    assert (
        insisting.way == replace(insisting, transport=replace(insisting.transport, timeout=3)).way
    )
