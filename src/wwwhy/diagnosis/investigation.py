"""The investigation: plain code without I/O. Ask what it wants, feed it what came, read verdicts.

It begins with the user's own request, follows redirects one decision at a time, then asks for
waves of probes while a cause is open, and ends when the verdicts are settled or the budget is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wwwhy.causes import Case, Cause, ProbeResult, ProbeState, live_causes
from wwwhy.causes.case import is_success
from wwwhy.diagnosis import fingerprint, lockout, pace, planner, steadiness
from wwwhy.diagnosis.attribution import attribute
from wwwhy.diagnosis.coding import with_coding_judged
from wwwhy.diagnosis.journey import Journey
from wwwhy.diagnosis.options import AT_ONCE, Budget
from wwwhy.diagnosis.progress import Judged, Progress, Want
from wwwhy.diagnosis.schedule import Schedule
from wwwhy.model import (
    Exchange,
    Experiment,
    Failure,
    Finding,
    LogLine,
    NotChecked,
    Request,
    Role,
    ServerConfig,
)
from wwwhy.probes import NotApplicable, probe

CONTROL = "method-get"
"""The probe that serves as control where the user's own method has side effects."""
_MOST_FOLLOWED = 3
"""Hops of a chain of redirects that others are dialled behind; for each of them it is done anew."""


