"""Hosts that count their connections, for the tests of those dialled ahead."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from tests.wire.servers import OK, read_head, request_to
from tests.wire.test_link import TRUSTING
from wwwhy.model import Exchange, Experiment, Request
from wwwhy.wire import Wire

AHEAD = 6


@dataclass(slots=True)
class Host:
    """A server that counts: connections, and the requests on each."""

    connections: int = 0
    requests: list[tuple[int, bytes]] = field(default_factory=list)
    open: int = 0
    idle: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    """What it does to a connection that asks nothing; only after the first one."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        self.open += 1
        try:
            if self.idle is not None and number > 1:
                await self.idle(writer)
                return
            head = await read_head(reader)
            if head:
                self.requests.append((number, head.split(b" ")[1]))
                # The baseline takes a while, as from afar.
                await asyncio.sleep(0.15 if number == 1 else 0.0)
                writer.write(OK)
                await writer.drain()
                await reader.read()
        finally:
            self.open -= 1


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    wire = Wire()
    try:
        yield wire
    finally:
        await wire.aclose()


async def baseline(wire: Wire, request: Request, count: int = AHEAD) -> Exchange:
    wire.dial_ahead(request, count)
    (exchange,) = await wire.send(Experiment((request,)))
    return exchange


def secure(port: int, path: str = "/", **tls: object) -> Request:
    return request_to(port, path, scheme="https", tls=replace(TRUSTING, **tls))  # type: ignore[arg-type]
