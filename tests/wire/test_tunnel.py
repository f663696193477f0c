"""HTTP proxies: tunnels, refusals that keep their answer, and secrets that go to the proxy only."""

import asyncio
import contextlib
import ssl

import pytest

from tests.wire import pki
from tests.wire.servers import OK, Talk, answering, closed_port, request_to, send, serving
from wwwhy.model import Exchange, Fields, Proxy, Tls

TRUSTING = Tls(ca_file=pki.root().file())


def tunnelling(
    seen: list[bytes], answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
) -> Talk:
    """Be a proxy that opens tunnels to any port of this host."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head)
        port = int(head.split(b" ")[1].rpartition(b":")[2])
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(answer)
        with contextlib.suppress(OSError):
            await asyncio.gather(_pipe(reader, back), _pipe(there, writer))

    return talk


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


def through(
    proxy_talk: Talk,
    *,
    scheme: str = "https",
    proxy_scheme: str = "http",
    proxy_tls: ssl.SSLContext | None = None,
    proxy: dict[str, object] | None = None,
    **choices: object,
) -> Exchange:
    """Send a request to a server through a proxy."""

    async def run() -> Exchange:
        context = pki.server_tls(pki.leaf()) if scheme == "https" else None
        async with (
            serving(answering(OK), context) as port,
            serving(proxy_talk, proxy_tls) as proxy_port,
        ):
            made = Proxy(proxy_scheme, "127.0.0.1", proxy_port, **(proxy or {}))  # type: ignore[arg-type]
            given = {
                "tls": TRUSTING,
                "proxy": made,
                "host": "site.test",
                "addresses": (),
                **choices,
            }
            return await send(request_to(port, scheme=scheme, **given))  # type: ignore[arg-type]

    return asyncio.run(run())


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


def test_an_https_url_goes_through_a_tunnel():
    seen: list[bytes] = []
    secret = (
        ("Authorization", "Bearer s3cret"),
        ("Proxy-Authorization", "Basic b3du"),
        ("User-Agent", "me/1"),
    )
    exchange = through(tunnelling(seen), proxy={"userinfo": "us%65r:p%40ss"}, fields=secret)
    assert (exchange.status, exchange.failure) == (200, None)
    (head,) = seen
    lines = head.split(b"\r\n")
    assert lines[0].startswith(b"CONNECT site.test:")
    assert lines[1] == b"Host: " + lines[0].split(b" ")[1]
    assert b"Proxy-Authorization: Basic dXNlcjpwQHNz" in lines
    assert b"User-Agent: me/1" in lines
    assert b"s3cret" not in head
    assert b"b3du" not in head
    assert exchange.connection.proxy is not None
    assert (exchange.connection.proxy.status, exchange.connection.proxy.scheme) == (200, "http")
    assert exchange.connection.tls is not None
    assert exchange.connection.tls.sni == "site.test"
    assert exchange.timing.proxy_ms is not None


def test_the_proxys_credentials_never_reach_the_server():
    server_saw: list[bytes] = []

    async def run() -> Exchange:
        async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            server_saw.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(OK)

        async with (
            serving(server, pki.server_tls(pki.leaf())) as port,
            serving(tunnelling([])) as proxy_port,
        ):
            proxy = Proxy(
                "http",
                "127.0.0.1",
                proxy_port,
                "user:pass",
                fields=Fields.of([("X-For-Proxy", "1")]),
            )
            return await send(
                request_to(port, scheme="https", host="site.test", tls=TRUSTING, proxy=proxy)
            )

    assert asyncio.run(run()).status == 200
    assert b"Proxy-Authorization" not in server_saw[0]
    assert b"X-For-Proxy" not in server_saw[0]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (b"407 Proxy Authentication Required", "proxy.auth_required"),
        (b"403 Forbidden", "proxy.denied"),
        (b"405 Method Not Allowed", "proxy.denied"),
        (b"302 Found", "proxy.denied"),
        (b"502 Bad Gateway", "proxy.connect_failed"),
        (b"503 Service Unavailable", "proxy.connect_failed"),
    ],
)
def test_a_refusal_keeps_status_fields_and_body(status: bytes, expected: str):
    answer = (
        b"HTTP/1.1 "
        + status
        + b'\r\nProxy-Authenticate: Basic realm="r"\r\nX-Squid-Error: ERR_CACHE_ACCESS_DENIED 0\r\n'
        b"Content-Length: 6\r\n\r\ndenied"
    )
    exchange = through(answering(answer))
    assert (kind(exchange), exchange.response) == (expected, None)
    assert exchange.failure is not None
    assert exchange.failure.phase == "proxy"
    facts = exchange.connection.proxy
    assert facts is not None
    assert (facts.status, facts.body) == (int(status[:3]), b"denied")
    assert facts.fields.get("proxy-authenticate") == 'Basic realm="r"'
    assert facts.fields.get("x-squid-error") == "ERR_CACHE_ACCESS_DENIED 0"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"", "http.response.empty"),
        (b"SSH-2.0-x\r\n", "proxy.protocol_error"),
        (b"HTTP/1.1 2", "http.response.truncated"),
    ],
)
def test_a_proxy_that_does_not_answer_in_http(answer: bytes, expected: str):
    exchange = through(answering(answer))
    assert exchange.failure is not None
    assert (kind(exchange), exchange.failure.phase) == (expected, "proxy")


def test_a_refusal_whose_body_never_ends_is_still_a_refusal():
    answer = (
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\r\nhalf"
    )
    exchange = through(answering(answer, then_wait=True))
    assert kind(exchange) == "proxy.auth_required"
    assert exchange.connection.proxy is not None
    assert exchange.connection.proxy.fields.get("proxy-authenticate") == "Negotiate"
    assert exchange.connection.proxy.body == b"half"


def test_a_proxy_that_says_nothing():
    exchange = through(answering(b"", then_wait=True), connect_timeout=0.4)
    assert kind(exchange) == "proxy.timed_out"


def test_a_proxy_that_is_not_there_is_told_from_a_server_that_is_not():
    proxy = Proxy("http", "127.0.0.1", closed_port())
    exchange = asyncio.run(send(request_to(1, scheme="https", host="site.test", proxy=proxy)))
    assert exchange.failure is not None
    assert (exchange.failure.type, exchange.failure.phase) == ("tcp.refused", "proxy")
    assert exchange.connection.proxy is not None


def test_a_proxy_whose_name_does_not_resolve():
    proxy = Proxy("http", "a" * 64 + ".test", 3128)
    exchange = asyncio.run(send(request_to(1, scheme="https", host="site.test", proxy=proxy)))
    assert exchange.failure is not None
    assert (exchange.failure.type, exchange.failure.phase) == ("dns.name_not_resolved", "proxy")


def test_an_http_url_is_forwarded_in_absolute_form():
    seen: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK)

    secret = (("Authorization", "Bearer t"),)
    exchange = through(talk, scheme="http", proxy={"userinfo": "u:p"}, fields=secret)
    assert exchange.status == 200
    lines = seen[0].split(b"\r\n")
    assert lines[0].startswith(b"GET http://site.test:")
    assert b"Proxy-Authorization: Basic dTpw" in lines
    assert b"Authorization: Bearer t" in lines
    assert exchange.connection.proxy is not None
    assert exchange.connection.proxy.status is None


def test_a_407_without_a_tunnel_is_simply_the_response():
    exchange = through(answering(b"HTTP/1.1 407 P\r\nContent-Length: 0\r\n\r\n"), scheme="http")
    assert (exchange.status, exchange.failure) == (407, None)


def test_a_tunnel_for_an_http_url_where_the_user_wants_one():
    seen: list[bytes] = []
    exchange = through(tunnelling(seen), scheme="http", proxy={"tunnel": True})
    assert exchange.status == 200
    assert seen[0].startswith(b"CONNECT site.test:")


def test_an_https_proxy_is_spoken_to_in_tls_and_carries_tls():
    seen: list[bytes] = []
    tls = pki.server_tls(pki.leaf())
    exchange = through(
        tunnelling(seen), proxy_scheme="https", proxy_tls=tls, proxy={"userinfo": "u:p"}
    )
    assert (exchange.status, exchange.failure) == (200, None)
    assert b"Proxy-Authorization: Basic dTpw" in seen[0]
    forwarded = through(answering(OK), scheme="http", proxy_scheme="https", proxy_tls=tls)
    assert (forwarded.status, forwarded.failure) == (200, None)


def test_an_https_proxy_with_a_bad_certificate_gets_nothing_even_with_k():
    seen: list[bytes] = []
    tls = pki.server_tls(pki.issue("proxy.test"))
    insecure = Tls(ca_file=TRUSTING.ca_file, verify=False)
    exchange = through(
        tunnelling(seen),
        proxy_scheme="https",
        proxy_tls=tls,
        proxy={"userinfo": "u:p"},
        tls=insecure,
    )
    assert exchange.failure is not None
    assert (exchange.failure.type, exchange.failure.phase) == ("tls.cert.self_signed", "proxy")
    assert seen == []


def test_what_comes_right_after_the_tunnels_head_belongs_to_the_server():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 408 Early\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        await reader.read(1000)

    exchange = through(talk, scheme="http", proxy={"tunnel": True})
    assert exchange.status == 408


def test_a_field_for_the_proxy_cannot_smuggle_lines():
    fields = Fields.of([("X", "a\r\nY: b")])
    exchange = through(tunnelling([]), proxy={"fields": fields})
    assert kind(exchange) == "http.request.unsendable"
