"""What is learned about one exchange while it runs, and how long each phase took."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from wwwhy.errors import Sentence
from wwwhy.model import Attempt, Connection, DnsFacts, Failure, ProxyFacts, Timing, TlsFacts

_TIMEOUTS = {
    "dns": ("dns.timed_out", Sentence("The name was not resolved in time.")),
    "tcp": ("tcp.timed_out", Sentence("No connection was made in time.")),
    "proxy": ("proxy.timed_out", Sentence("The proxy did not answer in time.")),
    "tls": ("tls.timed_out", Sentence("The TLS handshake did not end in time.")),
}


_ON_THE_WAY = ("tcp", "proxy", "tls")
"""Phases that take a round trip of the way, and no time of an application."""


class Journal:
    """Mutable facts of one exchange; `clock` is monotonic, `now` the time of day, in seconds."""

    def __init__(self, clock: Callable[[], float], now: Callable[[], float]) -> None:
        self.clock = clock
        self.now = now
        self.started_at = now()
        self.phase = "own"
        self.dns: DnsFacts | None = None
        self.attempts: list[Attempt] = []
        self.tls: TlsFacts | None = None
        self.proxy: ProxyFacts | None = None
        self.remote_address: str | None = None
        self.remote_port: int | None = None
        self.local_end: tuple[str, int] | None = None
        self.unix_socket: str | None = None
        self.watch: Callable[[str, float], None] | None = None
        """Told which phase begins, and how many seconds the longest one so far took."""
        self.gate: Callable[[str], Awaitable[None]] | None = None
        """Waited for before a phase that speaks to somebody: proxy or tls."""
        self.ahead_ms: float | None = None
        self._began = self._entered = clock()
        self._spent: dict[str, float] = {}

    def enter(self, phase: str) -> None:
        """Begin a phase: dns, tcp, proxy, tls or http; `own` is time that only we spend."""
        self._leave()
        self.phase = phase
        if self.watch is not None:
            self.watch(phase, max(self._spent.get(each, 0.0) for each in _ON_THE_WAY))

    async def permit(self, phase: str) -> None:
        """End the phase before, and wait until this one may begin if that is others' to say."""
        self.enter("own")
        if self.gate is not None:
            await self.gate(phase)

    def resume(self) -> None:
        """Go on after a rest, as if the connection had been dialled just in time.

        The rest is nobody's: it counts neither as part of a phase nor of the whole.
        """
        self._leave()
        rest = self._entered - self._began
        rest -= sum(time for phase, time in self._spent.items() if phase != "own")
        self.phase = "own"
        self.ahead_ms = rest * 1000
        self._spent.pop("own", None)
        self._began += rest
        self.started_at += rest

    def _leave(self) -> None:
        now = self.clock()
        self._spent[self.phase] = self._spent.get(self.phase, 0.0) + now - self._entered
        self._entered = now

    def overdue(self) -> Failure:
        """Say that the time for the phase under way is over."""
        kind, detail = _TIMEOUTS.get(self.phase, ("bound.time", Sentence("Our time was over.")))
        # The way to a proxy is not the way to the site, which nobody has asked for yet.
        to_proxy = self.proxy is not None and self.phase in {"dns", "tcp"}
        return Failure(kind, detail, at_phase="proxy" if to_proxy else None)

    def connection(self, number: int = 0) -> Connection:
        """Return what is known about the connection."""
        return Connection(
            id=number,
            remote_address=self.remote_address,
            remote_port=self.remote_port,
            local_address=self.local_end[0] if self.local_end else None,
            local_port=self.local_end[1] if self.local_end else None,
            unix_socket=self.unix_socket,
            dns=self.dns,
            attempts=tuple(self.attempts),
            tls=self.tls,
            proxy=self.proxy,
            dialled_ahead_ms=self.ahead_ms,
        )

    def timing(
        self, sent_at: float | None = None, first_at: float | None = None, end: float | None = None
    ) -> Timing:
        """Return the times so far; those of the HTTP part are on the monotonic clock."""
        self._leave()
        ended = self.clock() if end is None else end
        wait = None if sent_at is None or first_at is None else max(first_at - sent_at, 0.0)
        return Timing(
            started_at=self.started_at,
            dns_ms=self._ms("dns", self.dns is not None),
            tcp_ms=self._ms("tcp", bool(self.attempts)),
            proxy_ms=self._ms("proxy", "proxy" in self._spent),
            tls_ms=self._ms("tls", self.tls is not None),
            wait_ms=None if wait is None else wait * 1000,
            receive_ms=None if first_at is None else max(ended - first_at, 0.0) * 1000,
            total_ms=(ended - self._began) * 1000,
        )

    def _ms(self, phase: str, happened: bool) -> float | None:
        return self._spent.get(phase, 0.0) * 1000 if happened else None

    def note_proxy(self, **facts: object) -> None:
        """Add to what is known about the proxy."""
        assert self.proxy is not None
        self.proxy = replace(self.proxy, **facts)  # type: ignore[arg-type]
