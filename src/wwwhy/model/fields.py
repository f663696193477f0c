"""Header fields as they stood on the wire: order, case and repetition kept (RFC 9110 section 5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Field(NamedTuple):
    """One field line; both parts are latin-1 text, so every octet survives."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Fields:
    """An immutable list of field lines; look-ups ignore case."""

    lines: tuple[Field, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Fields":
        """Make it from pairs of name and value."""
        return cls(tuple(Field(name, value) for name, value in pairs))

    def get(self, name: str) -> str | None:
        """Return the first value of `name`; None if there is no such line ('' is a blank one)."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of `name`, a line each, in order."""
        wanted = name.lower()
        return tuple(line.value for line in self.lines if line.name.lower() == wanted)

    def combined(self, name: str) -> str | None:
        """Return all lines of `name` joined by commas (RFC 9110 section 5.3); None if absent."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def tokens(self, name: str) -> frozenset[str]:
        """Return the comma-separated members of `name` in lower case, as for Connection or Vary."""
        members = (self.combined(name) or "").lower().split(",")
        return frozenset(member.strip() for member in members if member.strip())

    def without(self, *names: str) -> "Fields":
        """Return a copy that lacks these fields."""
        unwanted = {name.lower() for name in names}
        return Fields(tuple(line for line in self.lines if line.name.lower() not in unwanted))

    def replaced(self, name: str, value: str) -> "Fields":
        """Return a copy with one line of `name`, where its first stood, or at the end."""
        if name not in self:
            return Fields((*self.lines, Field(name, value)))
        first = next(i for i, line in enumerate(self.lines) if line.name.lower() == name.lower())
        kept = (
            Field(line.name, value) if i == first else line
            for i, line in enumerate(self.lines)
            if i == first or line.name.lower() != name.lower()
        )
        return Fields(tuple(kept))

    def added(self, name: str, value: str) -> "Fields":
        """Return a copy with a further line at the end."""
        return Fields((*self.lines, Field(name, value)))

    @property
    def size(self) -> int:
        """Bytes of all lines on an HTTP/1 wire, with `: ` and CR LF."""
        return sum(len(line.name) + len(line.value) + 4 for line in self.lines)

    def __contains__(self, name: str) -> bool:
        wanted = name.lower()
        return any(line.name.lower() == wanted for line in self.lines)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __repr__(self) -> str:
        """Show names only: values may be secrets, and a repr ends in logs and tracebacks."""
        return f"Fields({', '.join(line.name for line in self.lines)})"
