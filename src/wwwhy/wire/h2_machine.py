"""HTTP/2 of a client without I/O: bytes in, bytes out, one exchange at a time (RFC 9113).

The `h2` library keeps stream states, flow control and HPACK; its validation is switched off, and
the frame tap stands before it, so that what a server did wrong can still be read.
"""

import contextlib
from collections.abc import Callable

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    Event,
    InformationalResponseReceived,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)
from h2.exceptions import DenialOfServiceError, ProtocolError, StreamClosedError
from h2.settings import SettingCodes, Settings
from hpack import NeverIndexedHeaderTuple

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Request
from wwwhy.wire.assembly import Assembly, head_too_large
from wwwhy.wire.frames import (
    MAX_IDLE_FRAMES,
    Frame,
    FrameFault,
    FrameTap,
    Goaway,
    Kind,
    protocol_error,
)
from wwwhy.wire.limits import Limits
from wwwhy.wire.sections import Pairs, is_secret, request_section
from wwwhy.wire.stream import StreamFailure

WINDOW = 1024 * 1024
"""Flow-control window we grant, for each stream and for the connection."""
OUTPUT = 128 * 1024
"""How much is queued for one write, so that an early answer can still stop the upload."""
CREDIT = 256
"""Bytes of upload for which one WINDOW_UPDATE is taken for granted."""

_CONTINUE = 100
_REDIRECTION = 300


