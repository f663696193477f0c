"""Sends experiments: how many requests at once, in which order, on which connection."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from wwwhy.errors import Sentence, UsageError
from wwwhy.model import Exchange, Experiment, Failure, Request
from wwwhy.wire.limits import Limits
from wwwhy.wire.turn import Turn


class Wire:
    """The only way out: sends requests and returns what came back.

    One `Wire` belongs to one event loop. `now` tells the time of day, in seconds since the epoch;
    certificates are judged by it. No connection outlives the call that opened it.
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
        self._closed = False

    async def send(
        self,
        experiment: Experiment,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 (what it cuts off is an answer, not an error)
    ) -> tuple[Exchange, ...]:
        """Send the experiment's requests and return one exchange for each, in order.

        Faults of the site, the network and our own bounds are failures of the exchange, never
        exceptions. `timeout` (seconds, waiting for a free place included) bounds the whole call;
        what it cuts off fails as `bound.time`.

        Raises:
            UsageError: the wire was closed.

        """
        if self._closed:
            raise UsageError("This Wire was closed; make a new one.")
        cap = None if timeout is None else asyncio.get_running_loop().time() + timeout
        requests = experiment.requests
        if experiment.same_connection and requests:
            return await self._send_on_one(experiment, cap)
        if experiment.in_order:
            return await self._send_in_order(experiment, cap)
        if len(requests) == 1:
            return (await self._send_fresh(requests[0], cap),)
        return tuple(await asyncio.gather(*(self._send_fresh(each, cap) for each in requests)))

    async def aclose(self) -> None:
        """Take no more experiments; those under way end by their own deadlines."""
        self._closed = True

    async def _send_fresh(self, request: Request, cap: float | None) -> Exchange:
        async with self._place(request, cap) as free:
            turn = Turn(request, cap, self._now)
            if not free:
                return turn.failed(_crowded())
            opened = await turn.open(next(self._numbers), self._limits)
            if isinstance(opened, Exchange):
                return opened
            try:
                return await turn.exchange(opened)
            finally:
                await opened.close()

    async def _send_in_order(
        self, experiment: Experiment, cap: float | None
    ) -> tuple[Exchange, ...]:
        exchanges: list[Exchange] = []
        for request in experiment.requests:
            if exchanges:
                await _pause(experiment.pause, cap)
            exchanges.append(await self._send_fresh(request, cap))
        return tuple(exchanges)

    async def _send_on_one(self, experiment: Experiment, cap: float | None) -> tuple[Exchange, ...]:
        requests = experiment.requests
        async with self._place(requests[0], cap) as free:
            turn = Turn(requests[0], cap, self._now)
            if not free:
                return _for_each(requests, turn.failed(_crowded()))
            link = await turn.open(next(self._numbers), self._limits)
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


def _crowded() -> Failure:
    detail = Sentence("The time for this experiment was over before it could begin.")
    return Failure("bound.time", detail)
