"""An open connection with its protocol: what one exchange after the other is made on."""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from wwwhy.errors import Sentence
from wwwhy.model import Connection, Exchange, Failure, Proxy, Request
from wwwhy.wire.gate import AdmittedStream, ClearStream, VerifiedStream, withheld
from wwwhy.wire.h1 import H1Connection, H1Outcome
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.route import reach
from wwwhy.wire.stream import Channel

if TYPE_CHECKING:
    from wwwhy.wire.h2 import H2Connection, H2Outcome


_GRACE = 0.05


class Link:
    """One connection; its exchanges come one after the other."""

    def __init__(
        self,
        number: int,
        journal: Journal,
        stream: AdmittedStream,
        talk: "H1Connection | H2Connection",
        forward_proxy: Proxy | None,
    ) -> None:
        self._number = number
        self._opened = journal
        self._stream = stream
        self._talk = talk
        self._forward_proxy = forward_proxy
        self._requests = 0
        self._ended_at = journal.clock()
        self._usable = True
        self._peer_closed = False

    async def exchange(self, request: Request, deadline: float, journal: Journal) -> Exchange:
        """Send one request and read its answer; `journal` is that of this exchange."""
        journal.enter("http")
        idle = journal.clock() - self._ended_at
        failure = withheld(self._stream, request) or self._closed_meanwhile(idle)
        if failure is not None:
            return self._refused(request, failure, idle, journal)
        outcome = await self._sent(request, deadline)
        exchange = Exchange(
            request,
            outcome.response,
            _placed(outcome.failure, outcome.first_byte_at),
            self._facts(request, outcome, idle),
            journal.timing(outcome.sent_at, outcome.first_byte_at, outcome.ended_at),
        )
        self._requests += 1
        self._ended_at = outcome.ended_at
        return exchange

    async def close(self) -> None:
        """Close the connection; never raises."""
        await self._talk.close()

    async def _sent(self, request: Request, deadline: float) -> "H1Outcome | H2Outcome":
        if isinstance(self._talk, H1Connection):
            outcome = await self._talk.exchange(
                request, deadline, forward_proxy=self._forward_proxy
            )
            self._usable = outcome.reusable
            self._peer_closed = outcome.peer_closed or self._stream.has_ended()
            return outcome
        other = await self._talk.exchange(request, deadline)
        self._peer_closed = other.peer_closed
        self._usable = not other.peer_closed and other.goaway is None
        return other

    def _closed_meanwhile(self, idle: float) -> Failure | None:
        if not self._requests:
            return None
        if self._usable and isinstance(self._talk, H1Connection) and self._stream.has_ended():
            self._peer_closed = True
            detail = Sentence(
                "The server closed the idle connection after {idle:.0f} ms without a request.",
                idle=idle * 1000,
            )
            return Failure("tcp.closed", detail, {"idle": True, "announced": False})
        if not self._usable:
            detail = Sentence("The answer before this one left no connection to go on with.")
            return Failure("tcp.closed", detail, {"idle": False, "announced": True})
        return None

    def _refused(
        self, request: Request, failure: Failure, idle: float, journal: Journal
    ) -> Exchange:
        connection = self._facts(request, None, idle)
        return Exchange(request, None, failure, connection, journal.timing())

    def _facts(
        self, request: Request, outcome: "H1Outcome | H2Outcome | None", idle: float
    ) -> Connection:
        reused = self._requests > 0
        opened = self._opened.connection(self._number)
        if opened.tls is not None and not self._stream.is_proxy:
            # A client certificate may be refused, and even asked for, after the handshake.
            opened = replace(opened, tls=self._stream.updated(opened.tls))
        is_h1 = isinstance(self._talk, H1Connection)
        version = "1.0" if request.transport.http_version == "1.0" else "1.1"
        return replace(
            opened,
            http_version=version if is_h1 else "2",
            reused=reused,
            requests_before=self._requests,
            idle_before_ms=idle * 1000 if reused else None,
            dialled_ahead_ms=None if reused else opened.dialled_ahead_ms,
            goaway=getattr(outcome, "goaway", None),
            stream_reset=getattr(outcome, "stream_reset", None),
            closed_by_peer=self._peer_closed,
            first_bytes=outcome.first_bytes if outcome else b"",
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection that stands and may be written to; nothing was said on it yet."""

    stream: AdmittedStream
    protocol: str | None
    """What the TLS handshake chose; None if it chose nothing."""
    forward_proxy: Proxy | None
    """The proxy that forwards requests without a tunnel."""


Road: TypeAlias = Channel | ClearStream | VerifiedStream
"""A connection before TLS begins; a stream where an HTTP proxy forwards without a tunnel."""


async def open_link(
    request: Request,
    number: int,
    journal: Journal,
    deadline: float,
    limits: Limits,
    road: Road | None = None,
) -> Link:
    """Open a connection for a request; `deadline` is for name, TCP, proxy and TLS together.

    A `road` that stands already is gone on with, and is closed if nothing comes of it.

    Raises:
        StreamFailure: it cannot be opened, or its certificate is not accepted.
        TimeoutError: the time is over.

    """
    # A phase that watches the deadline itself gets to say what it saw.
    async with asyncio.timeout_at(deadline + _GRACE):
        if road is None:
            road = await open_road(request, journal, limits, deadline)
        opened = await open_way(road, request, journal, limits)
        return await begin(opened, request, number, journal, limits)


async def open_road(request: Request, journal: Journal, limits: Limits, deadline: float) -> Road:
    """Open a connection for requests like this one, as far as TLS.

    Raises:
        StreamFailure: it cannot be opened.

    """
    _load(request)
    return await reach(request, journal, deadline, limits)


async def open_way(road: Road, request: Request, journal: Journal, limits: Limits) -> Opened:
    """Make a connection fit for requests like this one, and say nothing on it.

    Raises:
        StreamFailure: there is no handshake, or its certificate is not accepted.

    """
    try:
        stream, protocol = await _admit(road, request, journal, limits)
    except BaseException:
        await road.close()
        raise
    forwards = isinstance(road, ClearStream | VerifiedStream)
    return Opened(stream, protocol, request.transport.proxy if forwards else None)


async def begin(
    opened: Opened, request: Request, number: int, journal: Journal, limits: Limits
) -> Link:
    """Begin to speak its protocol on a connection."""
    try:
        talk = await _spoken(opened.stream, opened.protocol, request, journal, limits)
    except BaseException:
        await opened.stream.close()
        raise
    return Link(number, journal, opened.stream, talk, opened.forward_proxy)


def _load(request: Request) -> None:
    """Load OpenSSL before any clock of the server's runs."""
    if request.url.is_secure:
        import wwwhy.wire.secure  # noqa: F401, PLC0415 (it takes 30 ms)


async def _admit(
    way: Road, request: Request, journal: Journal, limits: Limits
) -> tuple[AdmittedStream, str | None]:
    if isinstance(way, ClearStream | VerifiedStream):
        return way, None
    if not request.url.is_secure:
        return ClearStream(way, request.url.origin), None
    await journal.permit("tls")
    from wwwhy.wire.secure import secure  # noqa: PLC0415 (clear text does without OpenSSL)

    return await secure(way, request, journal, limits)


async def _spoken(
    stream: AdmittedStream,
    protocol: str | None,
    request: Request,
    journal: Journal,
    limits: Limits,
) -> "H1Connection | H2Connection":
    prior = request.transport.http_version == "2-prior-knowledge" and not stream.is_proxy
    if protocol != "h2" and not prior:
        return H1Connection(stream, journal.clock, limits)
    from wwwhy.wire.h2 import H2Connection  # noqa: PLC0415 (h2 takes 27 ms to load)

    talk = H2Connection(stream, journal.clock, limits)
    await talk.open()
    return talk


def _placed(failure: Failure | None, first_byte_at: float | None) -> Failure | None:
    """Say where the stream broke, where that is not the usual place of such a failure."""
    if failure is None or failure.phase == "http":
        return failure
    if failure.type.startswith("tcp.") and first_byte_at is None:
        return replace(failure, at_phase="http")
    return failure
