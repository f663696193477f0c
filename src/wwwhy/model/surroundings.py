"""Evidence from the server's side: log lines and configuration directives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CERTAINTIES = ("offset", "request", "window")
"""How a log line was matched to a request, the surest first (see `LogLine.certainty`)."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a server's log that was read for this request."""

    source: str
    """File name as given, without its folder."""
    number: int | None
    """Line number; None when only the end of the file was read."""
    server: str
    """Whose format it is: nginx, apache, haproxy ..."""
    kind: str
    """`error` or `access`."""
    text: str
    """The line, secrets masked, at most 64 KiB."""
    time: float | None = None
    """Seconds since the epoch."""
    level: str | None = None
    code: str | None = None
    """Message number, such as AH01617."""
    message: str = ""
    """What happened, without the context that follows it."""
    client: str | None = None
    method: str | None = None
    target: str | None = None
    host: str | None = None
    status: int | None = None
    upstream: str | None = None
    upstream_status: str | None = None
    certainty: str = "window"
    """How it was matched to this request: `offset` (written while it ran), `request` (client,
    method and path agree) or `window` (time only)."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Further named parts of the format."""

    @property
    def pointer(self) -> str:
        """File and line number, for evidence."""
        return self.source if self.number is None else f"{self.source}:{self.number}"


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive of a server configuration, with its block's content if it has one."""

    name: str
    args: tuple[str, ...]
    file: str
    line: int
    block: tuple["Directive", ...] = ()

    @property
    def pointer(self) -> str:
        """File and line, for evidence."""
        return f"{self.file}:{self.line}"

    def walk(self) -> Iterator["Directive"]:
        """Yield this directive and every one inside it, outer first."""
        yield self
        for inner in self.block:
            yield from inner.walk()


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """A server's configuration as its reader found it."""

    server: str
    """nginx or apache."""
    directives: tuple[Directive, ...]
    notes: tuple[str, ...] = ()
    """What could not be read, a sentence each."""

    def walk(self) -> Iterator[Directive]:
        """Yield every directive, outer first, in order."""
        for directive in self.directives:
            yield from directive.walk()

    def find(self, name: str) -> Iterator[Directive]:
        """Yield every directive of this name (case-insensitive, as Apache's are)."""
        wanted = name.lower()
        return (directive for directive in self.walk() if directive.name.lower() == wanted)
