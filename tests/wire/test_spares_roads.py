"""Connections that stand and are not yet spoken on: another handshake is made on the same road."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.wire import pki
from tests.wire.servers import serving
from tests.wire.spare_peers import Host, baseline, secure, wired
from wwwhy.model import Exchange, Experiment, Proxy, Request
from wwwhy.wire import spares

ANOTHER_HANDSHAKE = [
    lambda made: made.with_tls(sni="other.test"),
    lambda made: made.with_tls(verify=False),
    lambda made: made.with_tls(alpn=()),
    lambda made: made.with_tls(max_version="1.2"),
    lambda made: made.with_transport(http_version="1.1"),
]


@pytest.fixture(autouse=True)
def _far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take loopback for far away."""
    monkeypatch.setattr(spares, "FAR", 0.0)


@pytest.mark.parametrize("change", ANOTHER_HANDSHAKE)
def test_another_handshake_is_made_on_a_road_that_stands(change: Callable[[Request], Request]):
    host = Host()
    made = secure(443)
    assert change(made).road == made.road
    assert change(made).way != made.way

    async def run() -> tuple[Exchange, Exchange]:
        async with serving(host.talk, pki.server_tls(pki.leaf())) as port, wired() as wire:
            made = secure(port)
            await baseline(wire, made, 2 * spares.EAGER)
            assert wire.roads(made) == spares.EAGER
            (other,) = await wire.send(Experiment((change(made),)), ahead=True)
            assert wire.roads(made) == spares.EAGER - 1
            assert wire.ready(made) == 2 * spares.EAGER - 1
            (same,) = await wire.send(Experiment((made,)), ahead=True)
            return other, same

    other, same = asyncio.run(run())
    assert (other.status, same.status) == (200, 200)
    assert (other.connection.dialled_ahead_ms or 0) > 0
    # Its handshake was made for it, just in time.
    assert other.connection.tls is not None
    assert same.connection.tls is not None
    assert other.connection.local_port != same.connection.local_port
    assert host.open == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.with_transport(family=4),
        lambda made: made.with_transport(http_version="3"),
        lambda made: replace(made, url=replace(made.url, scheme="http")),
        lambda made: replace(made, url=replace(made.url, host="other.test")),
        lambda made: made.with_transport(proxy=Proxy("http", "p", 3128)),
        lambda made: made.with_transport(proxy=Proxy("https", "p", 3128)),
    ],
)
def test_another_road_is_not_shared(change: Callable[[Request], Request]):
    made = secure(443)
    assert change(made).road != made.road


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.with_transport(family=4),
        lambda made: replace(made.with_tls(alpn=()), method="POST", body=b"x"),
    ],
)
def test_another_road_or_a_method_with_side_effects_gets_none(
    change: Callable[[Request], Request],
):
    host = Host()

    async def run() -> Exchange:
        async with serving(host.talk, pki.server_tls(pki.leaf())) as port, wired() as wire:
            made = secure(port)
            await baseline(wire, made, 2 * spares.EAGER)
            (probe,) = await wire.send(Experiment((change(made),)), ahead=True)
            assert wire.roads(made) == spares.EAGER
            return probe

    probe = asyncio.run(run())
    assert (probe.status, probe.connection.dialled_ahead_ms) == (200, None)


def test_a_certificate_is_judged_on_a_road_as_on_any_other():
    host = Host()

    async def run() -> Exchange:
        async with serving(host.talk, pki.server_tls(pki.leaf())) as port, wired() as wire:
            made = secure(port)
            await baseline(wire, made, 2 * spares.EAGER)
            suspicious = made.with_tls(ca_file=None)
            (probe,) = await wire.send(Experiment((suspicious,)), ahead=True)
            return probe

    failed = asyncio.run(run())
    assert failed.failure is not None
    assert failed.failure.type.startswith("tls.cert")
    assert len(host.requests) == 1


def test_of_a_road_that_was_closed_meanwhile_a_fresh_connection_tells():
    doors: list[asyncio.StreamWriter] = []
    inner = 0
    host = Host()

    async def door(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Stand before the server, and be able to hang up."""
        doors.append(writer)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", inner)
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))

    async def run() -> Exchange:
        nonlocal inner
        tls = pki.server_tls(pki.leaf())
        async with serving(host.talk, tls) as inner, serving(door) as port, wired() as wire:
            made = secure(port)
            await baseline(wire, made, 2 * spares.EAGER)
            for each in doors[1:]:
                each.transport.abort()
            await asyncio.sleep(0.02)
            (probe,) = await wire.send(Experiment((made.with_tls(alpn=()),)), ahead=True)
            return probe

    probe = asyncio.run(run())
    assert (probe.status, probe.connection.dialled_ahead_ms) == (200, None)


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
    sink.close()
