"""Forward proxies, one that speaks HTTP and one that speaks SOCKS5, with a login or without."""

import asyncio
import base64
import contextlib

from lab.exchange import Received, Visit, head, read_head

MOMENT = "accepted"
_VERSION, _ANONYMOUS, _PASSWORD, _NONE_FITS = 5, 0, 2, 0xFF
_IPV4, _IPV6 = 1, 4
_PROXY_REFUSAL = 407


async def http_proxy(
    visit: Visit,
    *,
    user: str = "",
    password: str = "",
    challenge: str = 'Basic realm="proxy"',
    refusal: int = 407,
) -> None:
    """Forward requests and open tunnels; with a `user`, answer 407 to whoever else asks.

    `refusal` may be 401, with the field of sites: so does Tinyproxy 1.11.1 to a wrong password.
    """
    request = await read_head(visit.reader)
    if request is None:
        return
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    if user and request.get("proxy-authorization") != f"Basic {token}":
        name = "Proxy-Authenticate" if refusal == _PROXY_REFUSAL else "WWW-Authenticate"
        fields = [(name, challenge)] if challenge else []
        await visit.send(head([*fields, ("Content-Length", "0")], status=refusal))
        await visit.finish()
        return
    await _forward(visit, request)


async def _forward(visit: Visit, request: Received) -> None:
    if request.method == "CONNECT":
        port = request.target.rpartition(":")[2]
        first, answer = b"", head([], reason="Connection established")
    else:
        port = request.get("host").rpartition(":")[2]
        if not port.isdigit():
            # Every server of the lab has a port of its own; without one it is nobody's name.
            await visit.send(head([("Content-Length", "0")], status=502))
            await visit.finish()
            return
        first, answer = request.raw_head, b""
        # In the origin's own form, and only this one.
        path = request.target.partition("://")[2].partition("/")[2]
        first = first.replace(request.target.encode(), f"/{path}".encode(), 1)
        first = first.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    await _joined(visit, int(port), first, answer)


async def socks5(visit: Visit, *, user: str = "", password: str = "", reply: int = 0) -> None:
    """Connect clients to where they want (RFC 1928); `reply` other than 0 refuses each of them.

    With a `user`, only name and password are taken (RFC 1929), and only the right ones.
    """
    _, count = await visit.reader.readexactly(2)
    methods = await visit.reader.readexactly(count)
    method = _PASSWORD if user else _ANONYMOUS
    fits = method in methods
    await visit.send(bytes([_VERSION, method if fits else _NONE_FITS]))
    if not fits or (user and not await _logged_in(visit, user, password)):
        await visit.finish()
        return
    port = await _target(visit)
    answer = bytes([_VERSION, reply, 0, _IPV4, 0, 0, 0, 0, 0, 0])
    if reply:
        await visit.send(answer)
        await visit.finish()
        return
    await _joined(visit, port, b"", answer)


async def _logged_in(visit: Visit, user: str, password: str) -> bool:
    given = []
    await visit.reader.readexactly(1)
    for _ in range(2):
        length = (await visit.reader.readexactly(1))[0]
        given.append((await visit.reader.readexactly(length)).decode())
    is_right = given == [user, password]
    await visit.send(bytes([1, 0 if is_right else 1]))
    return is_right


async def _target(visit: Visit) -> int:
    """Read where to connect to; the lab is on loopback, so only the port matters."""
    kind = (await visit.reader.readexactly(4))[3]
    length = {_IPV4: 4, _IPV6: 16}.get(kind)
    if length is None:
        length = (await visit.reader.readexactly(1))[0]
    await visit.reader.readexactly(length)
    return int.from_bytes(await visit.reader.readexactly(2), "big")


async def _joined(visit: Visit, port: int, first: bytes, answer: bytes) -> None:
    """Connect to a server of the lab, and carry bytes both ways."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    await visit.send(answer)
    back = asyncio.create_task(_carried(reader, visit))
    with contextlib.suppress(OSError):
        while data := await visit.reader.read(65_536):
            writer.write(data)
            await writer.drain()
    await asyncio.wait([back], timeout=0.2)
    back.cancel()
    writer.close()
    visit.close()


async def _carried(reader: asyncio.StreamReader, visit: Visit) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            await visit.send(data)
        visit.close()
