"""TLS over memory buffers: it observes everything and rejects nothing by itself."""

import contextlib
from dataclasses import replace
from typing import TypedDict

from OpenSSL import SSL, crypto

from wwwhy.errors import Sentence
from wwwhy.model import Alert, Certificate, Failure, Tls, TlsFacts
from wwwhy.wire import certificates
from wwwhy.wire.limits import MIB, Limits
from wwwhy.wire.stream import READ_SIZE, Channel, StreamFailure, StreamReset
from wwwhy.wire.taxonomy import alert_failure, make_alert
from wwwhy.wire.tls_context import context_for

_RECORD = 16 * 1024
_RECORD_HEADER = 5
_RECORD_TYPES = frozenset(range(20, 25))
_MAX_HANDSHAKE = MIB
_MAX_ALERTS = 16
_MAX_CA_NAMES = 100
_MAX_SNI = 255


class _LaterFacts(TypedDict):
    """Those facts of a handshake that can still change after it."""

    alerts: tuple[Alert, ...]
    client_cert_requested: bool
    client_cert_sent: bool
    ca_names: tuple[str, ...]


class TlsChannel:
    """One TLS connection on another channel.

    `chain` and `facts` are worth reading also after a failed handshake.
    """

    def __init__(
        self, inner: Channel, tls: Tls, *, sni: str | None, alpn: tuple[str, ...], limits: Limits
    ) -> None:
        """Prepare the handshake.

        Raises:
            StreamFailure: what `tls` asks for cannot be used.

        """
        self._inner = inner
        self._sni = sni
        self._alpn = alpn
        self._limits = limits
        self._client_cert = tls.cert_file is not None
        self._alerts: list[Alert] = []
        self._cert_requested = False
        self._done = False
        self._ended = False
        self._first = b""
        self._unread = b""
        self._received = 0
        self.chain: tuple[bytes, ...] = ()
        """As the server sent it, DER, leaf first."""
        self._connection = SSL.Connection(context_for(tls), None)
        self._connection.set_app_data(self)
        self._connection.set_connect_state()
        self._offer()

    def _offer(self) -> None:
        try:
            if self._sni:
                if len(self._sni) > _MAX_SNI:
                    # OpenSSL would silently send none.
                    raise ValueError  # noqa: TRY301
                self._connection.set_tlsext_host_name(self._sni.encode())
            if self._alpn:
                self._connection.set_alpn_protos([name.encode() for name in self._alpn])
        except (SSL.Error, ValueError, TypeError):
            detail = Sentence("The server name or protocol list cannot be sent in a TLS handshake.")
            raise StreamFailure(Failure("tls.failed", detail, {"local": "sni_or_alpn"})) from None

    async def handshake(self) -> None:
        """Complete the handshake, whatever the certificate.

        Raises:
            StreamFailure: it did not come to an end, or the inner channel broke.

        """
        try:
            await self._shake_hands()
        except StreamReset as reset:
            failure = reset.failure
            detail = Sentence("The peer reset the connection during the TLS handshake.")
            raise StreamReset(Failure(failure.type, detail, failure.native, "tls")) from None
        finally:
            # After a failure too: the chain that came before an alert is evidence.
            self._keep_chain()
            if not self._done:
                self._connection.set_app_data(None)

    async def _shake_hands(self) -> None:
        while True:
            try:
                self._connection.do_handshake()
            except SSL.WantReadError:
                await self._flush()
                await self._more()
                continue
            except SSL.Error:
                self._farewell()
                raise StreamFailure(self._handshake_failure()) from None
            await self._flush()
            self._done = True
            return

    async def _more(self) -> None:
        data = await self._inner.receive(READ_SIZE)
        if not data:
            self._ended = True
            raise StreamFailure(self._closed_failure())
        self._keep_first(data)
        self._received += len(data)
        if self._received > _MAX_HANDSHAKE:
            detail = Sentence(
                "The TLS handshake is longer than {limit} bytes.", limit=_MAX_HANDSHAKE
            )
            raise StreamFailure(Failure("bound.bytes", detail, at_phase="tls"))
        self._connection.bio_write(data)

    async def receive(self, limit: int = READ_SIZE) -> bytes:
        """Return what has arrived, at most `limit` bytes; b'' once the peer has ended."""
        if self._unread:
            data, self._unread = self._unread[:limit], self._unread[limit:]
            return data
        while True:
            decrypted = self._decrypted(min(limit, _RECORD))
            if decrypted is not None:
                return decrypted
            await self._flush()
            encrypted = await self._inner.receive(READ_SIZE)
            if not encrypted:
                # Without close_notify; HTTP framing tells whether something is missing.
                self._ended = True
                return b""
            self._connection.bio_write(encrypted)

    def _decrypted(self, limit: int) -> bytes | None:
        if self._ended:
            return b""
        try:
            return self._connection.recv(limit)
        except SSL.WantReadError:
            return None
        except SSL.ZeroReturnError:
            self._ended = True
            return b""
        except SSL.Error:
            self._ended = True
            self._farewell()
            raise StreamFailure(self._alert_or_protocol_failure()) from None

    async def transmit(self, data: bytes) -> None:
        """Send all of `data`."""
        view = memoryview(data)
        while view:
            try:
                sent = self._connection.send(view[: 4 * _RECORD])
            except SSL.Error:
                raise StreamFailure(self._alert_or_protocol_failure()) from None
            view = view[sent:]
            await self._flush()

    async def _flush(self) -> None:
        while True:
            try:
                data = self._connection.bio_read(4 * _RECORD)
            except SSL.Error:
                return
            await self._inner.transmit(data)

    def grab(self) -> bytes | None:
        """Take what has arrived without waiting: None if nothing, b'' if the peer has ended."""
        if self._unread:
            data, self._unread = self._unread, b""
            return data
        encrypted = None if self._ended else self._inner.grab()
        if encrypted:
            self._connection.bio_write(encrypted)
        try:
            # A session ticket may stand before the farewell; only decrypting tells them apart.
            data = self._decrypted(_RECORD) or b""
        except StreamFailure:
            return b""
        return data or (b"" if self._ended or encrypted == b"" else None)

    def unread(self, data: bytes) -> None:
        """Put bytes back, to be received next."""
        self._unread = data + self._unread

    def post(self, data: bytes) -> None:
        """Send without waiting and without promise."""
        with contextlib.suppress(SSL.Error):
            self._connection.send(data)
        self._farewell()

    async def close(self) -> None:
        """Say close_notify without waiting for an answer, and close the inner channel."""
        if self._done and not self._ended:
            self._ended = True
            with contextlib.suppress(SSL.Error):
                self._connection.shutdown()
            self._farewell()
        self._connection.set_app_data(None)
        await self._inner.close()

    def _farewell(self) -> None:
        with contextlib.suppress(SSL.Error):
            self._inner.post(self._connection.bio_read(_RECORD))

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts so far, close_notify apart; TLS 1.3 has some after the handshake."""
        return tuple(self._alerts)

    @property
    def alpn(self) -> str | None:
        """The protocol the server chose; None if it chose none."""
        return self._connection.get_alpn_proto_negotiated().decode("latin-1") or None

    def facts(self) -> TlsFacts:
        """Return all that was seen so far, without a judgement."""
        read = (certificates.read(der) for der in self.chain)
        chain: tuple[Certificate, ...] = tuple(each for each in read if each is not None)
        seen = bool(self.chain)
        return TlsFacts(
            version=self._connection.get_protocol_version_name() if seen else None,
            cipher=self._connection.get_cipher_name() if seen else None,
            sni=self._sni,
            alpn_offered=self._alpn,
            alpn=self.alpn,
            handshake_done=self._done,
            chain=chain,
            first_bytes=self._first,
            **self._later_facts(),
        )

    def updated(self, facts: TlsFacts) -> TlsFacts:
        """Return facts of this handshake with what came after it.

        Alerts come late in TLS 1.3, and where only one location wants a client certificate, so
        does the request for it: by renegotiation (TLS 1.2) or after the handshake (RFC 8446
        section 4.6.2).
        """
        return replace(facts, **self._later_facts())

    def _later_facts(self) -> _LaterFacts:
        requested = self._was_cert_requested()
        return {
            "alerts": self.alerts,
            "client_cert_requested": requested,
            "client_cert_sent": requested and self._client_cert,
            "ca_names": self._ca_names(),
        }

    def note_state(self, where: int, value: int) -> None:
        """Take a report of OpenSSL's info callback."""
        if where & SSL.SSL_CB_ALERT:
            direction = "in" if where & SSL.SSL_CB_READ else "out"
            number, level = value & 0xFF, value >> 8
            if number and len(self._alerts) < _MAX_ALERTS:
                self._alerts.append(make_alert(number, direction, level))
        elif not self._cert_requested and self._connection.get_state_string().endswith(
            b"certificate request"
        ):
            # The name of a state, not of an error; the list of CA names is the second witness.
            self._cert_requested = True

    def _was_cert_requested(self) -> bool:
        return self._cert_requested or bool(self._ca_names())

    def _ca_names(self) -> tuple[str, ...]:
        try:
            names = self._connection.get_client_ca_list()[:_MAX_CA_NAMES]
            return tuple(_written(name) for name in names)
        except (SSL.Error, crypto.Error, ValueError):
            return ()

    def _keep_chain(self) -> None:
        try:
            sent = self._connection.get_peer_cert_chain() or []
            self.chain = tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, c) for c in sent)
        except (SSL.Error, crypto.Error):
            self.chain = ()

    def _keep_first(self, data: bytes) -> None:
        if self._received:
            return
        is_tls = data[0] in _RECORD_TYPES and data[1:2] in {b"", b"\x03"}
        self._first = data[: _RECORD_HEADER if is_tls else self._limits.first_bytes]

    @property
    def _speaks_tls(self) -> bool:
        return not self._first or (
            self._first[0] in _RECORD_TYPES and self._first[1:2] in {b"", b"\x03"}
        )

    def _handshake_failure(self) -> Failure:
        if not self._speaks_tls:
            detail = Sentence(
                "The peer does not speak TLS on this port; it answered in clear text."
            )
            plain = self._first[:5].upper() in {b"HTTP/", b"<HTML", b"<!DOC"}
            return Failure("tls.peer_not_tls", detail, {"looks_like_http": plain})
        return self._alert_or_protocol_failure()

    def _closed_failure(self) -> Failure:
        if not self._speaks_tls:
            return self._handshake_failure()
        if any(alert.level == "fatal" for alert in self._alerts):
            return self._alert_or_protocol_failure()
        detail = Sentence("The peer closed the connection without an answer to the handshake.")
        if self._first:
            detail = Sentence(
                "The peer closed the connection after its first answer to the handshake."
            )
        return Failure("tls.closed", detail)

    def _alert_or_protocol_failure(self) -> Failure:
        fatal = [alert for alert in self._alerts if alert.level == "fatal"]
        # A peer that answers our own alert with one of its own is not the one that said no.
        if fatal:
            requested = self._was_cert_requested()
            return alert_failure(
                fatal[0], cert_requested=requested, cert_sent=requested and self._client_cert
            )
        detail = Sentence("The peer broke the rules of TLS.")
        return Failure("tls.protocol.error", detail)


def _written(name: crypto.X509Name) -> str:
    parts = (
        (key.decode("latin-1"), value.decode("utf-8", "replace"))
        for key, value in name.get_components()
    )
    return ",".join(f"{key}={value}" for key, value in parts)
