"""Sends experiments: how many requests at once, in which order, on which connection."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from wwwhy.errors import Sentence, UsageError
from wwwhy.model import Exchange, Experiment, Failure, Request
from wwwhy.wire.limits import Limits
from wwwhy.wire.spares import Held, Spares
from wwwhy.wire.turn import Turn

if TYPE_CHECKING:
    from wwwhy.wire.h3_link import H3Link
    from wwwhy.wire.link import Link


_STAGGER = 0.015
"""Seconds between requests that must arrive in order, or nearly always do."""


class Wire:
    """The only way out: sends requests and returns what came back.

    One `Wire` belongs to one event loop. `now` tells the time of day, in seconds since the epoch;
    certificates are judged by it. No connection outlives the call that opened it, but those that
    `dial_ahead` asked for; close the wire to be rid of them.
    """

    def __init__(
        self,
        *,
        limits: Limits = Limits(),  # noqa: B008 (frozen)
        now: Callable[[], float] = time.time,
        parallel: int = 32,
        per_host: int = 6,
    ) -> None:
        self._limits = limits
        self._now = now
        self._all = asyncio.Semaphore(parallel)
        self._per_host = per_host
        # A host's semaphore lives as long as somebody waits for it or holds it.
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._numbers = itertools.count(1)
        self._spares = Spares(limits, now)
        self._closed = False

    def dial_ahead(self, request: Request, count: int) -> None:
        """Keep connections ready for requests like this one, if their target is far.

        How far it is the next exchange shows that travels like it. Each is used for one request of
        an experiment sent with `ahead`; those of any other way are closed, and 0 closes them all.
        """
        if count and not self._closed:
            self._spares.wish(request, count)
        else:
            self._spares.dismiss()

    def start_over(self) -> None:
        """Close those, and let the next exchange show anew how far its target is.

        What follows a request is dialled behind it, so that a server which takes one connection
        after the other comes to the request first.
        """
        self._spares.start_over()

    def roads(self, request: Request) -> int:
        """Return of how many of them requests that differ in the handshake may take the road."""
        return self._spares.roads(request)

    def ready(self, request: Request) -> int:
        """Return how many connections were dialled ahead for requests like this one."""
        return self._spares.count(request)

    async def send(
        self,
        experiment: Experiment,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 (what it cuts off is an answer, not an error)
        ahead: bool = False,
    ) -> tuple[Exchange, ...]:
        """Send the experiment's requests and return one exchange for each, in order.

        Faults of the site, the network and our own bounds are failures of the exchange, never
        exceptions. `timeout` (seconds, waiting for a free place included) bounds the whole call;
        what it cuts off fails as `bound.time`. With `ahead` it may use connections that were
        dialled ahead; a method with side effects never does, for such a connection can break
        unnoticed.

        Raises:
            UsageError: the wire was closed.

        """
        if self._closed:
            raise UsageError("This Wire was closed; make a new one.")
        cap = None if timeout is None else asyncio.get_running_loop().time() + timeout
        held = self._spares.claim(experiment) if ahead else Held()
        try:
            return await self._send(experiment, cap, held)
        finally:
            self._spares.give_back(held)

    async def _send(
        self, experiment: Experiment, cap: float | None, held: Held
    ) -> tuple[Exchange, ...]:
        requests = experiment.requests
        if experiment.same_connection and requests:
            return await self._send_on_one(experiment, cap, held)
        if experiment.in_order:
            if experiment.may_overlap and len(held) == len(requests):
                return await self._send_staggered(requests, cap, held)
            return await self._send_in_order(experiment, cap, held)
        if len(requests) == 1:
            return (await self._send_fresh(requests[0], cap, held),)
        sent = (self._send_fresh(each, cap, held) for each in requests)
        return tuple(await asyncio.gather(*sent))

    async def aclose(self) -> None:
        """Take no more experiments; those under way end by their own deadlines."""
        self._closed = True
        await self._spares.aclose()

    async def _send_fresh(self, request: Request, cap: float | None, held: Held) -> Exchange:
        async with self._place(request, cap) as free:
            if not free:
                return Turn(request, cap, self._now).failed(_crowded())
            turn, opened = await self._open(request, cap, held)
            if isinstance(opened, Exchange):
                return opened
            try:
                exchange = await turn.exchange(opened)
            finally:
                await opened.close()
            self._spares.learn(exchange)
            return exchange

    async def _open(
        self, request: Request, cap: float | None, held: Held
    ) -> "tuple[Turn, Link | H3Link | Exchange]":
        """Begin an exchange: on a connection dialled ahead, or on one dialled now."""
        number = next(self._numbers)
        if held and held[0].is_road:
            begun = await self._open_on_road(request, cap, held, number)
            if begun is not None:
                return begun
        elif held:
            taken = None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(cap):
                    taken = await self._spares.take(held, request, number)
            if taken is not None:
                return Turn(request, cap, self._now, taken[1]), taken[0]
        turn = Turn(request, cap, self._now)
        escort = self._spares.escort(request)
        if escort is None:
            return turn, await turn.open(number, self._limits)
        turn.journal.watch = escort.watch
        try:
            opened = await turn.open(number, self._limits)
            turn.journal.enter("own")
        finally:
            escort.end()
        # Where a connection cannot be made, more of them tell nothing.
        self._spares.settle(is_far=escort.is_far and not isinstance(opened, Exchange))
        return turn, opened

    async def _open_on_road(
        self, request: Request, cap: float | None, held: Held, number: int
    ) -> "tuple[Turn, Link | H3Link | Exchange] | None":
        """Begin an exchange where all but the handshake was dialled ahead; None if it was broken.

        Of a server that hangs up in the handshake a fresh connection has to say that it does.
        """
        taken = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(cap):
                taken = await self._spares.take_road(held)
        if taken is None:
            return None
        turn = Turn(request, cap, self._now, taken[1])
        opened = await turn.open(number, self._limits, taken[0])
        return None if isinstance(opened, Exchange) and _hung_up(opened) else (turn, opened)

    async def _send_in_order(
        self, experiment: Experiment, cap: float | None, held: Held
    ) -> tuple[Exchange, ...]:
        exchanges: list[Exchange] = []
        for request in experiment.requests:
            if exchanges:
                await _pause(experiment.pause, cap)
            exchanges.append(await self._send_fresh(request, cap, held))
        return tuple(exchanges)

    async def _send_staggered(
        self, requests: tuple[Request, ...], cap: float | None, held: Held
    ) -> tuple[Exchange, ...]:
        """Send in order to a far target, on connections that stand ready: one just after another.

        All have theirs before the first leaves, so nothing but their leaving sets the order.
        """
        async with asyncio.TaskGroup() as group:
            tasks: list[asyncio.Task[Exchange]] = []
            for request in requests:
                if tasks:
                    await asyncio.sleep(_STAGGER)
                tasks.append(group.create_task(self._send_fresh(request, cap, held)))
        return tuple(task.result() for task in tasks)

    async def _send_on_one(
        self, experiment: Experiment, cap: float | None, held: Held
    ) -> tuple[Exchange, ...]:
        requests = experiment.requests
        async with self._place(requests[0], cap) as free:
            if not free:
                failed = Turn(requests[0], cap, self._now).failed(_crowded())
                return _for_each(requests, failed)
            turn, link = await self._open(requests[0], cap, held)
            if isinstance(link, Exchange):
                return _for_each(requests, link)
            exchanges: list[Exchange] = []
            try:
                for request in requests:
                    if exchanges:
                        await _pause(experiment.pause, cap)
                        turn = Turn(request, cap, self._now)
                    exchanges.append(await turn.exchange(link))
            finally:
                await link.close()
            return tuple(exchanges)

    @asynccontextmanager
    async def _place(self, request: Request, cap: float | None) -> AsyncIterator[bool]:
        """Wait for a free place; False if there was none before the experiment's own bound."""
        host = self._hosts.setdefault(request.url.host, asyncio.Semaphore(self._per_host))
        held: list[asyncio.Semaphore] = []
        try:
            try:
                async with asyncio.timeout_at(cap):
                    for semaphore in (host, self._all):
                        await semaphore.acquire()
                        held.append(semaphore)
                free = True
            except TimeoutError:
                free = False
            yield free
        finally:
            for semaphore in held:
                semaphore.release()


def _for_each(requests: tuple[Request, ...], failed: Exchange) -> tuple[Exchange, ...]:
    return tuple(replace(failed, request=each) for each in requests)


async def _pause(seconds: float, cap: float | None) -> None:
    left = seconds if cap is None else min(seconds, cap - asyncio.get_running_loop().time())
    if left > 0:
        await asyncio.sleep(left)


def _hung_up(exchange: Exchange) -> bool:
    failure = exchange.failure
    if failure is None or "timed_out" in failure.type:
        return False
    return failure.phase == "tcp" or failure.type == "tls.closed"


def _crowded() -> Failure:
    detail = Sentence("The time for this experiment was over before it could begin.")
    return Failure("bound.time", detail)
