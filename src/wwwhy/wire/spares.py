"""Connections dialled ahead to a far target: each stands ready for one request, and only one.

A fresh connection takes two round trips before a request can leave, three through a proxy. Probes
must not share one, for reuse would be a second factor; but a connection may be dialled while the
request before is still on its way. It has the same name, address, TLS and proxy as a connection
dialled for the request itself, it has passed the same gate, and nothing was said on it.

Of those for later waves only the road stands, which is all that comes before TLS. A request that
differs in its handshake (server name, protocols, TLS version) may take one of these.

Near targets get none: there is nothing to win, and a development server with a single thread waits
on an idle connection and answers nobody else.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeAlias

from wwwhy.model import Exchange, Experiment, Request
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.link import Link, Opened, Road, begin, open_road, open_way
from wwwhy.wire.sockets import SocketChannel
from wwwhy.wire.stream import StreamFailure

FAR = 0.04
"""Seconds; where a phase of connecting takes longer, the target is far."""
MOST = 12
"""Connections that stand ready at a time: for one wave of requests, and for the one after it."""
EAGER = 6
"""How many of them may shake hands before anybody wants more of them. The others wait with that:
where the user's own request succeeds, they cost next to nothing."""
MAX_IDLE = 10.0
"""Seconds after which a connection that stood idle is not trusted any more."""


@dataclass(slots=True)
class Spare:
    """A connection under way or standing."""

    journal: Journal
    reaching: "asyncio.Task[Road | None]"
    opening: "asyncio.Task[Opened | None]" = field(init=False)
    began: bool
    """Whether it is past its road, so that requests of its own way alone can use it."""
    is_road: bool = False
    """Whether its road was set aside for a request of another way."""


Held: TypeAlias = deque[Spare]
"""Connections that were set aside for one experiment."""


class Escort:
    """Follows a request on its way, and lets others follow it one phase behind.

    What the request itself has not come through yet nobody else tries: a proxy that refuses the
    login is asked once, and a certificate that is not accepted is looked at once.
    """

    def __init__(self, start: "Callable[[Escort], None]") -> None:
        self.is_far = False
        self._start = start
        self._passed = {"proxy": asyncio.Event(), "tls": asyncio.Event()}
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, phase: str, longest: float) -> None:
        """Take note that the request enters a phase, and of the longest one so far in seconds."""
        self._stop_timer()
        if longest > FAR:
            self._set_out()
        elif phase in {"proxy", "tls"} and not self.is_far:
            # Somebody else may have taken the connection at our end of a long way.
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(FAR, self._set_out)
        if phase in {"tls", "http"}:
            self._passed["proxy"].set()
        if phase == "http":
            self._passed["tls"].set()

    async def gate(self, phase: str) -> None:
        """Wait until the request has come through this phase."""
        await self._passed[phase].wait()

    def end(self) -> None:
        """Say that the request is over."""
        self._stop_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_out(self) -> None:
        if not self.is_far:
            self.is_far = True
            self._start(self)


