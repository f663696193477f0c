"""All that is known about one failed request: the only thing a rule sees."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from wwwhy.causes.rpc import refusal_of
from wwwhy.model import (
    Box,
    Exchange,
    Failure,
    LogLine,
    Request,
    Response,
    ServerConfig,
)
from wwwhy.model.surroundings import CERTAINTIES


class ProbeState(StrEnum):
    """What became of a probe."""

    DONE = "done"
    FAILED = "failed"
    """It went wrong by itself; it rules nothing out and makes no verdict stronger."""
    NOT_APPLICABLE = "not_applicable"
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """A probe's exchanges, or why there are none."""

    id: str
    state: ProbeState = ProbeState.NOT_RUN
    exchanges: tuple[Exchange, ...] = ()
    """Empty unless the state is DONE."""
    why: str = ""

    @property
    def done(self) -> bool:
        """Whether it gave an answer that counts."""
        return self.state is ProbeState.DONE

    @property
    def first(self) -> Exchange | None:
        """Its first exchange; None unless it is done."""
        return self.exchanges[0] if self.done and self.exchanges else None

    @property
    def last(self) -> Exchange | None:
        """Its last exchange; None unless it is done."""
        return self.exchanges[-1] if self.done and self.exchanges else None

    @property
    def healed(self) -> Exchange | None:
        """The first of its exchanges that succeeded (2xx, complete); None if none did."""
        return next((each for each in self.exchanges if self.done and is_success(each)), None)


def is_success(exchange: Exchange) -> bool:
    """Whether the request did what was asked: a complete 2xx or 304 that refuses nothing inside."""
    response = exchange.response
    if exchange.failure is not None or response is None or refusal_of(response) is not None:
        return False
    return 200 <= response.status < 300 or response.status == 304  # noqa: PLR2004 (RFC 9110 section 15)


def same_outcome(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges have the same status, or the same failure."""
    if one.failure or other.failure:
        return bool(one.failure and other.failure and one.failure.type == other.failure.type)
    return one.status == other.status and _refused(one) == _refused(other)


def _refused(exchange: Exchange) -> str | None:
    refusal = refusal_of(exchange.response)
    return refusal.code if refusal else None


def same_answer(one: Exchange, other: Exchange) -> bool:
    """Whether two exchanges ended alike: same failure, or same status and the same kind of body.

    Bodies are held equal when they agree byte for byte or have the same type and nearly the same
    length (error pages carry times, ids and the path that was asked for).
    """
    a, b = one.response, other.response
    if not same_outcome(one, other):
        return False
    if a is None or b is None:
        return True
    longest = max(a.body_length, b.body_length)
    close = abs(a.body_length - b.body_length) <= max(96, longest // 20)
    return a.body == b.body or (a.content_type == b.content_type and close)


@dataclass(frozen=True, slots=True)
class Case:
    """The evidence so far. Everything is frozen; a later round makes a new one."""

    exchange: Exchange
    """The one that failed: the last hop of the user's own request."""
    control: Exchange
    """What probes are compared with: `exchange`, or its safe twin where it was not safe."""
    hops: tuple[Exchange, ...] = ()
    """The user's own request from its first hop to `exchange`, in order."""
    probes: Mapping[str, ProbeResult] = field(default_factory=lambda: MappingProxyType({}))
    answered_by: Box = field(default_factory=lambda: Box("unknown", "unknown"))
    log: tuple[LogLine, ...] = ()
    """Log lines that belong to this request."""
    config: tuple[ServerConfig, ...] = ()
    now: float = 0.0
    """Our clock, seconds since the epoch."""
    recorded: bool = False
    """It was read from a file, so what the request lacks may only be missing there: browsers save
    HAR files without Authorization and Cookie, and a saved answer tells nothing of its request."""

    @property
    def request(self) -> Request:
        """The request of the failing exchange."""
        return self.exchange.request

    @property
    def response(self) -> Response | None:
        """Its response, if a head came."""
        return self.exchange.response

    @property
    def status(self) -> int | None:
        """Its status code."""
        return self.exchange.status

    @property
    def failure(self) -> Failure | None:
        """Why it has no complete response."""
        return self.exchange.failure

    @property
    def outcome(self) -> str:
        """How it ended, in a word for an evidence sentence: `403`, or a failure's id."""
        return self.failure.type if self.failure else str(self.status)

    def fields(self, name: str) -> tuple[str, ...]:
        """Return the response's values of a field, a line each."""
        return self.response.fields.all(name) if self.response else ()

    def probe(self, probe_id: str) -> ProbeResult:
        """Return what became of a probe; NOT_RUN if it was never made."""
        return self.probes.get(probe_id, ProbeResult(probe_id))

    @property
    def is_comparable(self) -> bool:
        """Whether probes say something about the failing exchange: the control fails alike."""
        return self.control.index == self.exchange.index or same_outcome(
            self.control, self.exchange
        )

    def healed_by(self, *probe_ids: str) -> Exchange | None:
        """Return the exchange in which one of these probes succeeded where the control did not."""
        if is_success(self.control) or not self.is_comparable:
            return None
        healed = (self.probe(probe_id).healed for probe_id in probe_ids)
        return next((exchange for exchange in healed if exchange is not None), None)

    def unchanged_by(self, probe_id: str) -> bool:
        """Whether the probe ran and every one of its exchanges ended like the control."""
        result = self.probe(probe_id)
        return (
            result.done
            and self.is_comparable
            and all(same_answer(e, self.control) for e in result.exchanges)
        )

    def ends_alike(self, probe_id: str) -> bool:
        """Whether the probe ran and got the control's status, or failure, whatever the body."""
        result = self.probe(probe_id)
        alike = all(same_outcome(each, self.control) for each in result.exchanges)
        return result.done and self.is_comparable and alike

    @property
    def judged_at(self) -> float:
        """The clock that judged the request: the server's Date if it sent one, else ours."""
        date = self.response.date if self.response else None
        return self.exchange.received_at if date is None else date

    @property
    def clock_offset(self) -> float | None:
        """Server clock minus ours, in seconds; None if the server sent no Date."""
        date = self.response.date if self.response else None
        return None if date is None else date - self.exchange.received_at

    def log_lines(self, matches: Callable[[LogLine], bool], kind: str = "error") -> list[LogLine]:
        """Return the lines of this request that fit, best matched first."""
        lines = [line for line in self.log if line.kind == kind and matches(line)]
        return sorted(lines, key=lambda line: CERTAINTIES.index(line.certainty))

    @property
    def exchanges(self) -> Iterable[Exchange]:
        """Every exchange: the hops, then those of the probes that are done."""
        yield from self.hops
        for result in self.probes.values():
            yield from result.exchanges
