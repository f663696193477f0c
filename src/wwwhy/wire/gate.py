"""The gate: the streams a request may be written to, and which of them may carry secrets.

TLS here is observed first and judged afterwards, so OpenSSL guards nothing by itself. This file
does. What came out of a handshake is an `ObservedStream`, which has no way to write. Three kinds of
stream have one, and each is made only where its reason holds. `withheld` is asked again before
every request, because one connection can carry requests for more than one origin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from wwwhy.errors import Sentence
from wwwhy.model import Alert, Failure, Request, TlsFacts, Url
from wwwhy.model.masking import is_credential_field
from wwwhy.wire.names import covers
from wwwhy.wire.stream import READ_SIZE, Channel, Stream, StreamFailure

if TYPE_CHECKING:
    # OpenSSL takes 30 ms to load; a clear-text request does without.
    from wwwhy.wire.tls import TlsChannel
    from wwwhy.wire.trust import Judgement


class ObservedStream:
    """TLS whose handshake was watched and whose chain nobody has judged yet; it cannot write."""

    __slots__ = ("channel",)

    def __init__(self, channel: "TlsChannel") -> None:
        self.channel = channel

    async def close(self) -> None:
        """Close it."""
        await self.channel.close()


class _Admitted:
    __slots__ = ("_channel", "is_proxy", "origin")

    def __init__(self, channel: Channel, origin: str, *, is_proxy: bool) -> None:
        self._channel = channel
        self.origin = origin
        self.is_proxy = is_proxy

    async def read(self, limit: int = READ_SIZE) -> bytes:
        """Return what has arrived, at most `limit` bytes; b'' once the peer has ended."""
        return await self._channel.receive(limit)

    async def write(self, data: bytes) -> None:
        """Send all of `data`."""
        await self._channel.transmit(data)

    async def close(self) -> None:
        """Close it."""
        await self._channel.close()

    def has_ended(self) -> bool:
        """Whether the peer is known to have closed its side, found out without waiting."""
        data = self._channel.grab()
        if data:
            self._channel.unread(data)
        return data == b""

    def is_idle(self, *, may_speak: bool) -> bool:
        """Whether nothing was said and nobody left since it was opened; found out without waiting.

        `may_speak` where the protocol lets a server begin (HTTP/2 sends its SETTINGS).
        """
        said = self._channel.grab()
        if not said:
            return said is None
        ended = self.has_ended()
        self._channel.unread(said)
        return may_speak and not ended

    def unread(self, data: bytes) -> None:
        """Put bytes back, to be read next."""
        self._channel.unread(data)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """TLS alerts so far; none on clear text."""
        return getattr(self._channel, "alerts", ())

    def updated(self, facts: TlsFacts) -> TlsFacts:
        """Return a handshake's facts with what TLS said after it."""
        update: Callable[[TlsFacts], TlsFacts] | None = getattr(self._channel, "updated", None)
        return facts if update is None else update(facts)

    def release(self) -> Channel:
        """Return the channel, to build a tunnel on it."""
        return self._channel


class VerifiedStream(_Admitted):
    """TLS whose chain and name the user's store accepts."""

    __slots__ = ("_judgement",)

    def __init__(
        self,
        observed: ObservedStream,
        judgement: "Judgement",
        origin: str,
        *,
        is_proxy: bool = False,
    ) -> None:
        """Admit the stream; `is_proxy` where a forward proxy stands at its end.

        Raises:
            StreamFailure: the judgement is against it, or is about another chain.

        """
        if judgement.errors or judgement.chain != observed.channel.chain or not judgement.chain:
            raise StreamFailure(_refused(Sentence("its certificate was not accepted")))
        super().__init__(observed.channel, origin, is_proxy=is_proxy)
        self._judgement = judgement

    def covers(self, url: Url) -> bool:
        """Whether the certificate names this URL's host too, on the same port (RFC 9110, 4.3.3)."""
        port = Url.parse(self.origin).port
        return url.is_secure and url.port == port and covers(self._judgement.leaf, url.host)


class ConsentedStream(_Admitted):
    """TLS that is not verified because the request says so: the user's own -k, or an experiment."""

    __slots__ = ()

    def __init__(self, observed: ObservedStream, request: Request) -> None:
        """Admit the stream.

        Raises:
            StreamFailure: the request insists on verification.

        """
        if request.transport.tls.verify:
            raise StreamFailure(_refused(Sentence("the request insists on verification")))
        super().__init__(observed.channel, request.url.origin, is_proxy=False)


class ClearStream(_Admitted):
    """Clear text, because the URL or the proxy is http: that is what the user asked for."""

    __slots__ = ()

    def __init__(self, channel: Channel, origin: str, *, is_proxy: bool = False) -> None:
        """Admit the stream; `is_proxy` where a forward proxy stands at its end.

        Raises:
            StreamFailure: the origin is one that wants TLS.

        """
        if not origin.startswith("http://"):
            raise StreamFailure(_refused(Sentence("it is clear text and the URL says https")))
        super().__init__(channel, origin, is_proxy=is_proxy)


AdmittedStream: TypeAlias = VerifiedStream | ConsentedStream | ClearStream
"""The only streams a request is ever written to."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Names of the secret-bearing parts of a request."""

    names: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.names)


def secrets_of(request: Request) -> Secrets:
    """Name what a request carries that must not reach a stranger; values are never kept."""
    names = [line.name for line in request.fields if _is_secret(line.name, line.value)]
    if request.body:
        names.append("body")
    if request.url.userinfo is not None:
        names.append("userinfo")
    return Secrets(tuple(dict.fromkeys(names)))


def _is_secret(name: str, value: str) -> bool:
    # A line break in a value could hide a field of any name behind it.
    hidden = any(mark in text for mark in "\r\n\0" for text in (name, value))
    return hidden or is_credential_field(name.strip()) or name.strip().lower() == "cookie"


def withheld(stream: Stream, request: Request) -> Failure | None:
    """Say why this request must not be written to this stream; None if it may be."""
    secrets = secrets_of(request)
    if not secrets:
        return (
            None
            if isinstance(stream, AdmittedStream)
            else _refused(Sentence("it was never judged"))
        )
    why = _objection(stream, request)
    return None if why is None else _refused(why, secrets)


def _objection(stream: Stream, request: Request) -> Sentence | None:
    url = request.url
    if not isinstance(stream, AdmittedStream):
        return Sentence("it was never judged")
    if stream.is_proxy:
        why = Sentence("it ends at a proxy and the URL says https")
        return why if url.is_secure else None
    if isinstance(stream, ConsentedStream) and request.transport.tls.verify:
        return Sentence("it is not verified and this request insists on it")
    if isinstance(stream, VerifiedStream) and stream.covers(url):
        return None
    # Origins begin with the scheme, so a clear-text stream never fits an https URL.
    why = Sentence("it leads to {origin}", origin=stream.origin)
    return None if stream.origin == url.origin else why


def _refused(why: Sentence, secrets: Secrets | None = None) -> Failure:
    what = ", ".join(secrets.names) if secrets else Sentence("the request")
    detail = Sentence(
        "Nothing was sent on this connection, to protect {what}: {why}.", what=what, why=why
    )
    return Failure("bound.credentials", detail, {"withheld": str(what)})