class Machine:
    """One connection.

    Attributes:
        goaway: the newest GOAWAY frame.
        dead: why the connection cannot carry another request; None while it can.
        stream_reset: error code of the RST_STREAM that ended the current exchange.
        holding: whether the body waits for 100 (Continue).
        is_fresh: whether no exchange has begun yet.
        tap: the frame tap, with its log.

    """

    def __init__(self, limits: Limits) -> None:
        self.goaway: Goaway | None = None
        self.dead: Failure | None = None
        self.stream_reset: int | None = None
        self.tap = FrameTap(limits.head)
        self._limits = limits
        self._h2 = _connection(limits)
        self._stream_id = 0
        self._newest = 0
        self._assembly = Assembly("GET", "2", limits)
        self._body = memoryview(b"")
        self._sending = False
        self.holding = False
        self._elapsed_ms: Callable[[], float] = float
        self.is_fresh = True

    def open(self) -> None:
        """Queue the connection preface and our SETTINGS (RFC 9113 section 3.4)."""
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(WINDOW - 65_535)

    def begin(self, request: Request, assembly: Assembly, elapsed_ms: Callable[[], float]) -> None:
        """Queue the request's head on a new stream; its answer goes into `assembly`.

        `elapsed_ms` tells the milliseconds since the exchange began. A body that expects
        100 (Continue) is held back while `holding` is true.
        """
        self._assembly, self._elapsed_ms = assembly, elapsed_ms
        self.stream_reset, self.is_fresh = None, False
        if self.dead is not None:
            assembly.break_off(self.dead)
            return
        body = request.body or b""
        wanted = "100-continue" in request.fields.tokens("expect")
        self.holding = bool(body) and (wanted or request.transport.expect_continue)
        try:
            section = _sealed(request_section(request, expect=self.holding))
            self._stream_id = self._newest = self._h2.get_next_available_stream_id()
            self.tap.restart(self._stream_id, MAX_IDLE_FRAMES + len(body) // CREDIT)
            self._h2.send_headers(self._stream_id, section, end_stream=not body)
            _ignore_content_length(self._h2, self._stream_id)
        except StreamFailure as error:
            assembly.break_off(error.failure)
            return
        except Exception as error:  # noqa: BLE001 (h2 lets AssertionError and KeyError through too)
            self._die(_unsendable(error))
            return
        self._body, self._sending = memoryview(body), bool(body)

    @property
    def finished(self) -> bool:
        """Whether the current exchange is over."""
        return self._assembly.ended

    @property
    def request_queued(self) -> bool:
        """Whether all of the request that will be sent has been taken with `take_output`."""
        return not self._sending

    @property
    def unsent(self) -> int:
        """Bytes of the body that are not on their way."""
        return len(self._body)

    def take_output(self) -> bytes:
        """Return what to write next: control frames, and content as far as the windows allow."""
        if self._sending and not self.holding:
            try:
                self._send_content()
            except Exception as error:  # noqa: BLE001 (as in begin)
                self._die(_unsendable(error))
        return self._h2.data_to_send() or b""

    def _send_content(self) -> None:
        queued = 0
        while self._sending and queued < OUTPUT:
            window = self._h2.local_flow_control_window(self._stream_id)
            size = min(window, self._h2.max_outbound_frame_size, len(self._body))
            if size <= 0:
                return
            piece, self._body = self._body[:size], self._body[size:]
            self._sending = bool(self._body)
            self._h2.send_data(self._stream_id, bytes(piece), end_stream=not self._sending)
            queued += size

    def receive(self, data: bytes) -> None:
        """Take bytes of the peer, as far as they belong to the current exchange."""
        self.tap.feed(data)
        try:
            for frame in self.tap.frames():
                self._take(frame)
                if self._assembly.ended:
                    return
        except FrameFault as fault:
            self._assembly.first_bytes = fault.first_bytes
            self._die(fault.failure)

    def receive_end(self, failure: Failure | None = None) -> None:
        """Say that nothing more comes: the peer closed, or the stream broke by `failure`."""
        try:
            self.tap.finish()
        except FrameFault as fault:
            self._assembly.first_bytes = fault.first_bytes
            self._die(fault.failure)
        if self.goaway is not None and self.goaway.code:
            self._assembly.break_off(_goaway_failure(self.goaway))
        reset = failure is not None and failure.type == "tcp.reset"
        if failure is not None and not reset:
            self._assembly.break_off(failure)
        self._assembly.close(reset=reset)
        self.dead = self.dead or failure or _closed()

    def release(self) -> None:
        """Let the body go although no 100 (Continue) came."""
        self.holding = False

    def settle(self) -> None:
        """Tidy up after an exchange: cancel what the peer may still be sending or awaiting."""
        self.holding = self._sending = False
        self._body = memoryview(b"")
        if self._stream_id:
            # It raises if the stream ended by itself: then nothing is left to cancel.
            with contextlib.suppress(Exception):
                self._h2.reset_stream(self._stream_id, ErrorCodes.CANCEL)
        self._stream_id = 0
        self._assembly = Assembly("GET", "2", self._limits)
        self.tap.restart(0)

    def give_up(self) -> None:
        """Say that a GOAWAY with an error was followed by nothing."""
        if self.goaway is not None:
            self._die(_goaway_failure(self.goaway))

    def shut(self) -> None:
        """Queue a GOAWAY of ours."""
        with contextlib.suppress(Exception):
            self._h2.close_connection()

    def _take(self, frame: Frame) -> None:
        if frame.kind == Kind.GOAWAY:
            self._take_goaway(Goaway.of(frame.payload))
            return
        if frame.kind == Kind.HEADERS and (
            frame.stream_id > self._newest or not frame.stream_id % 2
        ):
            # h2 would take it for a request; a push is refused by it already.
            self._die(
                protocol_error(Sentence("The server answered on a stream that nobody opened."))
            )
            return
        try:
            events = self._h2.receive_data(frame.octets)
        except DenialOfServiceError:
            self._die(head_too_large(self._limits))
        except Exception as error:  # noqa: BLE001 (hostile frames raise more than ProtocolError)
            self._die(_refused(frame, error))
        else:
            for event in events:
                self._take_event(event)

    def _take_goaway(self, goaway: Goaway) -> None:
        """Note it, and end the exchange only if the server will not serve it (section 6.8)."""
        self.goaway = goaway
        self.dead = _goaway_failure(goaway)
        if self._stream_id > goaway.last_stream_id:
            self._assembly.break_off(self.dead)

    def _take_event(self, event: Event) -> None:
        if self._assembly.ended or getattr(event, "stream_id", None) != self._stream_id:
            return
        if isinstance(event, InformationalResponseReceived | ResponseReceived | TrailersReceived):
            self._take_section(event)
        elif isinstance(event, DataReceived):
            self._h2.acknowledge_received_data(event.flow_controlled_length, self._stream_id)
            self._assembly.take_content(event.data)
        elif isinstance(event, StreamEnded):
            self._assembly.end()
        elif isinstance(event, StreamReset):
            self._take_reset(event)

    def _take_section(
        self, event: InformationalResponseReceived | ResponseReceived | TrailersReceived
    ) -> None:
        self._assembly.take_section(event.headers, self._elapsed_ms())
        interim = self._assembly.interim
        if interim and interim[-1].status == _CONTINUE:
            self.holding = False
        # An error or a redirect makes the rest of the body pointless; curl stops as well. So does
        # a final answer before the body was asked for.
        status = self._assembly.status
        if status is not None and (status >= _REDIRECTION or self.holding):
            self._sending = self.holding = False

    def _take_reset(self, event: StreamReset) -> None:
        code = int(event.error_code or 0)
        if not event.remote_reset:
            self._assembly.break_off(
                protocol_error(Sentence("The server broke the rules of flow control."), h2=code)
            )
            return
        self.stream_reset = code
        detail = Sentence(
            "The server reset the stream with RST_STREAM {code}.", code=_code_name(code)
        )
        self._assembly.break_off(
            Failure("http.h2.rst", detail, {"h2": code, "h2_name": _code_name(code)})
        )

    def _die(self, failure: Failure) -> None:
        self.dead = self.dead or failure
        self._assembly.break_off(failure)


def _connection(limits: Limits) -> H2Connection:
    connection = H2Connection(
        H2Configuration(
            client_side=True,
            header_encoding=None,
            validate_outbound_headers=False,
            normalize_outbound_headers=False,
            validate_inbound_headers=False,
            normalize_inbound_headers=False,
        )
    )
    connection.local_settings = Settings(
        client=True,
        initial_values={
            SettingCodes.ENABLE_PUSH: 0,
            SettingCodes.MAX_CONCURRENT_STREAMS: 100,
            SettingCodes.INITIAL_WINDOW_SIZE: WINDOW,
        },
    )
    # Servers older than RFC 8441 may balk at a setting they do not know.
    del connection.local_settings[SettingCodes.ENABLE_CONNECT_PROTOCOL]
    # Bounds a small block that unfolds into a big one (HPACK bomb, CVE-2016-6581).
    connection.decoder.max_header_list_size = limits.head
    return connection


def _ignore_content_length(connection: H2Connection, stream_id: int) -> None:
    """Let h2 pass heads whose Content-Length is wrong; `Assembly` compares it with the content.

    h2 4.4.1 throws the head away even with validation off. Where a later release has no such
    method, the attribute that is set here means nothing and h2 is as strict as it was.
    """
    stream = connection.streams[stream_id]
    stream._initialize_content_length = lambda headers: None  # type: ignore[method-assign]  # noqa: ARG005, SLF001 (said above)


def _sealed(section: Pairs) -> list[tuple[bytes, bytes]]:
    """Mark secrets as never indexed: no intermediary puts them in a table (RFC 7541, 7.1.3)."""
    return [
        NeverIndexedHeaderTuple(name, value) if is_secret(name) else (name, value)
        for name, value in section
    ]


def _goaway_failure(goaway: Goaway) -> Failure:
    name = _code_name(goaway.code)
    debug = ascii(goaway.debug.decode("latin-1"))[1:-1]
    detail = Sentence("The server ended the connection with GOAWAY {name}.", name=name)
    if debug:
        detail = Sentence(
            "The server ended the connection with GOAWAY {name} and said {debug!r}.",
            name=name,
            debug=debug,
        )
    return Failure(
        "http.h2.goaway",
        detail,
        {
            "h2": goaway.code,
            "h2_name": name,
            "last_stream_id": goaway.last_stream_id,
            "debug": debug or None,
        },
    )


def _code_name(code: int) -> str:
    """Name an error code of RFC 9113 section 7."""
    try:
        return ErrorCodes(code).name
    except ValueError:
        return f"0x{code:x}"


def _closed() -> Failure:
    return Failure("tcp.closed", Sentence("The server had closed the connection."))


def _refused(frame: Frame, error: Exception) -> Failure:
    detail = Sentence(
        "The server broke the rules of HTTP/2 with a {frame} frame: {why}.",
        frame=frame.name,
        why=_said(error),
    )
    return protocol_error(detail, frame=frame.name, rule=type(error).__name__)


def _unsendable(error: Exception) -> Failure:
    if isinstance(error, StreamClosedError):
        return _closed()
    detail = Sentence(
        "The server's settings do not let the request be sent: {why}.", why=_said(error)
    )
    return protocol_error(detail, rule=type(error).__name__)


def _said(error: Exception) -> str:
    """Quote h2, except where its text quotes the header block, which may hold secrets."""
    text = str(error)
    if not isinstance(error, ProtocolError) or text.startswith("Error decoding header block"):
        return Sentence("it cannot be decoded")
    return ascii(text)[1:-1].rstrip(".")[:160]
