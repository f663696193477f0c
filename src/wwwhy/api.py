"""The library's front door: hands an investigation the wire, the logs and the clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from wwwhy.diagnosis import Budget, Investigation, Want, report
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
_LOG_PATIENCE = (0.0, 0.02, 0.05, 0.1, 0.2)

Send = Callable[[Experiment, float | None], Awaitable[tuple[Exchange, ...]]]


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


def diagnose(
    request: Request | Exchange | str,
    *,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Diagnosis:
    """Say why a request fails, who said no, and what fixes it.

    Ctrl-C ends the probes and not the answer: what is known by then is reported, and `not_checked`
    says `interrupted`.

    Arguments:
        request: a URL, a request to send, or an exchange that already happened.
        options: bounds, logs and configuration.
        progress: called whenever something new is under way.

    Raises:
        InputError: the URL cannot be read.
        KeyboardInterrupt: the user's own request had not ended yet, so nothing is known.

    """
    options = options or Options()
    investigation = _opened(request, options)
    started = time.monotonic()
    try:
        asyncio.run(_investigate(investigation, options, progress))
    except KeyboardInterrupt:
        if not investigation.baseline_done:
            raise
        investigation.stop("interrupted")
    return _reported(investigation, options, started)


async def adiagnose(
    request: Request | Exchange | str,
    *,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Diagnosis:
    """Do what `diagnose` does, inside a running event loop; who cancels it gets no answer."""
    options = options or Options()
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
        return await wire.send(experiment, timeout=seconds)

    try:
        await drive(investigation, send, options, progress or (lambda _: None))
    finally:
        await wire.aclose()


def _reported(investigation: Investigation, options: Options, started: float) -> Diagnosis:
    return report(
        investigation,
        source=options.source,
        generated_at=time.time(),
        elapsed_s=time.monotonic() - started,
        notes=options.notes,
    )


async def drive(
    investigation: Investigation,
    send: Send,
    options: Options,
    progress: Callable[[Progress], None],
) -> None:
    """Run an investigation to its end: send what it wants, feed what comes."""
    logs = options.logs
    if logs is not None:
        logs.mark()
    deadline: float | None = None
    while wants := investigation.wants():
        if investigation.baseline_done and deadline is None:
            deadline = time.monotonic() + options.deadline
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            investigation.stop("deadline")
            break
        progress(_progress(investigation, wants))
        try:
            came = await asyncio.gather(*(send(want.experiment, left) for want in wants))
        except asyncio.CancelledError:
            investigation.abandon(wants)
            raise
        for want, exchanges in zip(wants, came, strict=True):
            investigation.feed(want, exchanges)
        if logs is not None and deadline is None and investigation.baseline_done:
            await _read_logs(investigation, logs)
    if logs is not None and investigation.hops:
        _read_late_lines(investigation, logs)


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


def _opened(request: Request | Exchange | str, options: Options) -> Investigation:
    recorded = request if isinstance(request, Exchange) else None
    budget = options.budget if recorded is None or options.live else Budget(probes=False)
    return Investigation(
        _asked(request),
        budget=budget,
        now=time.time(),
        config=options.config,
        recorded=recorded,
    )


def _asked(request: Request | Exchange | str) -> Request:
    if isinstance(request, Exchange):
        return request.request
    if isinstance(request, Request):
        return request
    from wwwhy.sources.curl import VISITOR, parse_argv  # noqa: PLC0415 (only for a bare URL)

    return parse_argv([request], defaults=VISITOR).requests[0]


def _progress(investigation: Investigation, wants: tuple[Want, ...]) -> Progress:
    names = tuple(want.probe for want in wants if want.probe)
    return Progress(names, investigation.requests_sent)
