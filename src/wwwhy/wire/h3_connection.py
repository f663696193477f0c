"""One HTTP/3 connection: handshake, judgement, then exchanges one after the other.

There is no 0-RTT: nothing of a request is written before the chain was judged.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace

from aioquic.quic.events import QuicEvent, StopSendingReceived, StreamDataReceived, StreamReset

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Request, TlsFacts
from wwwhy.wire.assembly import Assembly
from wwwhy.wire.course import Alarm, Course
from wwwhy.wire.gate import secrets_of
from wwwhy.wire.h3_machine import GREETING, Machine, code_name
from wwwhy.wire.h3_outcome import H3Outcome, Judge
from wwwhy.wire.limits import Limits
from wwwhy.wire.names import covers
from wwwhy.wire.quic import Endpoint, chain_of, close_failure, configuration, tls_facts
from wwwhy.wire.stream import StreamFailure
from wwwhy.wire.trust import Judgement

PIECE = 64 * 1024
"""Bytes of content that are handed to QUIC at once, so that an early answer can stop the rest."""
PING_EVERY = 5.0
"""Seconds of waiting after which a PING keeps the server's idle timeout from passing."""
CANCELLED = 0x10C
"""H3_REQUEST_CANCELLED."""


class H3Connection:
    """One connection, opened for `request` and others like it.

    Attributes:
        tls: what the handshake showed, with the judgement.
        judgement: what is to be said against the chain; None if there was none to judge.
        failure: why the connection cannot carry a request; None while it can.
        connected_at: when the handshake was complete.

    """

    def __init__(
        self,
        request: Request,
        server_name: str | None,
        clock: Callable[[], float],
        limits: Limits,
    ) -> None:
        alpn = request.transport.tls.alpn
        self.tls = TlsFacts(sni=server_name, alpn_offered=("h3",) if alpn is None else alpn)
        self.connected_at: float | None = None
        self._request = request
        self._clock = clock
        self._limits = limits
        self.judgement: Judgement | None = None
        self._machine = Machine(limits)
        self._endpoint: Endpoint | None = None
        self.failure: Failure | None = None
        self._stream_id = -1
        self._body = memoryview(b"")
        self._greeted = False

    async def open(self, address: str, port: int, deadline: float) -> None:
        """Shake hands, and judge nothing yet; `failure` says why that did not succeed."""
        transport = self._request.transport
        until = min(deadline, self._clock() + transport.connect_timeout)
        idle = transport.timeout + transport.connect_timeout
        try:
            made = configuration(transport.tls, self.tls.sni, self.tls.alpn_offered, idle)
            self._endpoint = endpoint = Endpoint(made)
            endpoint.on_event = self._take_event
            await endpoint.connect(address, port, transport.interface)
        except StreamFailure as error:
            self.failure = error.failure
            return
        while not (endpoint.established or self._is_broken(endpoint)):
            if self._clock() >= until:
                self.failure = _no_answer(address, port, heard=endpoint.heard)
                break
            await self._news(endpoint, until)
        self._conclude_handshake(endpoint)

    async def exchange(self, request: Request, deadline: float) -> H3Outcome:
        """Send one request, if the judgement and its origin allow, and read its answer.

        Nothing that a peer does raises. At `deadline` (on the clock) it ends, as
        `http.response.read_timed_out` if the server had fallen silent, and as `bound.time` if the
        response was still coming.
        """
        course = Course(self._clock, Assembly(request.method, "3", self._limits))
        endpoint = self._endpoint
        refusal = self.failure or self._objection(request)
        if endpoint is None or refusal is not None:
            course.assembly.break_off(
                refusal or Failure("internal", Sentence("It was never opened."))
            )
            return self._outcome(course)
        try:
            self._begin(endpoint, request, course)
        except StreamFailure as error:
            course.assembly.break_off(error.failure)
            return self._outcome(course)
        while not course.assembly.ended:
            alarms = self._alarms(endpoint, course, deadline)
            self._send_content(endpoint, course)
            await self._news(endpoint, min(at for at, _ in alarms))
            course.note_pieces()
            self._check(endpoint, course)
            now = self._clock()
            for at, act in alarms:
                if now >= at:
                    act()
        outcome = self._outcome(course)
        if self.failure is None:
            endpoint.cancel(self._stream_id, CANCELLED)
        return outcome

    async def close(self) -> None:
        """Say goodbye and close the socket; never raises."""
        if self._endpoint is not None:
            self._endpoint.close()
            await asyncio.sleep(0)

    def judge(self, judge: Judge) -> None:
        """Let the chain be judged; a later judgement takes the place of an earlier one."""
        chain = chain_of(self._endpoint) if self._endpoint else ()
        if not chain:
            return
        try:
            self.judgement = judge(chain)
        except StreamFailure as error:
            # The user's own CA file cannot be read; with -k that stops nobody.
            if self._request.transport.tls.verify:
                self.failure = self.failure or error.failure
            return
        errors, by = self.judgement.errors, self.judgement.trusted_by
        self.tls = replace(self.tls, verify_errors=errors, trusted_by=by)

    def _conclude_handshake(self, endpoint: Endpoint) -> None:
        tls = self._request.transport.tls
        self.tls = tls_facts(
            endpoint, sni=self.tls.sni, alpn=self.tls.alpn_offered, cert=tls.cert_file is not None
        )
        if endpoint.established:
            self.connected_at = self._clock()
        self._check(endpoint, None)

    def _objection(self, request: Request) -> Failure | None:
        """Say why this request must not go out on this connection; None if it may."""
        judgement, wants = self.judgement, request.transport.tls.verify
        if wants and (judgement is None or not judgement.chain):
            return _withheld(Sentence("its certificate could not be judged"), request)
        if wants and judgement is not None and judgement.failure is not None:
            return judgement.failure
        if not secrets_of(request) or request.url.origin == self._request.url.origin:
            return None
        same_port = request.url.is_secure and request.url.port == self._request.url.port
        if wants and judgement and same_port and covers(judgement.leaf, request.url.host):
            return None
        return _withheld(Sentence("it leads to {origin}", origin=self._request.url.origin), request)

    def _begin(self, endpoint: Endpoint, request: Request, course: Course) -> None:
        if not self._greeted:
            self._greeted = True
            control = endpoint.quic.get_next_available_stream_id(is_unidirectional=True)
            endpoint.send(control, GREETING)
        self._stream_id = endpoint.quic.get_next_available_stream_id()
        head = self._machine.begin(request, self._stream_id, course.assembly, course.elapsed_ms)
        self._body = memoryview(request.body or b"")
        endpoint.send(self._stream_id, head, end=not self._body)

    def _send_content(self, endpoint: Endpoint, course: Course) -> None:
        machine = self._machine
        if machine.unwanted:
            self._body = memoryview(b"")
        while self._body and not machine.holding and not endpoint.has_unsent(self._stream_id):
            piece, self._body = self._body[:PIECE], self._body[PIECE:]
            frame = machine.content(bytes(piece))
            endpoint.send(self._stream_id, frame, end=not self._body)
            course.sent_at = self._clock()
        if not (course.sent or self._body or endpoint.has_unsent(self._stream_id)):
            course.sent, course.sent_at = True, self._clock()

    def _alarms(self, endpoint: Endpoint, course: Course, deadline: float) -> list[Alarm]:
        """Return what to do, and when, if nothing comes."""
        alarms: list[Alarm] = [(deadline, lambda: course.expire(deadline, len(self._body)))]
        if self._machine.holding:
            hold_until = course.until("hold", self._limits.expect_wait)
            alarms.append((hold_until, self._machine.release))
        alarms.append((self._clock() + PING_EVERY, endpoint.ping))
        return alarms

    async def _news(self, endpoint: Endpoint, until: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, until - self._clock())):
                await endpoint.news.wait()
        endpoint.news.clear()

    def _is_broken(self, endpoint: Endpoint) -> bool:
        return endpoint.failure is not None or endpoint.closed is not None

    def _check(self, endpoint: Endpoint, course: Course | None) -> None:
        """Take note of the end of the connection."""
        closed = endpoint.closed
        if endpoint.failure is not None:
            self.failure = self.failure or endpoint.failure
        elif closed is not None:
            self.failure = self.failure or close_failure(closed, self.tls, code_name)
        if self.failure is not None and course is not None:
            course.assembly.break_off(self.failure)

    def _take_event(self, event: QuicEvent) -> None:
        if isinstance(event, StreamDataReceived):
            self._machine.receive(event.stream_id, event.data, end=event.end_stream)
        elif isinstance(event, StreamReset):
            self._machine.receive_reset(event.stream_id, event.error_code)
        elif isinstance(event, StopSendingReceived) and event.stream_id == self._stream_id:
            self._machine.unwanted = True

    def _outcome(self, course: Course) -> H3Outcome:
        closed = self._endpoint.closed if self._endpoint else None
        local = self._endpoint.local_address if self._endpoint else None
        return H3Outcome(
            response=course.assembly.response,
            failure=course.assembly.failure,
            tls=self.tls,
            connected_at=self.connected_at,
            sent_at=course.sent_at,
            first_byte_at=course.first_byte_at,
            ended_at=self._clock(),
            peer_closed=closed is not None and closed.by == "peer",
            local_address=local[0] if local else None,
            local_port=local[1] if local else None,
            goaway=self._machine.goaway,
            first_bytes=course.assembly.first_bytes,
        )


def _no_answer(address: str, port: int, *, heard: bool) -> Failure:
    if heard:
        detail = Sentence(
            "The QUIC handshake with {address} port {port} did not end in time.",
            address=address,
            port=port,
        )
        return Failure("tls.timed_out", detail, {"transport": "udp"})
    what = Sentence("Speaking QUIC to {address} port {port}", address=address, port=port)
    detail = Sentence("{what}: no answer in time.", what=what)
    return Failure("tcp.timed_out", detail, {"transport": "udp"})


def _withheld(why: Sentence, request: Request) -> Failure:
    what = ", ".join(secrets_of(request).names) or Sentence("the request")
    detail = Sentence(
        "Nothing was sent on this connection, to protect {what}: {why}.", what=what, why=why
    )
    return Failure("bound.credentials", detail, {"withheld": str(what)})
