"""The library's front door: hands an investigation the wire, the logs and the clock."""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, TypeAlias, TypedDict, Unpack

from wwwhy.diagnosis import MAX_REQUESTS, Budget, Investigation, Want, prepare, report
from wwwhy.errors import UsageError
from wwwhy.model import (
    Diagnosis,
    Exchange,
    Experiment,
    LogLine,
    NotChecked,
    Request,
    ServerConfig,
    Source,
)
from wwwhy.model.surroundings import CERTAINTIES

DEADLINE = 20.0
"""Seconds that all probes together may take, after the baseline has ended."""
_IDLE = 0.05
"""Seconds without an answer to the user's own request after which there is time to prepare."""
_LOG_PATIENCE = (0.0, 0.02, 0.05, 0.1, 0.2)

_Coming: TypeAlias = "asyncio.Task[tuple[Exchange, ...]]"
Asked: TypeAlias = Request | Exchange | str | Sequence[str]
"""A URL, a curl command or its words, a request to send, or an exchange that already happened."""
Send = Callable[[Experiment, float | None], Awaitable[tuple[Exchange, ...]]]


class Ahead(Protocol):
    """Connections that are dialled ahead (`wire.Wire`)."""

    def dial_ahead(self, request: Request, count: int) -> None:
        """Keep connections ready for requests like this one, if their target is far."""

    def start_over(self) -> None:
        """Close them, and find out anew how far the next request goes before others follow it."""

    def ready(self, request: Request) -> int:
        """Return how many there are."""

    def roads(self, request: Request) -> int:
        """Return of how many the road stands, for requests that differ in the handshake only."""


class Logs(Protocol):
    """Server logs to be joined in (`sources.serverlog.open_logs`)."""

    @property
    def notes(self) -> Sequence[str]:
        """What was not read, a sentence each."""

    def mark(self) -> None:
        """Remember where each log ends now."""

    def collect(self, exchange: Exchange, *, patience: float = 0.0) -> tuple[LogLine, ...]:
        """Return the lines that belong to this exchange, secrets hidden."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is going on, for a person who waits."""

    probes: tuple[str, ...]
    """Ids of the probes under way; empty while the user's own request runs."""
    requests_sent: int


@dataclass(frozen=True, slots=True)
class Options:
    """What the user allows, and what else there is to read."""

    budget: Budget = Budget()
    deadline: float = DEADLINE
    logs: Logs | None = None
    config: tuple[ServerConfig, ...] = ()
    source: Source = "live"
    notes: tuple[NotChecked, ...] = ()
    live: bool = True
    """Whether anything may be sent for an exchange that was recorded elsewhere."""
    before: tuple[Exchange, ...] = ()
    """The recorded exchanges whose redirects led to that one, the first first."""


class Settings(TypedDict, total=False):
    """Every option by its own name, as `diagnose` takes them; `Options` and `Budget` explain them.

    A deadline above the usual one makes the investigation patient.
    """

    budget: Budget
    probes: bool
    replay_unsafe: bool
    max_requests: int
    waves: int
    patient: bool
    fingerprint: bool
    deadline: float
    logs: Logs | None
    config: tuple[ServerConfig, ...]
    source: Source
    notes: tuple[NotChecked, ...]
    live: bool


_COMMAND = re.compile(r"\s*curl\s")
_BOUNDS = frozenset(each.name for each in fields(Budget))


def diagnose(
    request: Asked,
    *,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    **settings: Unpack[Settings],
) -> Diagnosis:
    """Say why a request fails, who said no, and what fixes it.

    Ctrl-C ends the probes and not the answer: what is known by then is reported, and `not_checked`
    says `interrupted`.

    Arguments:
        request: a URL, a curl command (as the words of your own, whose files are read, or as
            text), a request to send, or an exchange that already happened.
        options: bounds, logs and configuration, all at once.
        progress: called whenever something new is under way.
        settings: the same one by one: `probes=False`, `deadline=5`; they count before `options`.

    Raises:
        InputError: the URL, or a file of the command, cannot be read.
        UsageError: there is no such option, its value does not fit, or it is called inside a
            running event loop, where `adiagnose` belongs.
        KeyboardInterrupt: the user's own request had not ended yet, so nothing is known.

    """
    if _in_a_loop():
        raise UsageError("An event loop is running here already; await adiagnose() instead.")
    options = _settled(request, options, settings)
    investigation = _opened(request, options)
    started = time.monotonic()
    try:
        asyncio.run(_investigate(investigation, options, progress))
    except KeyboardInterrupt:
        if not investigation.baseline_done:
            raise
        investigation.stop("interrupted")
    return _reported(investigation, options, started)


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def adiagnose(
    request: Asked,
    *,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    **settings: Unpack[Settings],
) -> Diagnosis:
    """Do what `diagnose` does, inside a running event loop; who cancels it gets no answer."""
    options = _settled(request, options, settings)
    investigation = _opened(request, options)
    started = time.monotonic()
    await _investigate(investigation, options, progress)
    return _reported(investigation, options, started)