class Investigation:
    """One diagnosis in the making.

    Arguments:
        request: what the user asked for; sent as it is, once.
        budget: what is allowed.
        now: our clock when it began, in seconds since the epoch.
        config: server configuration, if the user handed it in.
        recorded: an exchange that already happened (from a HAR, say); then nothing is sent
            unless the budget allows probes.
        before: the recorded exchanges whose redirects led to that one, the first first.

    """

    def __init__(
        self,
        request: Request,
        *,
        budget: Budget | None = None,
        now: float = 0.0,
        config: tuple[ServerConfig, ...] = (),
        recorded: Exchange | None = None,
        before: tuple[Exchange, ...] = (),
    ) -> None:
        self.request = request
        self.budget = budget or Budget()
        self._now = now
        self._config = config
        self._recorded = recorded is not None
        self._journey = Journey(request, most_requests=self.budget.max_requests, now=now)
        self._so_far = Progress(schedule=Schedule(patient=self.budget.patient))
        first = self._journey.begin()
        self._next: Want | None = Want(Experiment((first,)), Role.BASELINE)
        if recorded is not None:
            self._next = None
            self._so_far.hops.extend(
                replace(each, role=Role.FOLLOW_UP if index else Role.BASELINE, index=index)
                for index, each in enumerate((*before, recorded))
            )

    # What to do next -----------------------------------------------------------------------

    def wants(self) -> tuple[Want, ...]:
        """Return the experiments to make now, all at once; empty when it is finished."""
        if self._next is not None:
            return (self._next,)
        if self._so_far.stopped_by or not self.budget.probes:
            return ()
        return self._wave()

    @property
    def asking(self) -> Request:
        """What travels now, or what probes change."""
        return self._next.experiment.requests[0] if self._next else self._twin().request

    @property
    def ahead(self) -> int:
        """How many connections for requests like that one to dial while others are under way."""
        room = self.budget.max_requests - self._so_far.sent
        if not self.budget.probes or (self.baseline_done and self.hops[-1].response is None):
            return 0
        if not self.baseline_done and len(self.hops) >= _MOST_FOLLOWED:
            return 0
        return min(self._so_far.schedule.ahead(self.hops), max(room, 0))

    @property
    def uses_ready(self) -> bool:
        """Whether requests may leave on connections that were dialled ahead: those of probes."""
        return self.baseline_done and self._so_far.schedule.trusts_ready

    @property
    def standstill(self) -> float:
        """Seconds after which answers of a wave are overdue."""
        return pace.overdue(self.exchanges, self.hops[-1])

    def note_ready(self, count: int, roads: int = 0) -> None:
        """Take note how many connections for requests like that one were dialled ahead.

        Of `roads` among them no handshake has begun, so that other requests may have them.
        """
        self._so_far.schedule.note_ready(count, roads)

    @property
    def baseline_done(self) -> bool:
        """Whether the user's own request, with all its hops, has ended."""
        return self._next is None

    def feed(self, want: Want, exchanges: Iterable[Exchange]) -> None:
        """Take in what came of one wanted experiment."""
        came = tuple(with_coding_judged(each) for each in exchanges)
        fetched = sum(len(e.connection.tls.issuers_fetched) for e in came if e.connection.tls)
        self._so_far.sent += len(came) + fetched
        if want.late:
            self._so_far.late -= len(want.experiment.requests)
        if want.probe is None:
            self._take_hop(want, came[0])
        elif self._so_far.schedule.feed(want.probe, came, self.hops):
            self._take_probe(want.probe, came)

    def observe(self, log: tuple[LogLine, ...]) -> None:
        """Take in the log lines that belong to the user's own request."""
        self._so_far.log = log

    def abandon(self, wants: Iterable[Want]) -> None:
        """Count requests that may have left, and whose answers nobody waits for any more."""
        self._so_far.sent += sum(len(want.experiment.requests) for want in wants)
        self._so_far.late = 0
        self._so_far.schedule.give_up()

    def stop(self, reason: str) -> None:
        """End it here: `deadline` or `interrupted`. What is known stays known."""
        self._so_far.stopped_by = reason
        self._next = None

    # What is known -------------------------------------------------------------------------

    @property
    def hops(self) -> tuple[Exchange, ...]:
        """The user's own request from its first hop to its last."""
        return tuple(self._so_far.hops)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every exchange by its index."""
        probed = (e for result in self._so_far.results.values() for e in result.exchanges)
        return tuple(sorted((*self.hops, *probed), key=lambda exchange: exchange.index))

    @property
    def requests_sent(self) -> int:
        """How many requests left, issuers' certificates that were fetched included."""
        return self._so_far.sent

    @property
    def results(self) -> Mapping[str, ProbeResult]:
        """What became of every probe that was asked for."""
        return dict(self._so_far.results)

    @property
    def case(self) -> Case:
        """The evidence so far, as rules see it."""
        last = self._so_far.hops[-1]
        results = dict(self._so_far.results)
        control = results.get(CONTROL)
        stand_in = control.first if control and not self._may_repeat(last.request) else None
        everything = tuple(e for result in results.values() for e in result.exchanges)
        return Case(
            exchange=last,
            control=stand_in or last,
            hops=self.hops,
            probes=results,
            answered_by=attribute(last, everything).answered_by,
            log=self._so_far.log,
            config=self._config,
            now=self._now,
            recorded=self._recorded,
        )

    def judged(self) -> tuple[Judged, ...]:
        """Return what every cause that concerns this outcome has to say, in no order.

        It counts as the end: a flip whose control has not been made proves nothing.
        """
        return self._judged(final=True)

    def _judged(self, *, final: bool) -> tuple[Judged, ...]:
        if not self._so_far.hops:
            return ()
        case = self.case
        judged = (
            (each, self._judge(each, case, final=final)) for each in live_causes(self.hops[-1])
        )
        return tuple(Judged(cause, finding) for cause, finding in judged if finding is not None)

    def _judge(self, cause: Cause, case: Case, *, final: bool) -> Finding | None:
        """Ask a rule; one that breaks on what a server sent must not take all others with it."""
        try:
            finding = cause.judge(case)
            return finding and steadiness.settled(cause, finding, case, final=final)
        except Exception as error:  # noqa: BLE001 (named in the report, so nothing is hidden)
            self._so_far.faults[cause.slug] = type(error).__name__
            return None

    def not_checked(self) -> tuple[NotChecked, ...]:
        """Return the probes that open causes still want, and those that failed, with the reason.

        Rules of ours that broke are named as well.
        """
        failed = tuple(
            NotChecked(result.id, "failed", result.why)
            for result in self._so_far.results.values()
            if result.state is ProbeState.FAILED
        )
        judged = [(each.cause, each.finding) for each in self._judged(final=False)]
        wanted = {steadiness.AGAIN, *planner.wanted(judged, frozenset())}
        spared = tuple(
            NotChecked(result.id, "lockout")
            for result in self._so_far.results.values()
            if result.state is ProbeState.NOT_RUN and result.id in wanted
        )
        missed = tuple(NotChecked(name, self._why_not(name)) for name in self._open())
        broken = (NotChecked(slug, "fault", kind) for slug, kind in self._so_far.faults.items())
        return (*self._journey.not_checked(self.hops), *broken, *failed, *spared, *missed)

    # The user's own request ----------------------------------------------------------------

    def _take_hop(self, want: Want, exchange: Exchange) -> None:
        hops, withheld = self._so_far.hops, self._journey.withheld
        hop = replace(exchange, role=want.role, index=self._index(), withheld=withheld)
        hops.append(hop)
        step = self._journey.follow(hops)
        self._next = None
        if isinstance(step, Failure):
            hops[-1] = replace(hop, failure=step)
        elif step is not None:
            self._next = Want(Experiment((step,)), Role.FOLLOW_UP)

    # Probes --------------------------------------------------------------------------------

    def _wave(self) -> tuple[Want, ...]:
        so_far, schedule = self._so_far, self._so_far.schedule
        room = min(schedule.room(self.hops, self.exchanges, so_far.late), self._left)
        if room <= 0:
            return ()
        # Without its control a flip is worth nothing, so that one may follow the last wave.
        is_over = schedule.waves >= self.budget.waves * (2 if self.budget.patient else 1)
        wanted = self._control_for_flips() if is_over else self._open()
        control = self._control() if wanted else ()
        names = [name for name in wanted if not control or name != CONTROL]
        wave = self._planned(names, room - len(control))
        if wave is None:
            # What was wanted does not apply; that may have opened nothing new, so look once more.
            return self._wave()
        wave = self._with_control_for_flips(names, wave, room - len(control))
        wave = [*((CONTROL, each.experiment) for each in control), *wave]
        if not wave:
            return ()
        late = schedule.begin(wave, self.hops)
        so_far.late += sum(len(each.requests) for name, each in wave if name in late)
        return tuple(Want(each, Role.PROBE, name, name in late) for name, each in wave)

    @property
    def _left(self) -> int:
        """How many requests a wave may hold, those kept for a control left out."""
        so_far = self._so_far
        left = self.budget.max_requests - so_far.sent - so_far.late
        enough = left >= AT_ONCE + steadiness.TIMES
        if enough or left <= steadiness.TIMES or self._control_for_flips():
            return left
        return left - (steadiness.TIMES if self._may_need_control else 0)

    @property
    def _may_need_control(self) -> bool:
        """Whether a flip is possible, and its control has not been asked for."""
        judged = self._judged(final=False)
        lack = any(steadiness.lacks_control(each.cause, each.finding) for each in judged)
        return lack and steadiness.AGAIN not in self._known

    @property
    def _known(self) -> frozenset[str]:
        """The probes that were asked for."""
        return frozenset(self._so_far.results) | self._so_far.schedule.under_way

    def _planned(self, names: list[str], room: int) -> list[tuple[str, Experiment]] | None:
        """Return the experiments of a wave; None if all that was found out is what cannot be."""
        done = frozenset(
            name
            for name, result in self._so_far.results.items()
            if result.state in {ProbeState.DONE, ProbeState.FAILED}
        )
        schedule, seen = self._so_far.schedule, self.exchanges
        wave, results = planner.plan(
            names,
            self._twin(),
            self.hops,
            known=done | schedule.under_way,
            room=room,
            fits=lambda each: schedule.fits(each, self.hops, seen),
            patient=self.budget.patient,
            allowance=self._allowance(),
        )
        self._so_far.results.update(results)
        return None if results and not wave else wave

    def _allowance(self) -> lockout.Allowance | None:
        """Return how often what was refused may be sent again, the control counted already."""
        last, probed = self.hops[-1], self.exchanges[len(self.hops) :]
        allowance = lockout.left(last, probed)
        for each in self._control():
            allowance = allowance and allowance.after(CONTROL, each.experiment, last)
        return allowance

    def _with_control_for_flips(
        self, names: list[str], wave: list[tuple[str, Experiment]], room: int
    ) -> list[tuple[str, Experiment]]:
        """Add the control of all flips to the last wave there is time for: none can follow."""
        schedule, last = self._so_far.schedule, self.hops[-1]
        waited_for = bool(wave) or bool(schedule.under_way)
        known = {*self._so_far.results, *(name for name, _ in wave)}
        if not waited_for or steadiness.AGAIN in known or not steadiness.may_repeat(last):
            return wave
        waits = any(each.delay for _, each in wave)
        if waits or (wave and schedule.may_follow(wave, self.hops, self.exchanges)):
            return wave
        if not self._may_need_control:
            return wave
        return self._planned([steadiness.AGAIN, *names], room) or wave

    def _control(self) -> tuple[Want, ...]:
        """Return the safe twin as an experiment, where the user's method has side effects."""
        if CONTROL in self._so_far.results or self._may_repeat(self.hops[-1].request):
            return ()
        return (Want(Experiment((self._twin().request,)), Role.PROBE, CONTROL),)

    def _open(self) -> tuple[str, ...]:
        """Return the probes still wanted, the most telling first."""
        judged = [(each.cause, each.finding) for each in self._judged(final=False)]
        known = self._known
        wanted = (*self._control_for_flips(), *planner.wanted(judged, known))
        if self.budget.fingerprint and self.hops[-1].response is not None and not self.succeeded:
            return (*wanted, *(name for name in fingerprint.PROBES if name not in known))
        return wanted

    def _control_for_flips(self) -> tuple[str, ...]:
        """Return the control that a verdict needs which rests on an experiment alone."""
        if steadiness.AGAIN in self._known:
            return ()
        case, judged = self.case, self._judged(final=False)
        flips = (steadiness.needs_control(each.cause, each.finding, case) for each in judged)
        return (steadiness.AGAIN,) if any(flips) else ()

    def _twin(self) -> Exchange:
        """Return the exchange that probes change: the last hop, as GET if it has side effects."""
        last = self.hops[-1]
        if self._may_repeat(last.request):
            return last
        request = replace(last.request, method="GET", body=None).without_fields(
            "content-type", "content-length", "transfer-encoding", "expect"
        )
        return replace(last, request=request)

    def _may_repeat(self, request: Request) -> bool:
        return request.is_safe or self.budget.replay_unsafe

    def _take_probe(self, probe_id: str, came: tuple[Exchange, ...]) -> None:
        factor = probe(probe_id)
        indexed = tuple(
            replace(exchange, role=Role.PROBE, probe=probe_id, index=self._index() + i)
            for i, exchange in enumerate(came)
        )
        mishap = next(
            (e.failure for e in indexed if self._is_mishap(e, factor.failure_is_answer)), None
        )
        if mishap is not None:
            result = ProbeResult(probe_id, ProbeState.FAILED, why=mishap.type)
        elif steadiness.is_kept_answer(probe_id, indexed, self.hops[-1]):
            result = ProbeResult(probe_id, ProbeState.FAILED, why=steadiness.KEPT)
        else:
            result = ProbeResult(probe_id, ProbeState.DONE, indexed)
        self._so_far.results[probe_id] = result

    def _is_mishap(self, exchange: Exchange, failure_is_answer: bool) -> bool:
        """Whether the experiment itself went wrong, so that it says nothing."""
        failure = exchange.failure
        if failure is None:
            return False
        if failure.is_ours:
            return True
        own = self.hops[-1].failure
        as_before = own is not None and own.phase == failure.phase
        return not (failure_is_answer or as_before or exchange.response is not None)

    def _why_not(self, probe_id: str) -> str:
        if not self.budget.probes:
            return "off"
        if self._so_far.stopped_by:
            return self._so_far.stopped_by
        needs = probe(probe_id).change(self._twin(), self.hops)
        size = 1 if isinstance(needs, NotApplicable) else len(needs.requests)
        left = self.budget.max_requests - self._so_far.sent
        return "budget" if size > left else "pace"

    def _index(self) -> int:
        return max((exchange.index for exchange in self.exchanges), default=-1) + 1

    @property
    def succeeded(self) -> bool:
        """Whether the user's own request did what was asked."""
        return bool(self.hops) and is_success(self.hops[-1])
