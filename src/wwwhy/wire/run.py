"""Sends experiments: how many at once, how long, and on which connection."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from wwwhy.errors import UsageError
from wwwhy.model import Exchange, Experiment, Failure, Request, Timing
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.link import Link, open_link
from wwwhy.wire.stream import StreamFailure

_GRACE = 2.0
"""Seconds past its deadline after which an exchange is given up by force."""


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
        self._slots = asyncio.Semaphore(parallel)
        self._per_host = per_host
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._users: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._closed = False

    async def send(
        self, experiment: Experiment, *, timeout: float | None = None  # noqa: ASYNC109 (a bound on the result, not an error)
    ) -> tuple[Exchange, ...]:
        """Send the experiment's requests and return one exchange for each, in order.

        Faults of the site, the network and our own bounds are failures of the exchange, never
        exceptions. `timeout` (seconds, waiting for a turn included) bounds the whole call; what it
        cuts off fails as `bound.time`.

        Raises:
            UsageError: the wire was closed.

        """
        if self._closed:
            raise UsageError("This Wire was closed; make a new one.")
        cap = None if timeout is None else asyncio.get_running_loop().time() + timeout
        if experiment.same_connection:
            return await self._send_on_one(experiment, cap)
        if experiment.in_order:
            return await self._send_in_order(experiment, cap)
        requests = experiment.requests
        if len(requests) == 1:
            return (await self._send_fresh(requests[0], cap),)
        return tuple(await asyncio.gather(*(self._send_fresh(each, cap) for each in requests)))

    async def aclose(self) -> None:
        """Take no more experiments; those under way end by their own deadlines."""
        self._closed = True

    async def _send_in_order(
        self, experiment: Experiment, cap: float | None
    ) -> tuple[Exchange, ...]:
        exchanges: list[Exchange] = []
        for request in experiment.requests:
            if exchanges:
                await self._pause(experiment.pause, cap)
            exchanges.append(await self._send_fresh(request, cap))
        return tuple(exchanges)

    async def _send_fresh(self, request: Request, cap: float | None) -> Exchange:
        turn = _Turn(request, cap, self._now)
        async with self._turn(turn) as has_turn:
            if not has_turn:
                return turn.given_up()
            link: Link | None = None
            try:
                link, failed = await self._open(turn)
                return failed or await self._exchange(link, turn)
            finally:
                await _close(link)

    async def _send_on_one(
        self, experiment: Experiment, cap: float | None
    ) -> tuple[Exchange, ...]:
        exchanges: list[Exchange] = []
        link: Link | None = None
        first = _Turn(experiment.requests[0], cap, self._now)
        async with self._turn(first) as has_turn:
            try:
                failed = None if has_turn else first.given_up()
                for request in experiment.requests:
                    if exchanges:
                        await self._pause(experiment.pause, cap)
                    turn = _Turn(request, cap, self._now) if exchanges else first
                    if link is None and failed is None:
                        link, failed = await self._open(turn)
                    exchanges.append(
                        replace(failed, request=request)
                        if failed
                        else await self._exchange(link, turn)
                    )
            finally:
                await _close(link)
        return tuple(exchanges)
