"""The investigation: plain code without I/O. Ask what it wants, feed it what came, read verdicts.

It begins with the user's own request, follows redirects one decision at a time, then asks for
waves of probes while a cause is open, and ends when the verdicts are settled or the budget is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wwwhy.causes import Case, Cause, ProbeResult, ProbeState, live_causes
from wwwhy.causes.case import is_success
from wwwhy.diagnosis import fingerprint, pace, planner, steadiness
from wwwhy.diagnosis.attribution import attribute
from wwwhy.diagnosis.login import answer_challenge
from wwwhy.diagnosis.options import Budget
from wwwhy.diagnosis.redirects import next_hop
from wwwhy.errors import Sentence
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
    Verdict,
)
from wwwhy.model.cookies import Jar
from wwwhy.probes import probe

CONTROL = "method-get"
"""The probe that serves as control where the user's own method has side effects."""


_MOST_VISITS = 5
"""How often a chain of redirects may come by one address before it is a circle."""


@dataclass(frozen=True, slots=True)
class Want:
    """One experiment the investigation asks for."""

    experiment: Experiment
    role: Role
    probe: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A cause and what its rule says of the evidence so far."""

    cause: Cause
    finding: Finding


@dataclass(slots=True)
class _Progress:
    """What has happened so far."""

    hops: list[Exchange] = field(default_factory=list)
    results: dict[str, ProbeResult] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()
    sent: int = 0
    waves: int = 0
    trips: int = 0
    """Round trips of the target that the waves took, one after the other."""
    visited: set[tuple[str, str, str | None]] = field(default_factory=set)
    stopped_by: str | None = None
    faults: dict[str, str] = field(default_factory=dict)
    """Causes whose rules broke, and the kind of the error."""


class Investigation:
    """One diagnosis in the making.

    Arguments:
        request: what the user asked for; sent as it is, once.
        budget: what is allowed.
        now: our clock when it began, in seconds since the epoch.
        config: server configuration, if the user handed it in.
        recorded: an exchange that already happened (from a HAR, say); then nothing is sent
            unless the budget allows probes.

    """

    def __init__(
        self,
        request: Request,
        *,
        budget: Budget | None = None,
        now: float = 0.0,
        config: tuple[ServerConfig, ...] = (),
        recorded: Exchange | None = None,
    ) -> None:
        self.request = request
        self.budget = budget or Budget()
        self._now = now
        self._config = config
        self._recorded = recorded is not None
        self._jar = Jar()
        self._so_far = _Progress()
        self._next: Want | None = Want(Experiment((request,)), Role.BASELINE)
        if recorded is not None:
            self._next = None
            self._so_far.hops.append(replace(recorded, role=Role.BASELINE, index=0))

    # What to do next -----------------------------------------------------------------------

    def wants(self) -> tuple[Want, ...]:
        """Return the experiments to make now, all at once; empty when it is finished."""
        if self._next is not None:
            return (self._next,)
        if self._so_far.stopped_by or not self.budget.probes:
            return ()
        return self._wave()

    @property
    def baseline_done(self) -> bool:
        """Whether the user's own request, with all its hops, has ended."""
        return self._next is None

    def feed(self, want: Want, exchanges: Iterable[Exchange]) -> None:
        """Take in what came of one wanted experiment."""
        came = tuple(exchanges)
        fetched = sum(len(e.connection.tls.issuers_fetched) for e in came if e.connection.tls)
        self._so_far.sent += len(came) + fetched
        if want.probe is None:
            self._take_hop(want, came[0])
        else:
            self._take_probe(want.probe, came)

    def observe(self, log: tuple[LogLine, ...]) -> None:
        """Take in the log lines that belong to the user's own request."""
        self._so_far.log = log

    def abandon(self, wants: Iterable[Want]) -> None:
        """Count requests that may have left, and whose answers nobody waits for any more."""
        self._so_far.sent += sum(len(want.experiment.requests) for want in wants)

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
        """Return what every cause that concerns this outcome has to say, in no order."""
        if not self._so_far.hops:
            return ()
        case = self.case
        findings = ((cause, self._judge(cause, case)) for cause in live_causes(case.exchange))
        return tuple(Judged(cause, finding) for cause, finding in findings if finding is not None)

    def _judge(self, cause: Cause, case: Case) -> Finding | None:
        """Ask a rule; one that breaks on what a server sent must not take all others with it."""
        try:
            finding = cause.judge(case)
        except Exception as error:  # noqa: BLE001 (named in the report, so nothing is hidden)
            self._so_far.faults[cause.slug] = type(error).__name__
            return None
        if finding is None or not steadiness.needs_control(cause, finding, case):
            return finding
        return None if steadiness.ended_otherwise(case) else finding

    def not_checked(self) -> tuple[NotChecked, ...]:
        """Return the probes that open causes still want, and those that failed, with the reason.

        Rules of ours that broke are named as well.
        """
        failed = tuple(
            NotChecked(result.id, "failed", result.why)
            for result in self._so_far.results.values()
            if result.state is ProbeState.FAILED
        )
        missed = tuple(NotChecked(name, self._why_not(name)) for name in self._open())
        broken = (NotChecked(slug, "fault", kind) for slug, kind in self._so_far.faults.items())
        return (*broken, *failed, *missed)

    # The user's own request ----------------------------------------------------------------

    def _take_hop(self, want: Want, exchange: Exchange) -> None:
        hops = self._so_far.hops
        previous = hops[-1] if hops else None
        withheld = self._withheld(previous)
        hop = replace(exchange, role=want.role, index=self._index(), withheld=withheld)
        hops.append(hop)
        if hop.response is not None and hop.request.cookie_jar:
            self._jar.learn(hop.request.url, hop.response.fields, self._now)
        self._next = self._follow(hop)

    def _withheld(self, previous: Exchange | None) -> tuple[str, ...]:
        if previous is None:
            return ()
        hop = next_hop(previous, self._jar, self._now)
        return hop.withheld if hop else ()

    def _follow(self, hop: Exchange) -> Want | None:
        login = answer_challenge(hop)
        if login is not None:
            return Want(Experiment((login,)), Role.FOLLOW_UP)
        if not hop.request.follow_redirects:
            return None
        step = next_hop(hop, self._jar, self._now)
        if step is None:
            return None
        url, cookies = step.request.url, step.request.fields.get("cookie")
        key = (step.request.method, str(url), cookies)
        self._so_far.visited.add(
            (hop.request.method, str(hop.request.url), hop.request.fields.get("cookie"))
        )
        redirects = sum(1 for e in self.hops if e.response is not None and e.response.is_redirect)
        limit = min(hop.request.max_redirects, self.budget.max_requests - 1)
        # A session id of its own for every visit would hide the circle from `visited`.
        visits = sum(1 for e in self.hops if e.request.url == url)
        if key in self._so_far.visited or redirects > limit or visits >= _MOST_VISITS:
            self._end_in_loop(hop)
            return None
        return Want(Experiment((step.request,)), Role.FOLLOW_UP)

    def _end_in_loop(self, hop: Exchange) -> None:
        count = len(self._so_far.hops)
        failure = Failure(
            "http.response.redirect_loop",
            Sentence("{count} redirects and no end", count=count),
            {"hops": count},
        )
        self._so_far.hops[-1] = replace(hop, failure=failure)

    # Probes --------------------------------------------------------------------------------

    def _wave(self) -> tuple[Want, ...]:
        room = min(planner.WAVE, self.budget.max_requests - self._so_far.sent)
        if self._so_far.waves >= self.budget.waves or room <= 0 or not self._has_time():
            return ()
        wanted = self._open()
        control = self._control() if wanted else ()
        done = frozenset(
            name
            for name, result in self._so_far.results.items()
            if result.state is not ProbeState.NOT_APPLICABLE
        )
        names = [name for name in wanted if not control or name != CONTROL]
        wants, results = planner.plan(
            names,
            self._twin(),
            self.hops,
            known=done,
            room=room - len(control),
            fits=lambda each: pace.fits(each, self._spent, self.hops[-1], self.exchanges),
        )
        self._so_far.results.update(results)
        probes = (*control, *(Want(experiment, Role.PROBE, name) for name, experiment in wants))
        if not probes:
            # What was wanted does not apply; that may have opened nothing new, so look once more.
            return self._wave() if results else ()
        self._so_far.waves += 1
        self._so_far.trips += pace.wave_trips(self.hops[-1], (w.experiment for w in probes))
        return probes

    def _has_time(self) -> bool:
        """Whether a wave, if it is not the first, keeps within the bound on round trips."""
        first = not self._so_far.waves
        return first or pace.worth_it(self._spent, self.hops[-1], self.exchanges)

    @property
    def _spent(self) -> int:
        """Round trips of the target so far."""
        return sum(pace.trips(hop) for hop in self.hops) + self._so_far.trips

    def _control(self) -> tuple[Want, ...]:
        """Return the safe twin as an experiment, where the user's method has side effects."""
        if CONTROL in self._so_far.results or self._may_repeat(self.hops[-1].request):
            return ()
        return (Want(Experiment((self._twin().request,)), Role.PROBE, CONTROL),)

    def _open(self) -> tuple[str, ...]:
        """Return the probes still wanted, the most telling first."""
        judged = [(each.cause, each.finding) for each in self.judged()]
        known = frozenset(self._so_far.results)
        wanted = (*self._control_for_flips(known), *planner.wanted(judged, known))
        if self.budget.fingerprint and self.hops[-1].response is not None and not self.succeeded:
            return (*wanted, *(name for name in fingerprint.PROBES if name not in known))
        return wanted

    def _control_for_flips(self, known: frozenset[str]) -> tuple[str, ...]:
        """Return the control that a verdict needs which rests on an experiment alone."""
        if steadiness.AGAIN in known:
            return ()
        case = self.case
        flips = (steadiness.needs_control(j.cause, j.finding, case) for j in self.judged())
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
        del probe_id
        return "budget"

    def _index(self) -> int:
        return max((exchange.index for exchange in self.exchanges), default=-1) + 1

    @property
    def settled(self) -> bool:
        """Whether one cause is proved."""
        return any(each.finding.verdict is Verdict.PROVED for each in self.judged())

    @property
    def succeeded(self) -> bool:
        """Whether the user's own request did what was asked."""
        return bool(self.hops) and is_success(self.hops[-1])
