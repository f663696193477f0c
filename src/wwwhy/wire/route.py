"""The way to a server: name, address, connection, and the proxy in between."""

import ipaddress
from dataclasses import replace

from wwwhy.errors import Sentence
from wwwhy.model import DnsFacts, Failure, Proxy, ProxyFacts, Request, Transport
from wwwhy.wire import socks, tunnel
from wwwhy.wire.dial import Dialled, dial, dial_unix
from wwwhy.wire.dns import look_up
from wwwhy.wire.gate import ClearStream, VerifiedStream
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import Channel, StreamFailure


async def reach(
    request: Request, journal: Journal, deadline: float, limits: Limits
) -> Channel | ClearStream | VerifiedStream:
    """Open a way to the request's server.

    Returns a channel that ends at the server, or, where an HTTP proxy forwards without a tunnel,
    the stream to that proxy.

    Raises:
        StreamFailure: the way is not open; `phase` of the failure says whose door was shut.

    """
    transport = request.transport
    if transport.unix_socket is not None:
        journal.enter("tcp")
        journal.unix_socket = transport.unix_socket
        path = transport.unix_socket
        return (await dial_unix(path, deadline=deadline, attempts=journal.attempts)).channel
    if transport.proxy is not None:
        return await _through(transport.proxy, request, journal, deadline, limits)
    host, port = target_of(request)
    journal.enter("dns")
    addresses = await addresses_of(host, transport, journal, deadline)
    return (await _dial(addresses, port, transport, journal, deadline)).channel


def target_of(request: Request) -> tuple[str, int]:
    """Return the host and port to dial: the URL's, or those of --connect-to."""
    host, port = request.transport.connect_to or (request.url.host, request.url.port)
    return host.removeprefix("[").removesuffix("]"), port


async def addresses_of(
    host: str, transport: Transport, journal: Journal, deadline: float
) -> tuple[str, ...]:
    """Return the addresses to dial: pinned ones, the host itself, or what a look-up finds.

    Raises:
        StreamFailure: there is none.

    """
    pinned = transport.addresses or ((host,) if _version(host) else ())
    if pinned:
        fitting = tuple(each for each in pinned if _fits(each, transport.family))
        if not fitting:
            detail = Sentence(
                "None of the given addresses is an IPv{family} address.", family=transport.family
            )
            raise StreamFailure(Failure("dns.no_address_of_family", detail))
        return fitting
    return await _resolved(host, transport, journal, deadline)


async def _resolved(
    host: str, transport: Transport, journal: Journal, deadline: float
) -> tuple[str, ...]:
    # Shown even if time runs out in the middle.
    journal.dns = DnsFacts(host, transport.resolver or "system")
    facts = await look_up(
        host, resolver=transport.resolver, family=transport.family, deadline=deadline
    )
    journal.dns = facts
    if facts.failure is not None:
        raise StreamFailure(facts.failure)
    return facts.addresses


async def _dial(
    addresses: tuple[str, ...], port: int, transport: Transport, journal: Journal, deadline: float
) -> Dialled:
    journal.enter("tcp")
    dialled = await dial(
        addresses,
        port,
        deadline=deadline,
        attempts=journal.attempts,
        interface=transport.interface,
    )
    journal.remote_address = dialled.address
    journal.remote_port = port
    journal.local_end = dialled.channel.local_end
    return dialled


async def _through(
    proxy: Proxy, request: Request, journal: Journal, deadline: float, limits: Limits
) -> Channel | ClearStream | VerifiedStream:
    journal.proxy = ProxyFacts(proxy.scheme, proxy.host, proxy.port)
    channel = await _reach_proxy(proxy, request.transport, journal, deadline)
    try:
        await journal.permit("proxy")
        journal.enter("proxy")
        if proxy.scheme.startswith("socks"):
            await _ask_socks(channel, proxy, request, journal, deadline)
            return channel
        stream = await _greet(channel, proxy, request, journal, limits)
        if not (request.url.is_secure or proxy.tunnel):
            return stream
        await _ask_tunnel(stream, request, journal, limits)
        return stream.release()
    except BaseException:
        await channel.close()
        raise


async def _reach_proxy(
    proxy: Proxy, transport: Transport, journal: Journal, deadline: float
) -> Channel:
    # Pinned addresses, and the IP version, are about the server.
    own = replace(transport, addresses=(), connect_to=None)
    try:
        journal.enter("dns")
        addresses = await addresses_of(proxy.host.strip("[]"), own, journal, deadline)
        return (await _dial(addresses, proxy.port, own, journal, deadline)).channel
    except StreamFailure as error:
        raise StreamFailure(replace(error.failure, at_phase="proxy")) from None


async def _greet(
    channel: Channel, proxy: Proxy, request: Request, journal: Journal, limits: Limits
) -> ClearStream | VerifiedStream:
    if proxy.scheme != "https":
        return ClearStream(channel, f"http://{proxy.host}:{proxy.port}", is_proxy=True)
    from wwwhy.wire.secure import secure_proxy  # noqa: PLC0415 (OpenSSL takes 30 ms to load)

    try:
        return await secure_proxy(channel, proxy, request.transport.tls, journal, limits)
    except StreamFailure as error:
        raise StreamFailure(replace(error.failure, at_phase="proxy")) from None


async def _ask_tunnel(
    stream: ClearStream | VerifiedStream, request: Request, journal: Journal, limits: Limits
) -> None:
    began = journal.clock()
    answer = await tunnel.connect(
        stream,
        request,
        target_of(request),
        limits=limits,
        elapsed_ms=lambda: (journal.clock() - began) * 1000,
    )
    response = answer.response
    if response is not None:
        journal.note_proxy(
            status=response.status,
            reason=response.reason,
            fields=response.fields,
            body=response.body,
        )
    if answer.failure is not None:
        raise StreamFailure(answer.failure)


async def _ask_socks(
    channel: Channel, proxy: Proxy, request: Request, journal: Journal, deadline: float
) -> None:
    host, port = target_of(request)
    if not socks.resolves_names(proxy) or request.transport.addresses:
        journal.enter("dns")
        addresses = await addresses_of(host, request.transport, journal, deadline)
        v4 = [address for address in addresses if _version(address) == 4]  # noqa: PLR2004 (IPv4)
        host = v4[0] if proxy.scheme.startswith("socks4") and v4 else addresses[0]
        journal.enter("proxy")
    try:
        reply = await socks.connect(channel, proxy, host, port)
    except StreamFailure as error:
        code = error.failure.native.get("socks")
        journal.note_proxy(socks_reply=code if isinstance(code, int) else None)
        raise StreamFailure(replace(error.failure, at_phase="proxy")) from None
    journal.note_proxy(socks_reply=reply)


def _version(host: str) -> int | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).version
    except ValueError:
        return None


def _fits(address: str, family: int | None) -> bool:
    return family is None or _version(address) in {family, None}
