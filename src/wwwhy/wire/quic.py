"""One QUIC connection over UDP, made of aioquic without its asyncio part (RFC 9000, RFC 9001).

aioquic's own `connect` always binds `::` and reports a close of the peer only after draining for
some 600 ms. Here the socket is connected, so ECONNREFUSED shows at once, and a close is read at
once. What needs private attributes of aioquic (the chain, the early close) is guarded: without
them a fact is missing, never an answer.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.events import ConnectionTerminated, HandshakeCompleted, QuicEvent
from aioquic.quic.packet import QuicErrorCode
from cryptography.hazmat.primitives.serialization import Encoding

from wwwhy.errors import Sentence
from wwwhy.model import Alert, Failure, Tls, TlsFacts
from wwwhy.sources.files import is_regular
from wwwhy.wire import certificates
from wwwhy.wire.dial import bind
from wwwhy.wire.stream import StreamFailure
from wwwhy.wire.taxonomy import alert_failure, errno_failure, make_alert

MAX_CHAIN = 32
_MAX_PEM = 1024 * 1024
_ALERTS = range(0x100, 0x200)
# aioquic reports faults of a peer as warnings, which Python would write to stderr.
logging.getLogger("quic").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Closed:
    """How the connection ended (RFC 9000 section 10)."""

    code: int
    reason: str
    by: str
    """`peer`; `us`, because of what the peer did; `silence` (the idle timeout passed); or
    `versions`, where none is spoken by both."""
    by_application: bool
    """The code is one of HTTP/3 and not of QUIC."""


class _Connection(QuicConnection):
    """Remembers whether it was we who closed it."""

    closed_here = False

    def close(
        self,
        error_code: int = QuicErrorCode.NO_ERROR,
        frame_type: int | None = None,
        reason_phrase: str = "",
    ) -> None:
        """Close it; aioquic calls this for every fault it finds in what the peer sent."""
        self.closed_here = True
        super().close(error_code, frame_type, reason_phrase)


class Endpoint(asyncio.DatagramProtocol):
    """A client's end of one connection; give it what to do with each event.

    Attributes:
        quic: aioquic's connection.
        news: set whenever something happened.
        failure: why it cannot go on, where the operating system or aioquic says so.
        heard: whether any datagram came.
        established: whether the handshake is complete.

    """

    def __init__(self, configuration: QuicConfiguration) -> None:
        self.quic = _Connection(configuration=configuration)
        self.news = asyncio.Event()
        self.failure: Failure | None = None
        self.heard = False
        self.established = False
        self.on_event: Callable[[QuicEvent], None] = lambda _event: None
        self._loop = asyncio.get_running_loop()
        self._address: tuple[str, int] = ("", 0)
        self._transport: asyncio.DatagramTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._terminated: ConnectionTerminated | None = None
        self._ended_by = "peer"
        self._drains = False
        self._in_timer = False

    async def connect(self, address: str, port: int, interface: str | None = None) -> None:
        """Begin the handshake; whether it succeeds shows in `established` and `closed`.

        Raises:
            StreamFailure: the address cannot be used.

        """
        self._address = (address, port)
        sock = _connected(address, port, interface)
        transport, _ = await self._loop.create_datagram_endpoint(lambda: self, sock=sock)
        self._transport = transport
        self._do(lambda: self.quic.connect(self._address, now=self._loop.time()))

    @property
    def local_address(self) -> tuple[str, int] | None:
        """Our own address and port."""
        name = self._transport.get_extra_info("sockname") if self._transport else None
        return (str(name[0]), int(name[1])) if name else None

    @property
    def closed(self) -> Closed | None:
        """How the connection ended; None while it stands."""
        early = self._early_close()
        event = self._terminated or early
        if event is None:
            return None
        by = "us" if self.quic.closed_here else self._ended_by
        application = event.frame_type is None and by == "peer"
        return Closed(event.error_code, event.reason_phrase, by, application)

    def _early_close(self) -> ConnectionTerminated | None:
        """Return a close that aioquic knows of and will report only after draining."""
        state = getattr(getattr(self.quic, "_state", None), "name", "")
        event = getattr(self.quic, "_close_event", None)
        known = state == "DRAINING" or self.quic.closed_here
        return event if known and isinstance(event, ConnectionTerminated) else None

    def send(self, stream_id: int, data: bytes, *, end: bool = False) -> None:
        """Queue bytes on a stream and send what congestion and windows allow."""
        self._do(lambda: self.quic.send_stream_data(stream_id, data, end_stream=end))

    def cancel(self, stream_id: int, code: int) -> None:
        """Stop both directions of a stream, as far as they are still open."""
        with contextlib.suppress(Exception):  # aioquic raises for what has ended already
            self.quic.reset_stream(stream_id, code)
        with contextlib.suppress(Exception):
            self.quic.stop_stream(stream_id, code)
        self._do(lambda: None)

    def ping(self) -> None:
        """Keep the connection from falling asleep."""
        self._do(lambda: self.quic.send_ping(0))

    def has_unsent(self, stream_id: int) -> bool:
        """Whether bytes of a stream still wait for a window; False where it cannot be seen."""
        streams = getattr(self.quic, "_streams", {})
        sender = getattr(streams.get(stream_id), "sender", None)
        return not getattr(sender, "buffer_is_empty", True)

    def close(self, code: int = 0x100) -> None:
        """Say goodbye (H3_NO_ERROR) and let the socket go; closing twice is harmless."""
        if self._transport is None:
            return
        if self.failure is None:
            self._do(lambda: self.quic.close(error_code=code))
        if self._timer is not None:
            self._timer.cancel()
        self._transport.close()
        self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket (called by asyncio)."""
        if isinstance(transport, asyncio.DatagramTransport):
            self._transport = transport

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 (it is connected)
        """Take a datagram (called by asyncio)."""
        self.heard = True
        now = self._loop.time()
        self._do(lambda: self.quic.receive_datagram(data, self._address, now=now))

    def error_received(self, exc: Exception) -> None:
        """Take an error of the socket (called by asyncio); ICMP says so when nobody listens."""
        if isinstance(exc, OSError):
            found = errno_failure(exc, _speaking(self._address[0], self._address[1]))
            native = {**found.native, "transport": "udp"}
            self._fail(Failure(found.type, found.detail, native))

    def _do(self, act: Callable[[], object]) -> None:
        """Do something with the connection, pass on what came of it, and send."""
        if self.failure is not None:
            return
        try:
            act()
            self._drains = self._drains or self._early_close() is not None
            while (event := self.quic.next_event()) is not None:
                self._take(event)
            self._transmit()
        except Exception as error:  # noqa: BLE001 (aioquic meets hostile packets with asserts too)
            detail = Sentence(
                "The server sent QUIC packets that cannot be read ({kind}).",
                kind=type(error).__name__,
            )
            self._fail(Failure("http.protocol.error", detail, {"transport": "udp"}))
        self.news.set()

    def _take(self, event: QuicEvent) -> None:
        if isinstance(event, HandshakeCompleted):
            self.established = True
        elif isinstance(event, ConnectionTerminated) and self._terminated is None:
            self._terminated = event
            local = (event.error_code, event.frame_type) == (QuicErrorCode.INTERNAL_ERROR, 0)
            if local and not self._drains:
                # aioquic reports these two as if they were a close of the peer.
                self._ended_by = "silence" if self._in_timer else "versions"
        self.on_event(event)

    def _transmit(self) -> None:
        for data, address in self.quic.datagrams_to_send(now=self._loop.time()):
            # A server may name another address it prefers; requests go only where they were sent.
            if self._transport is not None and tuple(address) == self._address:
                self._transport.sendto(data)
        if self._timer is not None:
            self._timer.cancel()
        wake_at = self.quic.get_timer()
        self._timer = None if wake_at is None else self._loop.call_at(wake_at, self._ring)

    def _ring(self) -> None:
        self._in_timer = True
        self._do(lambda: self.quic.handle_timer(now=self._loop.time()))
        self._in_timer = False

    def _fail(self, failure: Failure) -> None:
        self.failure = self.failure or failure
        self.news.set()


