"""One connection with whatever protocol it speaks, seen through the whole wire."""

import asyncio
import ssl
from collections.abc import Callable

import pytest

from tests.wire import h2_peers, h3_peers, pki
from tests.wire.servers import OK, answering, request_to, send, serving
from wwwhy.model import Exchange, Experiment, Request, Tls
from wwwhy.wire import Wire

TRUSTING = Tls(ca_file=pki.root().file())


def kinds(exchanges: tuple[Exchange, ...]) -> list[str | None]:
    return [each.failure.type if each.failure else None for each in exchanges]


def alpn(*protocols: str) -> ssl.SSLContext:
    context = pki.server_tls(pki.leaf())
    context.set_alpn_protocols(list(protocols))
    return context


def over_h2(
    handler: h2_peers.Handler,
    count: int = 1,
    *,
    change: Callable[[Request], Request] = lambda request: request,
    pause: float = 0.0,
) -> tuple[Exchange, ...]:
    """Send requests on one connection to an HTTP/2 server behind TLS."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await handler(h2_peers.Server(reader, writer))

    async def run() -> tuple[Exchange, ...]:
        async with serving(talk, alpn("h2", "http/1.1")) as port:
            made = [
                request_to(port, f"/{i}", scheme="https", host="site.test", tls=TRUSTING)
                for i in range(count)
            ]
            requests = (made[0], *(change(each) for each in made[1:]))
            return await Wire().send(Experiment(requests, same_connection=True, pause=pause))

    return asyncio.run(run())


async def two_answers(server: h2_peers.Server) -> None:
    await server.start()
    for stream in (1, 3):
        await server.whole_request()
        await server.answer(stream, body=b"hello")
    await server.rest()


def test_http_2_is_spoken_where_the_server_chooses_it():
    first, second = over_h2(two_answers, 2)
    assert (first.status, second.status, first.failure) == (200, 200, None)
    assert first.response is not None
    assert (first.response.version, first.response.body) == ("2", b"hello")
    assert first.connection.http_version == "2"
    assert first.connection.tls is not None
    assert first.connection.tls.alpn == "h2"
    assert first.connection.id == second.connection.id
    assert (second.connection.reused, second.connection.requests_before) == (True, 1)
    assert first.timing.wait_ms is not None


def test_http_1_is_spoken_where_the_server_chooses_it_or_nothing():
    async def run(context: ssl.SSLContext, **choices: object) -> Exchange:
        async with serving(answering(OK), context) as port:
            return await send(request_to(port, scheme="https", tls=TRUSTING, **choices))  # type: ignore[arg-type]

    for context in (alpn("http/1.1"), pki.server_tls(pki.leaf())):
        exchange = asyncio.run(run(context))
        assert (exchange.status, exchange.connection.http_version) == (200, "1.1")
    exchange = asyncio.run(run(alpn("h2", "http/1.1"), http_version="1.1"))
    assert (exchange.status, exchange.connection.http_version) == (200, "1.1")
    exchange = asyncio.run(run(pki.server_tls(pki.leaf()), http_version="1.0"))
    assert exchange.connection.http_version == "1.0"


def test_http_2_by_prior_knowledge_in_clear_text():
    async def run() -> Exchange:
        async with h2_peers.serving(two_answers) as port:
            return await send(request_to(port, http_version="2-prior-knowledge"))

    exchange = asyncio.run(run())
    assert (exchange.status, exchange.connection.http_version) == (200, "2")


def test_http_2_by_prior_knowledge_to_an_http_1_server():
    async def run() -> Exchange:
        async with serving(answering(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
            return await send(request_to(port, http_version="2-prior-knowledge"))

    exchange = asyncio.run(run())
    assert exchange.response is None
    assert exchange.failure is not None
    assert exchange.connection.first_bytes.startswith(b"HTTP/1.1 400")


def test_another_authority_on_an_http_2_connection_carries_no_secrets_of_its_own():
    def elsewhere(request: Request) -> Request:
        url = request.url.parse(f"https://other.test:{request.url.port}/")
        return Request(url, transport=request.transport)

    assert [each.status for each in over_h2(two_answers, 2, change=elsewhere)] == [200, 200]
    with_secret = over_h2(
        two_answers, 2, change=lambda r: elsewhere(r).with_field("Authorization", "Bearer t")
    )
    assert kinds(with_secret) == [None, "bound.credentials"]


def test_http_2_codes_stand_in_the_connection():
    async def goaway(server: h2_peers.Server) -> None:
        await server.start()
        await server.whole_request()
        await server.raw(h2_peers.goaway(1, 11))
        await server.rest()

    async def rst(server: h2_peers.Server) -> None:
        await server.start()
        await server.whole_request()
        await server.raw(h2_peers.rst(1))
        await server.rest()

    (exchange,) = over_h2(goaway)
    assert exchange.connection.goaway == 11
    (exchange,) = over_h2(rst)
    assert (kinds((exchange,)), exchange.connection.stream_reset) == (["http.h2.rst"], 1)


def test_a_server_that_says_goodbye_takes_no_second_request():
    async def goodbye(server: h2_peers.Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, body=b"x")
        await server.raw(h2_peers.goaway(1, 0))
        await server.rest()

    first, second = over_h2(goodbye, 2, pause=0.1)
    assert first.status == 200
    assert second.failure is not None
    assert second.connection.reused
    assert second.response is None


def test_an_http_2_server_that_closes_the_idle_connection():
    async def leave(server: h2_peers.Server) -> None:
        await server.start()
        await server.whole_request()
        await server.answer(1, body=b"x")
        await asyncio.sleep(0.05)

    first, second = over_h2(leave, 2, pause=0.3)
    assert first.status == 200
    assert kinds((second,)) == ["tcp.closed"]
    assert second.connection.reused
    assert (second.connection.idle_before_ms or 0) > 250
    assert second.connection.closed_by_peer


def test_http_3_is_spoken_where_asked_for():
    pytest.importorskip("aioquic")

    async def run() -> tuple[Exchange, ...]:
        async with h3_peers.serving(h3_peers.answering(h3_peers.head(h3_peers.OK))) as port:
            tls = Tls(ca_file=h3_peers.ca_file())
            request = request_to(port, scheme="https", host="a.test", tls=tls, http_version="3")
            return await Wire().send(Experiment((request, request), same_connection=True))

    first, second = asyncio.run(run())
    assert (first.status, second.status) == (200, 200)
    assert (first.connection.http_version, second.connection.reused) == ("3", True)


def test_http_3_needs_its_extra(monkeypatch: pytest.MonkeyPatch):
    import builtins

    genuine = builtins.__import__

    def missing(name: str, *rest: object, **more: object) -> object:
        if name.startswith("wwwhy.wire.h3_connection"):
            raise ModuleNotFoundError(name="aioquic")
        return genuine(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    exchange = asyncio.run(send(request_to(1, scheme="https", http_version="3")))
    assert exchange.failure is not None
    assert "pip install" in exchange.failure.detail
    assert exchange.failure.is_ours
