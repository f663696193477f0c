"""HTTP/1 over a stream: one request after the other, each with its own deadline (RFC 9112)."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wwwhy.errors import Sentence
from wwwhy.model import Anomaly, Failure, Proxy, Request, Response
from wwwhy.wire.h1_reader import ResponseReader
from wwwhy.wire.h1_writer import Message, encode
from wwwhy.wire.limits import KIB, Limits
from wwwhy.wire.stream import Stream, StreamFailure, StreamReset

_AT_ONCE = 16 * KIB
"""A request of at most this size fits into the socket's buffer, so writing it cannot block."""
_SWITCHING_PROTOCOLS = 101
_GARBAGE_GRACE = 0.5
"""Seconds to wait for more of an answer that is no HTTP."""


@dataclass(frozen=True, slots=True)
class H1Outcome:
    """What became of one request; times are those of the running loop's clock, in seconds."""

    response: Response | None
    """As far as it came: it may stand beside a failure."""
    failure: Failure | None
    sent_at: float
    """When the last byte of the request that was sent had been handed over."""
    first_byte_at: float | None
    ended_at: float
    peer_closed: bool
    """Whether the peer ended or reset the connection."""
    reusable: bool
    """Whether the connection may carry another request."""
    first_bytes: bytes = field(default=b"", repr=False)
    """What came where a response was expected, if it was none."""


class H1Connection:
    """One HTTP/1 connection on a stream; `clock` is the running loop's."""

    def __init__(self, stream: Stream, clock: Callable[[], float], limits: Limits) -> None:
        self._stream = stream
        self._clock = clock
        self._limits = limits
        self._leftover = b""

    async def exchange(
        self, request: Request, deadline: float, *, forward_proxy: Proxy | None = None
    ) -> H1Outcome:
        """Send one request and read its answer; nothing that a peer does raises.

        Whether the stream may carry the request is decided before (`gate`). At `deadline` it ends
        as `http.response.read_timed_out` if the server had fallen silent, and as `bound.time` if
        the response was still coming.
        """
        run = _Run(self._clock, request.method, self._limits)
        try:
            message = encode(request, forward_proxy=forward_proxy)
        except StreamFailure as error:
            run.reader.expire(error.failure)
            return run.outcome()
        run.take(self._leftover)
        try:
            async with asyncio.timeout_at(deadline):
                await self._converse(run, message)
        except TimeoutError:
            run.reader.expire(run.overdue(deadline))
        self._leftover = run.reader.leftover
        return run.outcome()

    async def close(self) -> None:
        """Close the stream."""
        await self._stream.close()

    async def _converse(self, run: "_Run", message: Message) -> None:
        if message.holds_body:
            await self._write(run, message.head)
            await self._await_permission(run)
            if run.reader.has_head or run.reader.done:
                run.unsent = True
                await self._read(run)
                return
            await self._upload(run, message.body)
        elif len(message.head) + len(message.body) <= _AT_ONCE:
            await self._write(run, message.head + message.body)
            await self._read(run)
        else:
            await self._upload(run, message.head + message.body)

    async def _upload(self, run: "_Run", data: bytes) -> None:
        """Write while reading: a server may answer, and stop listening, before it has it all."""
        writing = asyncio.create_task(self._write(run, data))
        try:
            await self._read(run)
        finally:
            if not writing.done():
                run.unsent = True
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing

    async def _write(self, run: "_Run", data: bytes) -> None:
        began = self._clock()
        try:
            await self._stream.write(data)
        except StreamFailure as error:
            # The answer may be waiting to be read although our bytes were refused.
            run.broken_write = error.failure
        # What goes at once is sent when it is handed over: a busy machine may let us go on only
        # when the answer is there.
        run.sent_at = began if len(data) <= _AT_ONCE else self._clock()

    async def _await_permission(self, run: "_Run") -> None:
        reader = run.reader
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.expect_wait):
                while not (reader.saw_continue or reader.has_head or reader.done):
                    await self._read_once(run)

    async def _read(self, run: "_Run") -> None:
        while not run.reader.done:
            if not run.reader.is_garbage:
                await self._read_once(run)
                continue
            try:
                async with asyncio.timeout(_GARBAGE_GRACE):
                    await self._read_once(run)
            except TimeoutError:
                run.reader.finish()

    async def _read_once(self, run: "_Run") -> None:
        try:
            data = await self._stream.read()
        except StreamReset:
            run.end(reset=True)
        except StreamFailure as error:
            run.peer_closed = True
            run.reader.expire(error.failure)
        else:
            if data:
                run.take(data)
            else:
                run.end(reset=False)


