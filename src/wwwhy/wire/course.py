"""The course of one exchange of HTTP/2 or HTTP/3 in time: what came when, and what is overdue."""

from collections.abc import Callable
from typing import TypeAlias

from wwwhy.errors import Sentence
from wwwhy.model import Failure
from wwwhy.wire.assembly import Assembly

Alarm: TypeAlias = tuple[float, Callable[[], None]]
"""When, on the clock, and what is done then."""


class Course:
    """When what happened to one exchange.

    Attributes:
        sent_at: when the last byte of the request that was sent had been handed over.
        sent: whether all of the request has been.
        first_byte_at: when the first response head came.

    """

    def __init__(self, clock: Callable[[], float], assembly: Assembly) -> None:
        self.assembly = assembly
        self.sent_at = self._started_at = self._last_byte_at = clock()
        self.sent = False
        self._pieces = 0
        self.first_byte_at: float | None = None
        self._clock = clock
        self._until: dict[str, float] = {}

    def elapsed_ms(self) -> float:
        """Return the milliseconds since the exchange began."""
        return (self._clock() - self._started_at) * 1000

    def note_pieces(self) -> None:
        """Look whether the response went on."""
        if self.assembly.pieces > self._pieces:
            self._pieces = self.assembly.pieces
            self._last_byte_at = self._clock()
            self.first_byte_at = self.first_byte_at or self._last_byte_at

    def expire(self, deadline: float, unsent: int) -> None:
        """Say what a missed deadline means: silence is the server's, length is our bound."""
        silent = deadline - self._last_byte_at
        if self.first_byte_at is not None and silent <= (deadline - self._started_at) / 2:
            detail = Sentence("Our time was over while the response was still coming.")
            self.assembly.break_off(Failure("bound.time", detail))
            return
        seconds = max(silent, 0.0)
        detail = Sentence("The server sent nothing for {seconds:.1f} seconds.", seconds=seconds)
        if unsent:
            detail = Sentence(
                "The server sent nothing for {seconds:.1f} seconds, and had not taken the last"
                " {unsent} bytes of the request.",
                seconds=seconds,
                unsent=unsent,
            )
        failure = Failure("http.response.read_timed_out", detail, {"unsent": bool(unsent)})
        self.assembly.break_off(failure)

    def until(self, name: str, seconds: float) -> float:
        """Return when a wait of this name ends, counted from the first time it was asked for."""
        return self._until.setdefault(name, self._clock() + seconds)
