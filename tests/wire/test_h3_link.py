"""An HTTP/3 connection with its facts."""

import asyncio
import socket
import time
from typing import Any

import pytest

from tests.wire.h2_peers import LIMITS
from tests.wire.h3_peers import OK, answering, ask, ca_file, certificate, head, serving
from wwwhy.model import Exchange, Failure, Proxy, Request, Tls, Transport
from wwwhy.wire.certificates import load_many
from wwwhy.wire.h3_link import open_h3_link
from wwwhy.wire.issuers import Fetched
from wwwhy.wire.journal import Journal
from wwwhy.wire.stream import StreamFailure


async def exchanged(*requests: Request, seconds: float = 5) -> tuple[Journal, list[Exchange]]:
    loop = asyncio.get_running_loop()
    journal = Journal(loop.time, time.time)
    exchanges = []
    link = await open_h3_link(requests[0], 7, journal, loop.time() + seconds, LIMITS)
    for request in requests:
        own = Journal(loop.time, time.time)
        exchanges.append(await link.exchange(request, loop.time() + seconds, own))
    await link.close()
    return journal, exchanges


def refused(request: Request, seconds: float = 5) -> tuple[Journal, Failure]:
    async def both() -> tuple[Journal, Failure]:
        loop = asyncio.get_running_loop()
        journal = Journal(loop.time, time.time)
        with pytest.raises(StreamFailure) as caught:
            await open_h3_link(request, 7, journal, loop.time() + seconds, LIMITS)
        return journal, caught.value.failure

    return asyncio.run(both())


def to(port: int, *addresses: str, **tls: Any) -> Request:
    request = ask(f"https://a.test:{port}/", tls=Tls(ca_file=ca_file(), **tls))
    return request.with_transport(addresses=addresses or ("127.0.0.1",), http_version="3")


def test_exchanges_carry_the_facts_of_their_connection():
    async def both() -> list[Exchange]:
        async with serving(answering(head(OK))) as port:
            return (await exchanged(to(port), to(port)))[1]

    first, second = asyncio.run(both())
    assert (first.status, second.status) == (200, 200)
    assert first.connection.id == second.connection.id == 7
    assert (first.connection.http_version, first.connection.remote_address) == ("3", "127.0.0.1")
    assert first.connection.tls is not None
    assert first.connection.tls.alpn == "h3"
    assert [each.failure for each in first.connection.attempts] == [None]
    assert (first.connection.reused, second.connection.reused) == (False, True)
    assert (second.connection.requests_before, second.connection.local_address) == (1, "127.0.0.1")
    assert second.connection.idle_before_ms is not None
    assert first.timing.wait_ms is not None
    assert first.timing.total_ms > 0


def test_a_dead_address_leaves_time_for_the_next():
    async def both() -> tuple[Journal, list[Exchange]]:
        async with serving(answering(head(OK))) as port:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
                deaf.bind(("127.0.0.2", port))
                return await exchanged(to(port, "127.0.0.2", "127.0.0.1"), seconds=1)

    journal, (exchange,) = asyncio.run(both())
    assert exchange.status == 200
    failures = [each.failure and each.failure.type for each in journal.attempts]
    assert failures == ["tcp.timed_out", None]
    assert exchange.connection.remote_address == "127.0.0.1"


@pytest.mark.parametrize("name", ["b.test", "a.test"])
def test_the_judgement_decides(name: str):
    async def both() -> tuple[Journal, StreamFailure | None]:
        loop = asyncio.get_running_loop()
        journal = Journal(loop.time, time.time)
        async with serving(answering(head(OK)), name=name) as port:
            try:
                link = await open_h3_link(to(port), 1, journal, loop.time() + 5, LIMITS)
            except StreamFailure as error:
                return journal, error
            await link.close()
            return journal, None

    journal, error = asyncio.run(both())
    assert journal.tls is not None
    assert journal.tls.handshake_done
    if name == "b.test":
        assert error is not None
        assert error.failure.type == "tls.cert.name_invalid"
    else:
        assert error is None