class Spares:
    """The connections that stand ready, all of one way (`Request.way`)."""

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._limits = limits
        self._now = now
        self._way: Hashable = None
        self._road: Hashable = None
        self._wish = 0
        self._far: bool | None = None
        self._ready: deque[Spare] = deque()
        self._wanted = asyncio.Event()
        self._closing: set[asyncio.Task[None]] = set()

    def wish(self, request: Request, count: int) -> None:
        """Keep so many ready for requests like this one, as soon as it is known to be far.

        Those of another way are dismissed.
        """
        if request.way != self._way:
            self.dismiss()
            self._way, self._far, self._wanted = request.way, None, asyncio.Event()
            self._road = request.road
        self._wish = min(count, MOST) if _may_wait(request) and self._far is not False else 0
        if self._far:
            self._wanted.set()
            self._dial(request, None)

    def start_over(self) -> None:
        """Close those that stand ready, and let the next request show again how far it goes."""
        self.dismiss()
        self._far = None

    def escort(self, request: Request) -> Escort | None:
        """Return who goes along with a request and finds out how far it is; None if nobody has to.

        Connections are dialled as soon as that is known.
        """
        if not self._wish or self._far is not None or request.way != self._way:
            return None
        return Escort(lambda escort: self._set_out(request, escort))

    def settle(self, *, is_far: bool) -> None:
        """Take note how far an escorted request had to go.

        It is decided once: on a busy machine a later handshake with a near target may take long.
        """
        self._far = is_far
        if not is_far:
            self.dismiss()

    def count(self, request: Request) -> int:
        """Return how many stand ready for such a request, or will before a fresh one would."""
        if request.way != self._way:
            return 0
        return sum(not each.opening.done() or _stands(each) for each in self._ready)

    def roads(self, request: Request) -> int:
        """Return of how many only the road stands, which requests of other ways may take."""
        if request.way != self._way or request.road is None:
            return 0
        return sum(_is_waiting(each) for each in self._ready)

    def claim(self, experiment: Experiment) -> Held:
        """Set connections aside for an experiment, one for each that it needs, if there are.

        The oldest go first: a server that takes one connection after the other answers them in
        that order. A method with side effects gets none: what stood idle can break unnoticed, and
        then nobody knows whether the request arrived.
        """
        requests = experiment.requests[:1] if experiment.same_connection else experiment.requests
        if not all(each.is_safe for each in experiment.requests):
            return Held()
        if all(each.way == self._way for each in requests):
            return Held(self._ready.popleft() for _ in requests[: len(self._ready)])
        if self._road is None or any(each.road != self._road for each in requests):
            return Held()
        return self._claim_roads(len(requests))

    def _claim_roads(self, count: int) -> Held:
        """Set roads aside, the oldest first as well."""
        waiting = [each for each in self._ready if _is_waiting(each)]
        claimed = Held(waiting[:count])
        for each in claimed:
            each.is_road = True
            each.opening.cancel()
            self._ready.remove(each)
        return claimed

    async def take_road(self, held: Held) -> tuple[Road, Journal] | None:
        """Hand over a road on which nothing was said; None if none is fit."""
        while held and held[0].is_road:
            spare = held.popleft()
            try:
                await asyncio.wait((spare.reaching,))
            except asyncio.CancelledError:
                self._let_go(spare)
                raise
            road, journal = spare.reaching.result(), spare.journal
            if isinstance(road, SocketChannel):
                journal.resume()
                journal.gate = None
                if _is_young(journal) and road.grab() is None:
                    return road, journal
            if road is not None:
                await road.close()
        return None

    async def take(self, held: Held, request: Request, number: int) -> tuple[Link, Journal] | None:
        """Hand one of those over; None if none is fit. It is never handed over a second time."""
        while held:
            spare = held.popleft()
            try:
                await asyncio.wait((spare.opening,))
            except asyncio.CancelledError:
                self._let_go(spare)
                raise
            opened, journal = spare.opening.result(), spare.journal
            if opened is None:
                continue
            if self._is_fit(opened, journal):
                return await begin(opened, request, number, journal, self._limits), journal
            await opened.stream.close()
        return None

    def give_back(self, held: Held) -> None:
        """Close what was set aside and not used."""
        while held:
            self._let_go(held.popleft())

    def learn(self, exchange: Exchange) -> None:
        """Look at how the user's own request ended, on a connection of its own.

        Where no answer came, what becomes of connections is the question itself.
        """
        own = exchange.connection.dialled_ahead_ms is None
        if own and exchange.response is None and exchange.request.way == self._way:
            self.dismiss()

    def dismiss(self) -> None:
        """Close them all; nothing was said on them."""
        self._wish = 0
        while self._ready:
            self._let_go(self._ready.popleft())

    async def aclose(self) -> None:
        """Close them all, and wait until they are."""
        self.dismiss()
        while self._closing:
            await asyncio.wait(self._closing)

    def _set_out(self, request: Request, escort: Escort) -> None:
        if request.way == self._way:
            self._far = True
            self._dial(request, escort)

    def _dial(self, request: Request, escort: Escort | None) -> None:
        clock = asyncio.get_running_loop().time
        for place in range(self.count(request), self._wish):
            journal = Journal(clock, self._now)
            if escort is not None:
                journal.gate = escort.gate
            waits = escort is not None and place >= EAGER and request.url.is_secure
            reaching = asyncio.create_task(self._reach(request, journal))
            spare = Spare(journal, reaching, began=not waits)
            spare.opening = asyncio.create_task(self._open(spare, request))
            self._ready.append(spare)

    async def _reach(self, request: Request, journal: Journal) -> Road | None:
        """Open the road; None if that is not possible, which a fresh one will show better."""
        deadline = journal.clock() + request.transport.connect_timeout
        try:
            async with asyncio.timeout_at(deadline):
                road = await open_road(request, journal, self._limits, deadline)
        except (StreamFailure, TimeoutError):
            return None
        except Exception:  # noqa: BLE001 (our own fault must not end a diagnosis)
            return None
        journal.enter("own")
        return road

    async def _open(self, spare: Spare, request: Request) -> Opened | None:
        """Make a road into a connection; None if that is not possible."""
        wanted = self._wanted
        road = await asyncio.shield(spare.reaching)
        if road is None:
            return None
        if not spare.began:
            await wanted.wait()
            spare.began = True
        try:
            async with asyncio.timeout(request.transport.connect_timeout):
                opened = await open_way(road, request, spare.journal, self._limits)
        except (StreamFailure, TimeoutError):
            return None
        except Exception:  # noqa: BLE001 (our own fault must not end a diagnosis)
            return None
        spare.journal.enter("own")
        return opened

    def _is_fit(self, opened: Opened, journal: Journal) -> bool:
        """Whether it is as good as fresh: young, and the server has said and done nothing."""
        journal.resume()
        may_speak = opened.protocol == "h2"
        return _is_young(journal) and opened.stream.is_idle(may_speak=may_speak)

    def _let_go(self, spare: Spare) -> None:
        task = asyncio.create_task(_close(spare))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _may_wait(request: Request) -> bool:
    """Whether its connection is one that can be dialled ahead: TCP, to somewhere else."""
    transport = request.transport
    return transport.http_version != "3" and transport.unix_socket is None


def _is_young(journal: Journal) -> bool:
    return (journal.ahead_ms or 0.0) <= MAX_IDLE * 1000


def _is_waiting(spare: Spare) -> bool:
    """Whether it has not begun its handshake, and its road is under way or stands."""
    reaching = spare.reaching
    return not spare.began and (not reaching.done() or reaching.result() is not None)


def _stands(spare: Spare) -> bool:
    return not spare.opening.cancelled() and spare.opening.result() is not None


async def _close(spare: Spare) -> None:
    spare.opening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        opened = await spare.opening
        if opened is not None:
            await opened.stream.close()
    spare.reaching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        road = await spare.reaching
        if road is not None:
            await road.close()