async def _investigate(
    investigation: Investigation,
    options: Options,
    progress: Callable[[Progress], None] | None,
) -> None:
    from wwwhy.wire import Wire  # noqa: PLC0415 (sockets and TLS load when they are needed)

    wire = Wire()

    async def send(experiment: Experiment, seconds: float | None) -> tuple[Exchange, ...]:
        if experiment.delay:
            await asyncio.sleep(min(experiment.delay, seconds or experiment.delay))
        return await wire.send(experiment, timeout=seconds, ahead=investigation.uses_ready)

    try:
        await drive(investigation, send, options, progress or (lambda _: None), wire)
    finally:
        await wire.aclose()


def _reported(investigation: Investigation, options: Options, started: float) -> Diagnosis:
    return report(
        investigation,
        source=options.source,
        generated_at=time.time(),
        elapsed_s=time.monotonic() - started,
        notes=(*options.notes, *_unread(options.logs), *_silent(investigation, options.logs)),
    )


def _unread(logs: Logs | None) -> tuple[NotChecked, ...]:
    """Name the parts of logs that were left out because they were too long."""
    notes = () if logs is None else logs.notes
    return tuple(NotChecked("log", "partial", note) for note in notes)


def _silent(investigation: Investigation, logs: Logs | None) -> tuple[NotChecked, ...]:
    """Name logs that have no line of a request which failed, although it reached the server."""
    if logs is None or investigation.succeeded or investigation.case.log:
        return ()
    reached = investigation.hops[-1].response is not None
    return (NotChecked("log", "silent"),) if reached else ()


async def drive(
    investigation: Investigation,
    send: Send,
    options: Options,
    progress: Callable[[Progress], None],
    ahead: Ahead | None = None,
) -> None:
    """Run an investigation to its end: send what it wants, feed what comes."""
    logs = options.logs
    if logs is not None:
        logs.mark()
    traffic = _Traffic(investigation, send, ahead)
    deadline: float | None = None
    try:
        while (wants := traffic.wanted()) or traffic.late:
            if investigation.baseline_done and deadline is None:
                deadline = time.monotonic() + options.deadline
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                investigation.stop("deadline")
                wants = ()
            if wants:
                progress(_progress(investigation, wants))
            for want, exchanges in await traffic.exchange(wants, left):
                investigation.feed(want, exchanges)
            if logs is not None and deadline is None and investigation.baseline_done:
                await _read_logs(investigation, logs)
    finally:
        await traffic.end()
    if logs is not None and investigation.hops:
        _read_late_lines(investigation, logs)


class _Traffic:
    """What is under way.

    Attributes:
        late: what was asked for and may come while others are asked for.

    """

    def __init__(self, investigation: Investigation, send: Send, ahead: Ahead | None) -> None:
        self.late: list[tuple[Want, _Coming]] = []
        self._now: list[tuple[Want, _Coming]] = []
        self._investigation = investigation
        self._send = send
        self._ahead = ahead

    def wanted(self) -> tuple[Want, ...]:
        """Return what the investigation wants, once it knows what stands ready."""
        if self._ahead is not None and self._investigation.baseline_done:
            asking = self._investigation.asking
            self._investigation.note_ready(self._ahead.ready(asking), self._ahead.roads(asking))
        return self._investigation.wants()

    async def exchange(
        self, wants: tuple[Want, ...], left: float | None
    ) -> list[tuple[Want, tuple[Exchange, ...]]]:
        """Send, and return what came: of those that are not late, else of those that were."""
        if not self._investigation.baseline_done:
            self._make_way()
            # It is found out on the way of this very request how far its target is.
            self._dial()
        for want in wants:
            coming = asyncio.create_task(_sent(self._send, want, left))
            (self.late if want.late else self._now).append((want, coming))
        if wants and self._investigation.baseline_done:
            # Those under way take what stands ready, and set out first.
            await asyncio.sleep(0)
            self._dial()
        if not self._now:
            self._now, self.late = self.late, []
        await self._all_of([coming for _, coming in self._now])
        came, self._now = [(want, coming.result()) for want, coming in self._now], []
        return came

    async def _all_of(self, coming: list[_Coming]) -> None:
        if not self._investigation.baseline_done:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(_IDLE, loop.run_in_executor, None, prepare)
            try:
                await asyncio.gather(*coming)
            finally:
                timer.cancel()
            return
        if self._ahead is not None and coming and self._investigation.baseline_done:
            _, late = await asyncio.wait(coming, timeout=self._investigation.standstill)
            if late:
                # A server with a single thread may be waiting on a connection that stands idle.
                self._ahead.dial_ahead(self._investigation.asking, 0)
        await asyncio.gather(*coming)

    async def end(self) -> None:
        """Give up what is under way."""
        given_up = (*self._now, *self.late)
        self._investigation.abandon(want for want, _ in given_up)
        for _, coming in given_up:
            coming.cancel()
        await asyncio.gather(*(coming for _, coming in given_up), return_exceptions=True)

    def _make_way(self) -> None:
        """Let go what was dialled behind the hop before: a server with one thread waits on them."""
        if self._ahead is not None and self._investigation.hops:
            self._ahead.start_over()

    def _dial(self) -> None:
        count = self._investigation.ahead
        if self._ahead is not None and count:
            self._ahead.dial_ahead(self._investigation.asking, count)


