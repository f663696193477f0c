"""The round trips of a diagnosis: how many were spent, and what may still be asked in time.

To a far target the driver dials connections ahead. A request that can use one is quick: it takes
one round trip. One that travels another way (another server name, address or proxy) needs a
connection of its own; where it differs in the handshake only, it goes on from where that begins.
Where both are asked at once, the slow ones are late: quick waves go on
meanwhile, and they are fed last, so that every diagnosis of one target takes the same course.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from wwwhy.diagnosis import pace
from wwwhy.diagnosis.options import AT_ONCE
from wwwhy.model import Exchange, Experiment

AHEAD = 2 * AT_ONCE
"""Connections to dial while the user's own request is on its way: a wave takes one round trip then,
and what is dialled meanwhile would come too late for the wave after it."""
AHEAD_LATER = AT_ONCE
"""Connections to have ready for a later wave."""
Wave: TypeAlias = Sequence[tuple[str, Experiment]]
"""Probes by their ids, asked at once."""
_BROKEN = frozenset({"tcp", "tls", "http"})


class Schedule:
    """What the waves of one investigation cost, one after the other.

    Arguments:
        patient: whether the user's own time counts, and not round trips (`Budget.patient`).

    Attributes:
        waves: how many there were.
        ready: how many connections to the target were dialled ahead.
        roads: of how many among them no handshake has begun.
        trusts_ready: False once one of them broke under a request.

    """

    def __init__(self, *, patient: bool = False) -> None:
        self._patient = patient
        self.waves = 0
        self.ready = 0
        self.roads = 0
        self._trips = 0
        self._late: set[str] = set()
        self._late_end = 0
        self._quick: frozenset[str] = frozenset()
        self._charged = 0
        self.trusts_ready = True
        self._owed = False

    def note_ready(self, count: int, roads: int = 0) -> None:
        """Take note how many connections were dialled ahead, and of how many the road only."""
        self.ready = count if self.trusts_ready else 0
        self.roads = roads if self.trusts_ready else 0

    @property
    def under_way(self) -> frozenset[str]:
        """The probes that are late."""
        return frozenset(self._late)

    def spent(self, hops: Iterable[Exchange]) -> int:
        """Return the round trips so far."""
        return sum(pace.trips(hop) for hop in hops) + self._trips

    def room(self, hops: Sequence[Exchange], seen: Iterable[Exchange], late: int) -> int:
        """Return how many requests a wave may hold now; 0 if there is no time for another.

        Arguments:
            hops: the user's own request.
            seen: all exchanges.
            late: requests that are still under way.

        """
        if not self._is_quick_only(hops, seen):
            return min(self.ready, AT_ONCE) if self.waves and self.ready else AT_ONCE
        return min(self.ready, AT_ONCE - late) if self._has_time_for_quick(hops) else 0

    def fits(
        self, experiment: Experiment, hops: Sequence[Exchange], seen: Sequence[Exchange]
    ) -> bool:
        """Say whether an experiment keeps a wave within the bound."""
        if not self._can_be_quick(experiment, hops):
            if self._is_quick_only(hops, seen):
                return False
            if self.ready and not _is_of_way(experiment, hops):
                end = self.spent(hops) + self._slow_trips((experiment,), hops)
                return pace.is_in_time(end, hops[-1], seen)
            return pace.fits(experiment, self.spent(hops), hops[-1], seen)
        takes = self._quick_trips((experiment,), hops)
        return takes <= 1 or pace.is_in_time(self.spent(hops) + takes, hops[-1], seen)

    def may_follow(
        self,
        wave: Wave,
        hops: Sequence[Exchange],
        seen: Sequence[Exchange],
    ) -> bool:
        """Say whether there is time for another wave after this one."""
        if self._patient:
            return True
        quick = [each for _, each in wave if self._can_be_quick(each, hops)]
        slow = [each for _, each in wave if not self._can_be_quick(each, hops)]
        takes = self._quick_trips(quick, hops)
        if not quick or not self.ready:
            takes = max(takes, self._slow_trips(slow, hops))
        end = self.spent(hops) + takes
        if self.ready:
            extra = 0 if self.waves else pace.handshake_trips(hops[-1]) - 1
            return pace.is_in_time(end + 1 + extra, hops[-1], seen)
        return pace.worth_it(end, hops[-1], seen)

    def begin(self, wave: Wave, hops: Sequence[Exchange]) -> frozenset[str]:
        """Take note of a wave; returns the probes that are late."""
        self._owed = False
        quick = {name: each for name, each in wave if self._can_be_quick(each, hops)}
        slow = {name: each for name, each in wave if name not in quick}
        self._quick = frozenset(quick)
        takes = self._slow_trips(slow.values(), hops)
        takes_quick = self._quick_trips(quick.values(), hops)
        self.waves += 1
        if not quick:
            self._trips += takes
            return frozenset()
        self._late_end = max(self._late_end, self._trips + takes)
        self._late |= slow.keys()
        self._trips += takes_quick
        return frozenset(slow)

    def feed(self, name: str, came: Sequence[Exchange], hops: Sequence[Exchange]) -> bool:
        """Take in what came of a probe; False if it says nothing and has to be sent again.

        A connection that stood idle can break unnoticed, and then the probe is not to blame.
        """
        if name in self._late:
            self._late.remove(name)
            if not self._late:
                self._trips = max(self._trips, self._late_end)
            return True
        if name in self._quick and any(_broke_idle(each) for each in came):
            self.trusts_ready, self._owed, self.ready = False, True, 0
            return False
        fresh = any(_was_fresh(each) for each in came)
        if name in self._quick and fresh and self._charged != self.waves:
            self._charged = self.waves
            self._trips += pace.trips(hops[-1]) - 1
        return True

    def give_up(self) -> None:
        """Wait for nothing any more that is late."""
        self._late.clear()

    def ahead(self, hops: Sequence[Exchange]) -> int:
        """Return how many connections to dial while what was asked last is under way."""
        if not self.trusts_ready:
            return 0
        if not self.waves:
            return AHEAD
        return AHEAD_LATER if self._has_time_for_quick(hops) else 0

    def _can_be_quick(self, experiment: Experiment, hops: Sequence[Exchange]) -> bool:
        of_one_way = _is_of_way(experiment, hops) and all(e.is_safe for e in experiment.requests)
        return of_one_way and _needed(experiment) <= self.ready

    def _slow_trips(self, experiments: Iterable[Experiment], hops: Sequence[Exchange]) -> int:
        """Return the round trips of experiments of which none can be quick."""
        road, last = hops[-1].request.road, hops[-1]
        longest = 0
        for each in experiments:
            fits = all(asked.is_safe and asked.road == road for asked in each.requests)
            on_road = fits and road is not None and _needed(each) <= self.roads
            once = min(pace.handshake_trips(last) + 1, pace.trips(last)) if on_road else None
            longest = max(longest, pace.wave_trips(last, (each,), once))
        return longest

    def _quick_trips(self, experiments: Iterable[Experiment], hops: Sequence[Exchange]) -> int:
        takes = max((pace.quick_trips(each) for each in experiments), default=0)
        # Handshakes for a second wave begin with the first, and those of TLS 1.2 take longer.
        return takes + (pace.handshake_trips(hops[-1]) - 1 if takes and self._is_second else 0)

    @property
    def _is_second(self) -> bool:
        return self.waves == 1

    def _is_quick_only(self, hops: Sequence[Exchange], seen: Iterable[Exchange]) -> bool:
        if self._late:
            return True
        if not self.waves or self._owed or self._patient:
            return False
        return not pace.worth_it(self.spent(hops), hops[-1], seen)

    def _has_time_for_quick(self, hops: Sequence[Exchange]) -> bool:
        extra = pace.handshake_trips(hops[-1]) - 1 if self._is_second else 0
        return self._patient or pace.is_in_time(self.spent(hops) + 1 + extra, hops[-1], hops)


def _is_of_way(experiment: Experiment, hops: Sequence[Exchange]) -> bool:
    return all(each.way == hops[-1].request.way for each in experiment.requests)


def _needed(experiment: Experiment) -> int:
    """Return how many connections an experiment needs."""
    return 1 if experiment.same_connection else len(experiment.requests)


def _was_fresh(exchange: Exchange) -> bool:
    connection = exchange.connection
    return connection.dialled_ahead_ms is None and not connection.reused


def _broke_idle(exchange: Exchange) -> bool:
    failure = exchange.failure
    if exchange.connection.dialled_ahead_ms is None or failure is None or exchange.response:
        return False
    return failure.phase in _BROKEN and not failure.is_ours and "timed_out" not in failure.type