def configuration(
    tls: Tls, server_name: str | None, alpn: tuple[str, ...], idle_timeout: float
) -> QuicConfiguration:
    """Make aioquic's configuration: nothing is verified by it, because we judge ourselves.

    Raises:
        StreamFailure: what `tls` asks for cannot be done in QUIC.

    """
    if tls.max_version not in {None, "1.3"}:
        detail = Sentence(
            "QUIC needs TLS 1.3, and the request allows at most {version}.", version=tls.max_version
        )
        raise StreamFailure(Failure("tls.failed", detail, {"local": "max_version"}))
    made = QuicConfiguration(
        is_client=True,
        alpn_protocols=list(alpn),
        server_name=server_name,
        verify_mode=ssl.CERT_NONE,
        idle_timeout=idle_timeout,
    )
    try:
        (server_name or "").encode("ascii")
        if tls.cert_file is not None:
            _load(made, tls.cert_file, tls)
    except Exception:  # noqa: BLE001 (files of the user's: OSError, ValueError, IndexError and more)
        detail = Sentence(
            "The server name, or the client certificate and its key, cannot be used for QUIC."
        )
        raise StreamFailure(Failure("tls.failed", detail, {"local": "sni_or_cert"})) from None
    return made


def _load(made: QuicConfiguration, cert_file: str, tls: Tls) -> None:
    """Load the client's certificate, unless it is a pipe or a device, which have no end.

    Raises:
        ValueError: it is no file, or not of such a size; other errors are aioquic's.

    """
    if not all(is_regular(name, _MAX_PEM) for name in (cert_file, tls.key_file or cert_file)):
        raise ValueError(cert_file)
    made.load_cert_chain(cert_file, tls.key_file, tls.key_password)


