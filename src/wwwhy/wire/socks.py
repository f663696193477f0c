"""Asks a SOCKS proxy for a connection: versions 4, 4a, 5 and 5 with names resolved there.

RFC 1928 and RFC 1929; SOCKS4 and 4a as published by their authors. The reply code is the fact
that other clients throw away.
"""

import ipaddress
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Proxy
from wwwhy.wire.stream import Channel, StreamFailure

REPLIES: Mapping[int, Sentence] = MappingProxyType(
    {
        1: Sentence("general failure"),
        2: Sentence("connection not allowed by its rules"),
        3: Sentence("network unreachable"),
        4: Sentence("host unreachable"),
        5: Sentence("connection refused"),
        6: Sentence("time to live expired"),
        7: Sentence("command not supported"),
        8: Sentence("address type not supported"),
        91: Sentence("rejected or failed"),
        92: Sentence("it cannot reach our identd"),
        93: Sentence("our identd names another user"),
    }
)
"""Reply codes of RFC 1928 section 6, and those above 90 of SOCKS4."""
_GRANTED_4, _NO_METHOD, _USERNAME, _ANONYMOUS = 90, 0xFF, 2, 0
_MAX_TEXT = 255
_ADDRESS_LENGTHS = {1: 4, 4: 16}


async def connect(channel: Channel, proxy: Proxy, host: str, port: int) -> int:
    """Ask for a connection to a host (a name only where the proxy resolves it) and port.

    Returns the reply code, which says success.

    Raises:
        StreamFailure: the proxy refused, or does not speak SOCKS; `native` has the reply code.

    """
    if proxy.scheme in {"socks4", "socks4a"}:
        return await _connect_4(channel, proxy, host, port)
    return await _connect_5(channel, proxy, host, port)


def resolves_names(proxy: Proxy) -> bool:
    """Whether the proxy is given names, and not addresses."""
    return proxy.scheme in {"socks4a", "socks5h"}


async def _connect_4(channel: Channel, proxy: Proxy, host: str, port: int) -> int:
    user = _credentials(proxy)[0].replace(b"\0", b"")
    address, name = _address_4(host)
    await channel.transmit(b"\x04\x01" + port.to_bytes(2, "big") + address + user + b"\0" + name)
    reply = await _exactly(channel, 8)
    if reply[0] not in {0, 4}:
        raise StreamFailure(_not_socks(reply))
    if reply[1] != _GRANTED_4:
        raise StreamFailure(_refused(reply[1], 4))
    return reply[1]


def _address_4(host: str) -> tuple[bytes, bytes]:
    try:
        return ipaddress.IPv4Address(host).packed, b""
    except ValueError:
        pass
    if ":" in host:
        detail = Sentence("SOCKS4 cannot carry IPv6 addresses; use socks5.")
        raise StreamFailure(Failure("tcp.address_invalid", detail, at_phase="proxy"))
    return b"\0\0\0\1", host.encode("latin-1", "replace") + b"\0"


async def _connect_5(channel: Channel, proxy: Proxy, host: str, port: int) -> int:
    methods = bytes([_ANONYMOUS, _USERNAME] if proxy.userinfo is not None else [_ANONYMOUS])
    await channel.transmit(bytes([5, len(methods)]) + methods)
    chosen = await _exactly(channel, 2)
    if chosen[0] != 5:  # noqa: PLR2004 (the protocol's version)
        raise StreamFailure(_not_socks(chosen))
    if chosen[1] == _NO_METHOD or chosen[1] not in methods:
        raise StreamFailure(_needs_login(chosen[1], given=proxy.userinfo is not None))
    if chosen[1] == _USERNAME:
        await _log_in(channel, proxy)
    target = _address_5(host) + port.to_bytes(2, "big")
    await channel.transmit(b"\x05\x01\x00" + target)
    reply = await _exactly(channel, 4)
    if reply[0] != 5:  # noqa: PLR2004 (the protocol's version)
        raise StreamFailure(_not_socks(reply))
    if reply[1]:
        raise StreamFailure(_refused(reply[1], 5))
    await _exactly(channel, await _bound_length(channel, reply[3]) + 2)
    return 0


async def _log_in(channel: Channel, proxy: Proxy) -> None:
    """Prove who we are with name and password (RFC 1929)."""
    user, password = (part[:_MAX_TEXT] for part in _credentials(proxy))
    parts = bytes([len(user)]) + user + bytes([len(password)]) + password
    await channel.transmit(b"\x01" + parts)
    answer = await _exactly(channel, 2)
    if answer[1]:
        detail = Sentence("The SOCKS proxy refused the user name and password.")
        raise StreamFailure(Failure("proxy.auth_required", detail, {"socks_auth": answer[1]}))


async def _bound_length(channel: Channel, kind: int) -> int:
    if kind in _ADDRESS_LENGTHS:
        return _ADDRESS_LENGTHS[kind]
    return (await _exactly(channel, 1))[0]


def _address_5(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        name = host.encode("latin-1", "replace")[:_MAX_TEXT]
        return bytes([3, len(name)]) + name
    return bytes([1 if address.version == 4 else 4]) + address.packed  # noqa: PLR2004 (IP versions)


def _credentials(proxy: Proxy) -> tuple[bytes, bytes]:
    user, _, password = (proxy.userinfo or "").partition(":")
    return unquote_to_bytes(user), unquote_to_bytes(password)


async def _exactly(channel: Channel, length: int) -> bytes:
    data = b""
    while len(data) < length:
        more = await channel.receive(length - len(data))
        if not more:
            detail = Sentence("The SOCKS proxy closed the connection in the middle of its answer.")
            raise StreamFailure(Failure("tcp.closed", detail, at_phase="proxy"))
        data += more
    return data


def _refused(code: int, version: int) -> Failure:
    meaning = REPLIES.get(code, Sentence("a code of its own"))
    detail = Sentence(
        "The SOCKS{version} proxy refused with reply {code} ({meaning}).",
        version=version,
        code=code,
        meaning=meaning,
    )
    return Failure("socks.reply", detail, {"socks": code, "socks_version": version})


def _needs_login(method: int, *, given: bool) -> Failure:
    detail = Sentence("The SOCKS proxy wants a login.")
    if given:
        detail = Sentence("The SOCKS proxy does not take a user name and password.")
    return Failure("proxy.auth_required", detail, {"socks_method": method})


def _not_socks(answer: bytes) -> Failure:
    http = answer[:2] == b"HT"
    detail = Sentence("The proxy does not speak SOCKS.")
    if http:
        detail = Sentence("The proxy does not speak SOCKS; it speaks HTTP.")
    return Failure("proxy.protocol_error", detail, {"looks_like_http": http})