async def _sent(send: Send, want: Want, left: float | None) -> tuple[Exchange, ...]:
    return await send(want.experiment, left)


async def _read_logs(investigation: Investigation, logs: Logs) -> None:
    """Give the server a moment to write its line before probes add lines of their own."""
    for patience in _LOG_PATIENCE:
        await asyncio.sleep(patience)
        lines = _joined(investigation, logs)
        if lines:
            investigation.observe(lines)
            return


def _read_late_lines(investigation: Investigation, logs: Logs) -> None:
    """Add what was written late; an error line that comes after probes may be about a probe."""
    known = investigation.case.log
    late = tuple(
        line for line in _joined(investigation, logs) if line.kind == "access" or not known
    )
    investigation.observe(_each_once((*known, *late)))


def _joined(investigation: Investigation, logs: Logs) -> tuple[LogLine, ...]:
    # Without patience of its own: the loop that calls must not be held up.
    hops = investigation.hops
    return _each_once(line for hop in hops for line in logs.collect(hop, patience=0.0))


def _each_once(lines: Iterable[LogLine]) -> tuple[LogLine, ...]:
    """Leave repetitions out: two hops of one path can claim a line, and the surer one has it."""
    unique: dict[tuple[str, int | None, str], LogLine] = {}
    for line in lines:
        key = (line.source, line.number, line.text)
        known = unique.get(key)
        if known is None or CERTAINTIES.index(line.certainty) < CERTAINTIES.index(known.certainty):
            unique[key] = line
    return tuple(unique.values())


def _settled(request: Asked, options: Options | None, settings: Settings) -> Options:
    """Return the options with those that were given one by one.

    Raises:
        UsageError: there is no such option, or its value does not fit.

    """
    chosen = options or Options()
    budget: dict[str, Any] = {}
    for name, value in settings.items():
        if name in _BOUNDS:
            budget[name] = value
        elif name not in Settings.__annotations__:
            known = ", ".join(sorted(Settings.__annotations__))
            raise UsageError(
                "There is no option {name}; there are {known}.", name=name, known=known
            )
    own: dict[str, Any] = {name: each for name, each in settings.items() if name not in _BOUNDS}
    if isinstance(request, Sequence) and not isinstance(request, str) and chosen.source == "live":
        own = {"source": "curl", **own}
    if own.get("deadline", 0) > DEADLINE:
        # Who allows more time than usual means it.
        budget = {"patient": True, **budget}
    own["budget"] = replace(own.get("budget", chosen.budget), **budget)
    chosen = replace(chosen, **own)
    if not 1 <= chosen.budget.max_requests <= MAX_REQUESTS:
        raise UsageError("max_requests is a number from 1 to {most}.", most=MAX_REQUESTS)
    return chosen


def _opened(request: Asked, options: Options) -> Investigation:
    recorded = request if isinstance(request, Exchange) else None
    budget = options.budget if recorded is None or options.live else Budget(probes=False)
    return Investigation(
        _asked(request),
        budget=budget,
        now=time.time(),
        config=options.config,
        recorded=recorded,
        before=options.before if recorded is not None else (),
    )


def _asked(request: Asked) -> Request:
    if isinstance(request, Exchange):
        return request.request
    if isinstance(request, Request):
        return request
    from wwwhy.sources.curl import CURL, VISITOR, parse_argv, parse_text  # noqa: PLC0415 (not for a Request)
    from wwwhy.sources.files import read_file  # noqa: PLC0415 (as above)

    if isinstance(request, str) and _COMMAND.match(request):
        # Text may come from anybody: the files it names are not read.
        return parse_text(request).requests[0]
    if isinstance(request, str):
        return parse_argv([request], defaults=VISITOR).requests[0]
    words = [*request][1:] if request[:1] in (["curl"], ("curl",)) else request
    command = parse_argv(words, read_file=read_file, environ=os.environ, defaults=CURL)
    return command.requests[0]


def _progress(investigation: Investigation, wants: tuple[Want, ...]) -> Progress:
    names = tuple(want.probe for want in wants if want.probe)
    return Progress(names, investigation.requests_sent)
