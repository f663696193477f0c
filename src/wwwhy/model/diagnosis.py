"""The whole answer. Everything in it is masked, so that no formatter can leak a secret."""

from dataclasses import dataclass
from typing import Literal

from wwwhy.model.exchange import Exchange
from wwwhy.model.failure import Failure
from wwwhy.model.finding import Defect, Evidence, NextExperiment, Verdict
from wwwhy.model.surroundings import LogLine

Source = Literal["live", "curl", "har", "raw", "log", "config"]


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked about."""

    method: str
    url: str
    """Masked."""
    source: Source = "live"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the user's own request ended."""

    healthy: bool
    status: int | None = None
    reason: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class BoxSign:
    """One observed sign of a box."""

    text: str
    """Such as `Server: nginx/1.22.1` or `body: <hr><center>nginx`."""
    exchange: int = 0
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Whoever produced, or passed on, the response."""

    name: str
    """Product name such as `nginx`; `the client`, `the network` or `unknown` where none is."""
    role: str
    """Id of a role: client, resolver, network, forward-proxy, cdn, waf, load-balancer,
    reverse-proxy, web-server, application-server, framework, application, unknown."""
    version: str | None = None
    confidence: float = 0.0
    signs: tuple[BoxSign, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that made the request succeed: proof and fix in one."""

    probe: str
    """Id of the probe that did it; its sentence stands in the probe's texts."""
    command: str
    """A ready curl command, secrets masked."""
    exchange: int
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """One cause with its verdict, in the place it earned."""

    id: str
    verdict: Verdict
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    repair: Repair | None = None
    next_experiment: NextExperiment | None = None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """An experiment that was wanted and not made, and why."""

    what: str
    """Id of a probe or of a cause, or `log`, `config`, `login`."""
    why: str
    """Id of a reason: budget, pace (too many round trips), deadline, unsafe, not_applicable,
    failed, off, unreadable, partial, interrupted, lockout (the credential was refused often
    enough), not_spoken (a login's scheme), silent (a log without a line of this request),
    no_server or by_name (no server of a configuration listens on the port that was asked, and its
    name tells none, or one), or fault where a rule of ours broke."""
    detail: str = ""
    """A probe failure's id, a file's name or the like."""
    command: str = ""
    """The command that would make the experiment, if there is one."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a request failed, who said no, and what fixes it."""

    target: Target
    outcome: Outcome
    answered_by: Box
    path: tuple[Box, ...]
    """From the client's side to the box that answered and those it named behind it."""
    causes: tuple[Ranked, ...]
    """Best first."""
    defects: tuple[Defect, ...]
    exchanges: tuple[Exchange, ...]
    not_checked: tuple[NotChecked, ...]
    log_lines: tuple[LogLine, ...] = ()
    requests_sent: int = 0
    elapsed_s: float = 0.0
    generated_at: float = 0.0

    @property
    def best(self) -> Ranked | None:
        """The first cause that is not ruled out."""
        return next(
            (cause for cause in self.causes if cause.verdict is not Verdict.RULED_OUT), None
        )
