"""An origin server that behaves as badly as a scene wants, on every request or by path."""

import asyncio
import contextlib
import importlib
import inspect
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from types import MappingProxyType

from lab.bench import Bench
from lab.errors import LabError
from lab.exchange import MAX_HEAD, Received, Reply, Visit, read_body, read_head
from lab.pki import Identity
from lab.ports import LOOPBACK
from lab.server import Server

Behaviour = Callable[..., Awaitable[None]]
_MODULES = ("answers", "breaks", "grammar", "uploads", "connections", "tunnels")
_NOBODY = Received("", "", "", ())


class Origin(Server):
    """The handle on an origin; it also tells what arrived."""

    received: list[Received]
    """Every request, in the order of arrival, kept after the server stopped."""
    connections: int
    """How many connections were accepted."""


@cache
def behaviours() -> Mapping[str, Behaviour]:
    """Return every behaviour by its name; the name is the function's, with hyphens."""
    found: dict[str, Behaviour] = {}
    for module in (importlib.import_module(f"lab.behaviours.{name}") for name in _MODULES):
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[name.replace("_", "-")] = function
    return MappingProxyType(found)


def start(
    bench: Bench,
    behaviour: str | Behaviour | Mapping[str, str | Behaviour],
    *,
    tls: ssl.SSLContext | Identity | None = None,
    port: int | None = None,
    host: str = LOOPBACK,
    options: Mapping[str, object],
) -> Origin:
    """Run an origin; a mapping gives each path prefix a behaviour of its own.

    `tls` is a certificate, or a context for more choices; `host` may be ::1 or 127.0.0.2.

    Raises:
        LabError: there is no behaviour of this name, or none with these options.

    """
    routes = _routes(behaviour, options)
    number = bench.ports.fresh() if port is None else port
    origin = Origin("origin", bench.folder("origin"), number, bench.ports.named)
    origin.scheme = "https" if tls else "http"
    origin.received, origin.connections = [], 0
    service = _Service(origin, routes)
    context = tls.server_context() if isinstance(tls, Identity) else tls
    bench.loop.call(service.open(host, context))
    bench.owned(origin).on_stop = lambda: bench.loop.call(service.close())
    return origin


def replying(handler: Callable[[Received], Reply]) -> Behaviour:
    """Make a behaviour of a plain function from request to reply; it may block."""

    async def reply(visit: Visit) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(None, handler, visit.request)
        await visit.pause(answer.after)
        fields, reason = answer.fields, answer.reason
        await visit.respond(answer.body, status=answer.status, fields=fields, reason=reason)

    return reply


class _Service:
    """The accepted connections of one origin."""

    def __init__(self, origin: Origin, routes: Mapping[str, Behaviour]) -> None:
        self._origin = origin
        self._routes = routes
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self, host: str, tls: ssl.SSLContext | None) -> None:
        port = self._origin.port()
        start = partial(asyncio.start_server, self._accept, host, port, limit=MAX_HEAD)
        self._server = await start(ssl=tls, reuse_address=True, backlog=256)

    async def close(self) -> None:
        assert self._server
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self._origin.connections += 1
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(reader, writer, self._origin.connections)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        first = self._route("/")
        if _moment(first) == "accepted":
            await first(Visit(reader, writer, replace(_NOBODY, connection=connection)))
            return
        number = 0
        while request := await read_head(reader):
            number += 1
            visit = Visit(reader, writer, replace(request, connection=connection, number=number))
            await self._answer(visit)
            if visit.closed or _is_last(visit.request):
                return

    async def _answer(self, visit: Visit) -> None:
        behaviour = self._route(visit.request.path)
        if _moment(behaviour) == "request":
            visit.request = replace(visit.request, body=await read_body(visit))
        self._origin.received.append(visit.request)
        await behaviour(visit)

    def _route(self, path: str) -> Behaviour:
        fitting = [prefix for prefix in self._routes if path.startswith(prefix)]
        return self._routes[max(fitting, key=len, default="/")]


def _is_last(request: Received) -> bool:
    asked = request.get("connection").lower()
    return asked == "close" or (request.version == "HTTP/1.0" and asked != "keep-alive")


def _moment(behaviour: Behaviour) -> str:
    """Return when a behaviour begins: accepted (nothing read yet), head, or request (all read)."""
    function = behaviour.func if isinstance(behaviour, partial) else behaviour
    module = inspect.getmodule(function)
    return str(getattr(module, "MOMENT", "request"))


def _routes(
    behaviour: str | Behaviour | Mapping[str, str | Behaviour], options: Mapping[str, object]
) -> Mapping[str, Behaviour]:
    if isinstance(behaviour, Mapping):
        found = {prefix: _chosen(each, {}) for prefix, each in behaviour.items()}
        return {"/": _chosen("not-found", {}), **found}
    return {"/": _chosen(behaviour, options)}


def _chosen(behaviour: str | Behaviour, options: Mapping[str, object]) -> Behaviour:
    if isinstance(behaviour, str):
        known = behaviours()
        if behaviour not in known:
            raise LabError(f"No behaviour {behaviour!r}; there are {', '.join(sorted(known))}.")
        behaviour = known[behaviour]
    try:
        inspect.signature(behaviour).bind(None, **options)
    except TypeError as error:
        raise LabError(f"The behaviour does not take these options: {error}.") from None
    return partial(behaviour, **options) if options else behaviour
