"""What an investigation has asked for and got so far."""

from dataclasses import dataclass, field

from wwwhy.causes import Cause, ProbeResult
from wwwhy.diagnosis.schedule import Schedule
from wwwhy.model import Exchange, Experiment, Finding, LogLine, Role


@dataclass(frozen=True, slots=True)
class Want:
    """One experiment the investigation asks for."""

    experiment: Experiment
    role: Role
    probe: str | None = None
    late: bool = False
    """Whether others may be asked for while this one is under way."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A cause and what its rule says of the evidence so far."""

    cause: Cause
    finding: Finding


@dataclass(slots=True)
class Progress:
    """What has happened so far."""

    hops: list[Exchange] = field(default_factory=list)
    results: dict[str, ProbeResult] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()
    sent: int = 0
    late: int = 0
    """Requests that are under way while others are asked for."""
    schedule: Schedule = field(default_factory=Schedule)
    stopped_by: str | None = None
    faults: dict[str, str] = field(default_factory=dict)
    """Causes whose rules broke, and the kind of the error."""