def test_k_and_an_unreadable_ca_file():
    async def both() -> list[Exchange]:
        async with serving(answering(head(OK)), name="b.test") as port:
            tls = Tls(ca_file="/nowhere.pem", verify=False)
            request = to(port).with_transport(tls=tls)
            return (await exchanged(request))[1]

    (exchange,) = asyncio.run(both())
    assert exchange.status == 200


def test_an_unreadable_ca_file_stops_a_request_that_insists():
    async def both() -> str:
        async with serving(answering(head(OK))) as port:
            with pytest.raises(StreamFailure) as caught:
                await exchanged(to(port).with_transport(tls=Tls(ca_file="/nowhere.pem")))
        return caught.value.failure.type

    assert asyncio.run(both())


def test_missing_issuers_are_asked_for(monkeypatch: pytest.MonkeyPatch):
    asked = []

    async def fetch(end: Any, _transport: Any, **_more: Any) -> Fetched:
        asked.append(end.dns_names)
        return Fetched((), ("http://ca.test/ca.der",))

    monkeypatch.setattr("wwwhy.wire.issuers.fetch", fetch)

    async def both() -> Journal:
        loop = asyncio.get_running_loop()
        journal = Journal(loop.time, time.time)
        async with serving(answering(head(OK))) as port:
            request = to(port).with_transport(tls=Tls(fetch_issuers=True))
            with pytest.raises(StreamFailure):
                await open_h3_link(request, 1, journal, loop.time() + 5, LIMITS)
        return journal

    journal = asyncio.run(both())
    assert asked == [("a.test",)]
    assert journal.tls is not None
    assert journal.tls.issuers_fetched == ("http://ca.test/ca.der",)


def test_fetched_issuers_complete_the_chain(monkeypatch: pytest.MonkeyPatch):
    pem = certificate("[a.test]").cert_chain_pems[1].bytes()

    async def fetch(_end: Any, _transport: Any, **_more: Any) -> Fetched:
        return Fetched(load_many(pem), ("http://ca.test/ca.der",))

    monkeypatch.setattr("wwwhy.wire.issuers.fetch", fetch)

    async def both() -> Exchange:
        async with serving(answering(head(OK)), name="[a.test]") as port:
            with pytest.raises(StreamFailure) as caught:
                await exchanged(to(port))
            assert caught.value.failure.type == "tls.cert.chain_incomplete"
            return (await exchanged(to(port, fetch_issuers=True)))[1][0]

    exchange = asyncio.run(both())
    assert exchange.status == 200
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.issuers_fetched == ("http://ca.test/ca.der",)
    assert exchange.connection.tls.verify_errors == ()


def test_a_look_up_of_issuers_that_is_cancelled_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
):
    async def fetch(_end: Any, _transport: Any, **_more: Any) -> Fetched:
        raise asyncio.CancelledError

    monkeypatch.setattr("wwwhy.wire.issuers.fetch", fetch)

    async def both() -> None:
        async with serving(answering(head(OK)), name="[a.test]") as port:
            with pytest.raises(asyncio.CancelledError):
                await exchanged(to(port, fetch_issuers=True))

    asyncio.run(both())


@pytest.mark.parametrize(
    ("url", "transport"),
    [
        ("http://a.test/", Transport()),
        ("https://a.test/", Transport(proxy=Proxy("http", "127.0.0.1", 9))),
        ("https://a.test/", Transport(unix_socket="/nowhere")),
    ],
)
def test_what_quic_cannot_do_is_said(url: str, transport: Transport):
    _, failure = refused(ask(url, transport=transport))
    assert failure.type == "http.request.unsendable"


def test_a_closed_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    journal, failure = refused(to(port))
    assert failure.type == "tcp.refused"
    assert [each.failure for each in journal.attempts] == [failure]


def test_a_source_address():
    async def both() -> list[Exchange]:
        async with serving(answering(head(OK))) as port:
            return (await exchanged(to(port).with_transport(interface="127.0.0.3")))[1]

    (exchange,) = asyncio.run(both())
    assert exchange.connection.local_address == "127.0.0.3"