def chain_of(endpoint: Endpoint) -> tuple[bytes, ...]:
    """Return the server's chain (DER, leaf first); empty where aioquic does not show it."""
    tls = getattr(endpoint.quic, "tls", None)
    leaf = getattr(tls, "_peer_certificate", None)
    rest = getattr(tls, "_peer_certificate_chain", None) or []
    try:
        return tuple(each.public_bytes(Encoding.DER) for each in [leaf, *rest][:MAX_CHAIN] if each)
    except (AttributeError, ValueError, TypeError):
        return ()


def tls_facts(
    endpoint: Endpoint, *, sni: str | None, alpn: tuple[str, ...], cert: bool
) -> TlsFacts:
    """Return what the handshake showed so far, without a judgement; `cert` if we have one."""
    tls = getattr(endpoint.quic, "tls", None)
    suite = getattr(getattr(tls, "key_schedule", None), "cipher_suite", None)
    requested = getattr(tls, "_certificate_request", None) is not None
    chain = tuple(filter(None, map(certificates.read, chain_of(endpoint))))
    alert = alert_of(endpoint.closed)
    return TlsFacts(
        version="TLSv1.3" if chain else None,
        cipher=None if suite is None else f"TLS_{suite.name}",
        sni=sni,
        alpn_offered=alpn,
        alpn=getattr(tls, "alpn_negotiated", None),
        handshake_done=endpoint.established,
        chain=chain,
        alerts=() if alert is None else (alert,),
        client_cert_requested=requested,
        client_cert_sent=requested and cert,
    )


def alert_of(closed: Closed | None) -> Alert | None:
    """Return the TLS alert inside a CONNECTION_CLOSE: 0x100 + n (RFC 9001 section 4.8)."""
    if closed is None or closed.by_application or closed.code not in _ALERTS:
        return None
    return make_alert(closed.code - _ALERTS.start, "out" if closed.by == "us" else "in")


def close_failure(closed: Closed, facts: TlsFacts, code_name: Callable[[int], str]) -> Failure:
    """Say what a close means; `code_name` names error codes of HTTP/3."""
    reason = ascii(closed.reason[:200])[1:-1]
    native: dict[str, str | int | bool | None] = {"transport": "udp", "reason": reason or None}
    if closed.by == "silence":
        return _silence(facts, native)
    if closed.by == "versions":
        detail = Sentence("The server speaks no version of QUIC that we do.")
        return Failure("http.protocol.error", detail, native, at_phase="tls")
    alert = alert_of(closed)
    if alert is not None:
        requested, sent = facts.client_cert_requested, facts.client_cert_sent
        found = alert_failure(alert, cert_requested=requested, cert_sent=sent)
        return Failure(found.type, found.detail, {**found.native, "quic": closed.code, **native})
    said = f" ({reason})" if reason else ""
    if closed.by == "us":
        detail = Sentence("The server broke the rules of QUIC{said}.", said=said)
        return Failure("http.protocol.error", detail, {"quic": closed.code, **native})
    if closed.by_application:
        name = code_name(closed.code)
        native |= {"h3": closed.code, "h3_name": name}
    else:
        name = _quic_name(closed.code)
        native |= {"quic": closed.code, "quic_name": name}
    detail = Sentence(
        "The server closed the QUIC connection with {name}{said}.", name=name, said=said
    )
    return Failure("http.h3.close", detail, native)


def _silence(facts: TlsFacts, native: dict[str, str | int | bool | None]) -> Failure:
    detail = Sentence("The server sent nothing until the idle timeout of QUIC passed.")
    kind = "http.response.read_timed_out" if facts.handshake_done else "tls.timed_out"
    return Failure(kind, detail, native)


def _quic_name(code: int) -> str:
    """Name an error code of RFC 9000 section 20.1."""
    try:
        return QuicErrorCode(code).name
    except ValueError:
        return f"0x{code:x}"


def _speaking(address: str, port: int) -> Sentence:
    return Sentence("Speaking QUIC to {address} port {port}", address=address, port=port)


def _connected(address: str, port: int, interface: str | None) -> socket.socket:
    what = _speaking(address, port)
    try:
        found = socket.getaddrinfo(
            address, port, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
        )
        family, kind, _, _, target = found[0]
        sock = socket.socket(family, kind)
    except OSError as error:
        raise StreamFailure(errno_failure(error, what)) from None
    try:
        if interface:
            bind(sock, interface)
        sock.setblocking(False)
        sock.connect(target)
    except OSError as error:
        sock.close()
        raise StreamFailure(errno_failure(error, what)) from None
    return sock
