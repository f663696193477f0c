"""HTTP/2 over a stream: one connection, one exchange after the other (RFC 9113).

What is kept that other clients lose: the response of a stream that outlives a graceful GOAWAY, an
answer that comes while the body is still going out, heads with illegal fields, and every error
code. Import this module only where HTTP/2 is spoken: `h2` costs 27 ms.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from wwwhy.model import Failure, Request, Response
from wwwhy.wire.assembly import Assembly
from wwwhy.wire.course import Alarm, Course
from wwwhy.wire.h2_machine import Machine
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import Stream, StreamFailure

GOAWAY_GRACE = 2.0
"""Seconds to wait for the answer of an open stream after a GOAWAY with an error code."""
STRANGER_GRACE = 1.0
"""Seconds to wait for the rest of the line when the peer does not speak HTTP/2."""
WRITE_GRACE = 1.0
"""Seconds to read on after a write failed."""
CLOSE_GRACE = 0.5
"""Seconds in which a last GOAWAY of ours may be written."""


@dataclass(frozen=True, slots=True)
class H2Outcome:
    """What became of one request; times are those of the clock that was handed in, in seconds."""

    response: Response | None
    """As far as it came: it may stand beside a failure."""
    failure: Failure | None
    goaway: int | None
    """Error code of the newest GOAWAY frame, also of a graceful one (0)."""
    stream_reset: int | None
    """Error code of the RST_STREAM that ended the stream."""
    sent_at: float
    """When the last byte of the request that was sent had been handed over."""
    first_byte_at: float | None
    """When the first response head came, be it an interim one."""
    ended_at: float
    peer_closed: bool
    """Whether the peer ended or reset the connection."""
    first_bytes: bytes = field(default=b"", repr=False)
    """What came instead, if it was no HTTP/2 or no response head."""


class H2Connection:
    """One HTTP/2 connection on a stream.

    `clock` tells monotonic seconds. Whether the stream may carry the request is decided before
    (`gate`), not here.
    """

    def __init__(self, stream: Stream, clock: Callable[[], float], limits: Limits) -> None:
        self._stream = stream
        self._clock = clock
        self._limits = limits
        self._machine = Machine(limits)
        self._reading: asyncio.Task[bytes] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._last_write: asyncio.Task[None] | None = None
        self._broken_write: Failure | None = None
        self._peer_closed = False

    async def open(self) -> None:
        """Say hello: the preface and our SETTINGS; a failure to write shows in `exchange`."""
        self._machine.open()
        try:
            await self._stream.write(self._machine.take_output())
        except StreamFailure as error:
            self._broken_write = error.failure

    async def exchange(self, request: Request, deadline: float) -> H2Outcome:
        """Send one request on a new stream and read its answer.

        Nothing that a peer does raises. At `deadline` (on the clock) it ends, as
        `http.response.read_timed_out` if the server had fallen silent, and as `bound.time` if the
        response was still coming. It may be called again on the same connection, also for another
        authority, but not at the same time.
        """
        course = Course(self._clock, Assembly(request.method, "2", self._limits))
        await self._catch_up()
        self._machine.begin(request, course.assembly, course.elapsed_ms)
        while not self._machine.finished:
            alarms = self._alarms(course, deadline)
            self._start_tasks()
            await self._wait(min(at for at, _ in alarms) - self._clock())
            self._harvest(course)
            now = self._clock()
            for at, act in alarms:
                if now >= at:
                    act()
        return self._conclude(course)

    async def close(self) -> None:
        """Say goodbye if the peer still listens, and close the stream; never raises."""
        if not self._peer_closed:
            self._machine.shut()
            self._start_writing()
            await self._wait_for_writing()
        for task in (self._reading, self._writing):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, StreamFailure):
                    await task
        self._reading = self._writing = None
        await self._stream.close()

    async def _catch_up(self) -> None:
        """Take what came since the last exchange, such as a GOAWAY or the end."""
        self._machine.receive(b"")
        if self._machine.is_fresh or self._peer_closed:
            return
        self._start_reading()
        await self._wait(0.0)
        self._harvest(None)

    def _alarms(self, course: Course, deadline: float) -> list[Alarm]:
        """Return what to do, and when, if the peer stays silent."""
        machine = self._machine
        alarms: list[Alarm] = [(deadline, lambda: course.expire(deadline, machine.unsent))]
        if machine.holding:
            alarms.append((course.until("hold", self._limits.expect_wait), machine.release))
        if machine.goaway is not None and machine.goaway.code:
            alarms.append((course.until("goaway", GOAWAY_GRACE), machine.give_up))
        if machine.tap.is_stranger:
            alarms.append((course.until("stranger", STRANGER_GRACE), machine.receive_end))
        if self._broken_write is not None:
            broken = self._broken_write
            end = (course.until("write", WRITE_GRACE), lambda: machine.receive_end(broken))
            alarms.append(end)
        return alarms

    def _start_tasks(self) -> None:
        self._start_reading()
        if self._start_writing() and self._machine.request_queued:
            self._last_write = self._writing

    def _start_reading(self) -> None:
        if self._reading is None and not self._peer_closed:
            self._reading = asyncio.create_task(self._stream.read())

    def _start_writing(self) -> bool:
        if self._writing is not None or self._broken_write is not None:
            return False
        output = self._machine.take_output()
        if output:
            self._writing = asyncio.create_task(self._stream.write(output))
        return bool(output)

    async def _wait(self, seconds: float) -> None:
        tasks = [task for task in (self._reading, self._writing) if task is not None]
        timeout = max(0.0, seconds)
        if tasks:
            await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(timeout)

    async def _wait_for_writing(self) -> None:
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=CLOSE_GRACE)

    def _harvest(self, course: Course | None) -> None:
        """Take the results of the tasks that are done."""
        writing, reading = self._writing, self._reading
        if writing is not None and writing.done():
            self._writing = None
            self._take_written(writing, course)
        if reading is not None and reading.done():
            self._reading = None
            self._take_read(reading)
        if course is not None:
            course.note_pieces()

    def _take_written(self, writing: asyncio.Task[None], course: Course | None) -> None:
        error = writing.exception()
        if isinstance(error, StreamFailure):
            # An answer may still be waiting to be read, as after a 413 in the middle of an upload.
            self._broken_write = error.failure
        elif error is not None:
            raise error
        elif course is not None and not course.sent:
            course.sent_at = self._clock()
            course.sent = writing is self._last_write

    def _take_read(self, reading: asyncio.Task[bytes]) -> None:
        try:
            data = reading.result()
        except StreamFailure as error:
            self._peer_closed = True
            self._machine.receive_end(error.failure)
            return
        if data:
            self._machine.receive(data)
        else:
            self._peer_closed = True
            self._machine.receive_end()

    def _conclude(self, course: Course) -> H2Outcome:
        ended_at = self._clock()
        machine, assembly = self._machine, course.assembly
        machine.settle()
        if not self._peer_closed:
            self._start_writing()
        return H2Outcome(
            response=assembly.response,
            failure=assembly.failure,
            goaway=machine.goaway.code if machine.goaway else None,
            stream_reset=machine.stream_reset,
            sent_at=course.sent_at,
            first_byte_at=course.first_byte_at,
            ended_at=ended_at,
            peer_closed=self._peer_closed,
            first_bytes=assembly.first_bytes,
        )