class _Run:
    """The course of one exchange."""

    def __init__(self, clock: Callable[[], float], method: str, limits: Limits) -> None:
        self._clock = clock
        self._started_at = self.sent_at = clock()
        self.first_byte_at: float | None = None
        self._last_byte_at = self._started_at
        self.peer_closed = False
        self.unsent = False
        self.broken_write: Failure | None = None
        self.reader = ResponseReader(method, limits, self._elapsed_ms)

    def _elapsed_ms(self) -> float:
        return (self._clock() - self._started_at) * 1000

    def take(self, data: bytes) -> None:
        """Take bytes that were read."""
        if not data:
            return
        self._last_byte_at = self._clock()
        self.first_byte_at = self.first_byte_at or self._last_byte_at
        self.reader.feed(data)

    def end(self, *, reset: bool) -> None:
        """Take note that the peer ended or reset the connection."""
        self.peer_closed = True
        self.reader.finish(reset=reset)

    def overdue(self, deadline: float) -> Failure:
        """Say what a missed deadline means: silence is the server's, length is our bound."""
        silent = deadline - self._last_byte_at
        if self.first_byte_at is None or silent > (deadline - self._started_at) / 2:
            seconds = max(silent, 0.0)
            detail = Sentence("The server sent nothing for {seconds:.1f} seconds.", seconds=seconds)
            if self.unsent:
                detail = Sentence(
                    "The server sent nothing for {seconds:.1f} seconds, and had not taken the whole"
                    " request.",
                    seconds=seconds,
                )
            kind = "http.response.read_timed_out"
            return Failure(kind, detail, {"unsent": self.unsent})
        return Failure(
            "bound.time", Sentence("Our time was over while the response was still coming.")
        )

    def outcome(self) -> H1Outcome:
        """Sum up."""
        reader = self.reader
        failure = reader.failure
        nothing_came = self.first_byte_at is None and failure is not None
        if self.broken_write is not None and nothing_came and self.peer_closed:
            failure = self._why_nothing_came(failure, self.broken_write)
        return H1Outcome(
            response=self._response(),
            failure=failure,
            sent_at=self.sent_at,
            first_byte_at=self.first_byte_at,
            ended_at=self._clock(),
            peer_closed=self.peer_closed,
            reusable=reader.reusable and not self.unsent and not self.peer_closed,
            first_bytes=reader.first_bytes,
        )

    def _response(self) -> Response | None:
        response = self.reader.response()
        extra = len(self.reader.leftover)
        if response is None or not extra or response.status == _SWITCHING_PROTOCOLS:
            return response
        if self.reader.failure is not None:
            # It was given up before its end, so what is left over is a part of it.
            return response
        # Such as the body of an answer to HEAD, or one longer than its Content-Length.
        text = f"at least {extra} bytes follow the end of the response"
        anomaly = Anomaly("bytes_after_response", len(response.raw_head), text)
        return replace(response, anomalies=(*response.anomalies, anomaly))

    @staticmethod
    def _why_nothing_came(read: Failure | None, write: Failure) -> Failure:
        # A TLS alert that was read tells more than the broken pipe that was written into.
        told = read is not None and read.type not in {"http.response.empty", "tcp.closed"}
        return read if read is not None and told else write
