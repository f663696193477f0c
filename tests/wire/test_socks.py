"""SOCKS proxies: every reply code is kept."""

import asyncio
import ipaddress

import pytest

from tests.wire.servers import OK, Talk, answering, request_to, send, serving
from wwwhy.model import Exchange, Proxy
from wwwhy.wire.socks import REPLIES


def kind(exchange: Exchange) -> str | None:
    return exchange.failure.type if exchange.failure else None


def through(talk: Talk, scheme: str, *, userinfo: str | None = None, **choices: object) -> Exchange:
    async def run() -> Exchange:
        async with serving(talk) as proxy_port:
            proxy = Proxy(scheme, "127.0.0.1", proxy_port, userinfo)
            given = {"host": "site.test", "addresses": (), "proxy": proxy, **choices}
            return await send(request_to(80, **given))  # type: ignore[arg-type]

    return asyncio.run(run())


def socks5(
    seen: list[bytes], *, reply: int = 0, login: int | None = None, method: int = 0, kind: int = 1
) -> Talk:
    """Be a SOCKS5 proxy that answers the request itself."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readexactly(2)
        seen.append(head + await reader.readexactly(head[1]))
        writer.write(bytes([5, method]))
        if method == 2:
            version, length = await reader.readexactly(2)
            user = await reader.readexactly(length)
            (length,) = await reader.readexactly(1)
            seen.append(user + b"/" + await reader.readexactly(length))
            writer.write(bytes([version, login or 0]))
        if method == 255 or login:
            return
        start = await reader.readexactly(4)
        if start[3] == 3:
            (length,) = await reader.readexactly(1)
            target = (await reader.readexactly(length)).decode()
        else:
            target = str(ipaddress.ip_address(await reader.readexactly(4 if start[3] == 1 else 16)))
        seen.append(f"{target}:{int.from_bytes(await reader.readexactly(2), 'big')}".encode())
        bound = {1: b"\0" * 4, 4: b"\0" * 16, 3: b"\x04name"}[kind]
        writer.write(bytes([5, reply, 0, kind]) + bound + b"\0\0")
        if not reply:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)

    return talk


@pytest.mark.parametrize("kind_of_address", [1, 3, 4])
def test_socks5h_gives_the_proxy_the_name(kind_of_address: int):
    seen: list[bytes] = []
    exchange = through(socks5(seen, kind=kind_of_address), "socks5h")
    assert (exchange.status, exchange.failure) == (200, None)
    assert seen == [b"\x05\x01\x00", b"site.test:80"]
    assert exchange.connection.proxy is not None
    assert exchange.connection.proxy.socks_reply == 0


@pytest.mark.parametrize(("address", "shown"), [("127.0.0.1", b"127.0.0.1:80"), ("::1", b"::1:80")])
def test_socks5_gives_it_an_address(address: str, shown: bytes):
    seen: list[bytes] = []
    assert through(socks5(seen), "socks5", addresses=(address,)).status == 200
    assert seen[-1] == shown


def test_socks5_resolves_here_and_fails_here():
    exchange = through(socks5([]), "socks5", host="a" * 64 + ".test")
    assert exchange.failure is not None
    assert (exchange.failure.type, exchange.failure.phase) == ("dns.name_not_resolved", "dns")


@pytest.mark.parametrize("code", [*range(1, 9), 99])
def test_every_refusal_keeps_its_reply_code(code: int):
    exchange = through(socks5([], reply=code), "socks5h")
    assert exchange.failure is not None
    assert (kind(exchange), exchange.failure.phase) == ("socks.reply", "proxy")
    assert exchange.failure.native["socks"] == code
    assert REPLIES.get(code, "a code of its own") in exchange.failure.detail
    assert exchange.connection.proxy is not None
    assert exchange.connection.proxy.socks_reply == code


def test_a_login_is_sent_and_can_be_refused():
    seen: list[bytes] = []
    assert through(socks5(seen, method=2), "socks5h", userinfo="us%65r:p%40ss").status == 200
    assert seen[:2] == [b"\x05\x02\x00\x02", b"user/p@ss"]
    refused = through(socks5([], method=2, login=1), "socks5h", userinfo="u:s3cret")
    assert kind(refused) == "proxy.auth_required"
    assert "s3cret" not in repr(refused)


@pytest.mark.parametrize("userinfo", [None, "u:p"])
def test_no_acceptable_login(userinfo: str | None):
    assert (
        kind(through(socks5([], method=255), "socks5h", userinfo=userinfo)) == "proxy.auth_required"
    )


def test_a_login_that_was_not_offered_is_not_followed():
    assert kind(through(socks5([], method=2), "socks5h")) == "proxy.auth_required"


def socks4(seen: list[bytes], reply: int) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readexactly(8)
        user = await reader.readuntil(b"\0")
        name = await reader.readuntil(b"\0") if head[4:7] == b"\0\0\0" else b""
        seen.append(head[2:] + user + name)
        writer.write(bytes([0, reply]) + b"\0" * 6)
        if reply == 90:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)

    return talk


def test_socks4_gives_an_address_and_socks4a_a_name():
    seen: list[bytes] = []
    assert (
        through(socks4(seen, 90), "socks4", addresses=("127.0.0.1",), userinfo="me").status == 200
    )
    assert through(socks4(seen, 90), "socks4a").status == 200
    assert seen == [b"\x00\x50\x7f\x00\x00\x01me\x00", b"\x00\x50\x00\x00\x00\x01\x00site.test\x00"]


@pytest.mark.parametrize("code", [91, 92, 93])
def test_socks4_refusals(code: int):
    exchange = through(socks4([], code), "socks4a")
    assert exchange.failure is not None
    assert (kind(exchange), exchange.failure.native["socks"]) == ("socks.reply", code)


def test_socks4_cannot_carry_ipv6():
    exchange = through(socks4([], 90), "socks4", addresses=("::1",))
    assert kind(exchange) == "tcp.address_invalid"


@pytest.mark.parametrize("scheme", ["socks4a", "socks5h"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "proxy.protocol_error"),
        (b"", "tcp.closed"),
        (b"\x05", "tcp.closed"),
    ],
)
def test_a_proxy_that_does_not_speak_socks(scheme: str, answer: bytes, expected: str):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(3)
        writer.write(answer)

    exchange = through(talk, scheme)
    assert exchange.failure is not None
    assert (kind(exchange), exchange.failure.phase) in {(expected, "proxy"), ("tcp.reset", "proxy")}


def test_a_silent_proxy():
    assert (
        kind(through(answering(OK, then_wait=True), "socks5h", connect_timeout=0.4))
        == "proxy.timed_out"
    )
