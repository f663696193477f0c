"""Looks names up: through the system, or with our own messages to a chosen name server."""

import asyncio
import socket
import threading

from wwwhy.errors import Sentence
from wwwhy.model import DnsFacts, Failure
from wwwhy.wire.nameservers import chosen
from wwwhy.wire.taxonomy import resolver_failure

_FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
_LOOPBACK = {4: ("127.0.0.1",), 6: ("::1",)}


async def look_up(
    name: str, *, resolver: str | None, family: int | None, deadline: float
) -> DnsFacts:
    """Find the addresses of a name; `deadline` is on the running loop's clock.

    What goes wrong stands in the result's `failure`. `resolver` is that of `Transport`.
    """
    if resolver is None and _is_loopback(name):
        addresses = _LOOPBACK[family] if family else (*_LOOPBACK[6], *_LOOPBACK[4])
        return DnsFacts(name, "system", addresses)
    if resolver is None:
        return await _ask_system(name, family, deadline)
    servers = chosen(resolver)
    if isinstance(servers, Failure):
        return DnsFacts(name, resolver, failure=servers)
    # dnspython takes as long to load as a look-up takes; only this way needs it.
    from wwwhy.wire.dns_query import ask  # noqa: PLC0415

    return await ask(name, family, servers, deadline)


def _is_loopback(name: str) -> bool:
    """Whether a name lies below localhost: like curl and browsers, ask nobody (RFC 6761, 6.3)."""
    return name.rstrip(".").lower().endswith(".localhost")


async def _ask_system(name: str, family: int | None, deadline: float) -> DnsFacts:
    loop = asyncio.get_running_loop()
    started = loop.time()
    found: asyncio.Future[list[str]] = loop.create_future()
    # A thread of our own: asyncio's pool has few, and waits for a stuck look-up at exit.
    arguments = (name, _FAMILIES.get(family or 0, socket.AF_UNSPEC), loop, found)
    threading.Thread(target=_resolve, args=arguments, daemon=True).start()
    try:
        async with asyncio.timeout_at(deadline):
            addresses = await found
    except TimeoutError:
        failure = Failure(
            "dns.timed_out", Sentence("The system found no address for {name} in time.", name=name)
        )
        return DnsFacts(name, "system", failure=failure)
    except socket.gaierror as error:
        failure = resolver_failure(error, name, family, loop.time() - started)
        return DnsFacts(name, "system", failure=failure)
    except (OSError, UnicodeError):
        # A label that is empty or longer than 63 octets never reaches a name server.
        failure = Failure(
            "dns.name_not_resolved", Sentence("{name} cannot be a host name.", name=name)
        )
        return DnsFacts(name, "system", failure=failure)
    return DnsFacts(name, "system", tuple(addresses))


def _resolve(
    name: str, family: int, loop: asyncio.AbstractEventLoop, found: "asyncio.Future[list[str]]"
) -> None:
    error: Exception | None = None
    addresses: list[str] = []
    try:
        answers = socket.getaddrinfo(name, None, family, socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    except (OSError, UnicodeError) as problem:
        error = problem

    def deliver() -> None:
        if found.done():
            return
        if error is None:
            found.set_result(addresses)
        else:
            found.set_exception(error)

    try:
        loop.call_soon_threadsafe(deliver)
    except RuntimeError:
        return  # the loop has ended meanwhile, and with it the one who asked
