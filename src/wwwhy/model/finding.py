"""Evidence, and what a cause's rule makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Value = str | int | float | bool | None | tuple[str, ...]
"""What an evidence sentence may hold; text in it must be safe to show (never a secret)."""


class Verdict(StrEnum):
    """How sure we are of a cause; best first."""

    PROVED = "proved"
    """A controlled flip shows it, or a box says so itself without ambiguity."""
    LIKELY = "likely"
    POSSIBLE = "possible"
    RULED_OUT = "ruled_out"

    @property
    def rank(self) -> int:
        """0 for proved, 3 for ruled out."""
        return list(Verdict).index(self)


class Strength(StrEnum):
    """How much one fact weighs."""

    CONCLUSIVE = "conclusive"
    STRONG = "strong"
    WEAK = "weak"


class Polarity(StrEnum):
    """Which way a fact points."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observed fact. The sentence for it stands in the cause's texts under the same name."""

    name: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    strength: Strength = Strength.STRONG
    polarity: Polarity = Polarity.FOR
    exchange: int | None = None
    """Index of the exchange it was seen in."""
    pointer: str = ""
    """Where in it: `response.headers.www-authenticate`, or `error.log:1234`."""


@dataclass(frozen=True, slots=True)
class NextExperiment:
    """What would decide an open question, when we could not or must not do it ourselves."""

    name: str
    """The sentence for it stands in the cause's texts under Evidence, by this name."""
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    command: str = ""
    """A ready command, secrets masked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about its cause."""

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    repair: int | None = None
    """Index of the exchange in which this cause's cure made the request succeed."""
    next_experiment: NextExperiment | None = None
    wants: tuple[str, ...] | None = None
    """Probes that would still tell something, best first; None means all of its cause.toml."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A protocol fault seen on the way that need not be the cause."""

    id: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    exchange: int = 0
    reference: str = ""
