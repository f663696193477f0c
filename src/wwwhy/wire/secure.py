"""TLS on a channel: shake hands, judge the chain, and only then open the gate."""

from dataclasses import replace

from wwwhy.model import Proxy, Request, Tls, TlsFacts
from wwwhy.wire import issuers, trust
from wwwhy.wire.gate import ConsentedStream, ObservedStream, VerifiedStream
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import Channel, StreamFailure
from wwwhy.wire.tls import TlsChannel


async def secure(
    channel: Channel, request: Request, journal: Journal, limits: Limits
) -> tuple[VerifiedStream | ConsentedStream, str | None]:
    """Speak TLS with the origin of the request; returns the stream and the protocol chosen.

    Raises:
        StreamFailure: there was no handshake, or its certificate is not accepted and the request
            insists on one.

    """
    url, tls = request.url, request.transport.tls
    sni = server_name(url.host) if tls.sni is None else (tls.sni or None)
    observed = await _observe(channel, tls, sni, offered(request), journal, limits)
    journal.enter("own")
    judgement = _judge(observed.channel, url.host, journal, tls)
    facts = observed.channel.facts()
    fetched = issuers.Fetched()
    if judgement is not None and tls.fetch_issuers:
        judgement, fetched = await _complete(judgement, request, journal)
    journal.tls = _judged(facts, judgement, fetched)
    if not tls.verify:
        return ConsentedStream(observed, request), facts.alpn
    assert judgement is not None  # only an unverified request goes on without one
    if judgement.failure is not None:
        await observed.close()
        raise StreamFailure(judgement.failure)
    return VerifiedStream(observed, judgement, url.origin), facts.alpn


async def secure_proxy(
    channel: Channel, proxy: Proxy, tls: Tls, journal: Journal, limits: Limits
) -> VerifiedStream:
    """Speak TLS with the forward proxy; the user's -k is about the origin and not about it.

    Raises:
        StreamFailure: there was no handshake, or its certificate is not accepted.

    """
    bare = Tls(ca_file=tls.ca_file, ca_path=tls.ca_path)
    sni = server_name(proxy.host)
    observed = await _observe(channel, bare, sni, ("http/1.1",), journal, limits)
    judgement = trust.judge(observed.channel.chain, proxy.host, journal.now(), tls=bare)
    if judgement.failure is not None:
        journal.tls = _judged(observed.channel.facts(), judgement, issuers.Fetched())
        await observed.close()
        raise StreamFailure(judgement.failure)
    journal.tls = None
    host = f"[{proxy.host}]" if ":" in proxy.host else proxy.host
    return VerifiedStream(observed, judgement, f"https://{host}:{proxy.port}", is_proxy=True)


def server_name(host: str) -> str | None:
    """Return the name to send as SNI: lower case, no final dot, never an address (RFC 6066)."""
    name = host.lower().rstrip(".")
    is_address = ":" in name or name.replace(".", "").isdigit()
    return None if is_address or not name else name


def offered(request: Request) -> tuple[str, ...]:
    """Return the protocols to offer in the handshake."""
    transport = request.transport
    if transport.tls.alpn is not None:
        return transport.tls.alpn
    if transport.http_version in {"auto", "2"}:
        return ("h2", "http/1.1")
    if transport.http_version == "1.0":
        return ("http/1.0",)
    return ("h2",) if transport.http_version == "2-prior-knowledge" else ("http/1.1",)


async def _observe(
    channel: Channel,
    tls: Tls,
    sni: str | None,
    alpn: tuple[str, ...],
    journal: Journal,
    limits: Limits,
) -> ObservedStream:
    tls_channel = TlsChannel(channel, tls, sni=sni, alpn=alpn, limits=limits)
    if journal.phase != "proxy":
        journal.enter("tls")
    try:
        await tls_channel.handshake()
    except BaseException:
        # Also when time ran out: what was seen until then is evidence.
        journal.tls = tls_channel.facts()
        raise
    return ObservedStream(tls_channel)


def _judge(channel: TlsChannel, host: str, journal: Journal, tls: Tls) -> trust.Judgement | None:
    try:
        return trust.judge(channel.chain, host, journal.now(), tls=tls)
    except StreamFailure:
        if tls.verify:
            raise
        # With -k an unreadable CA file stops nobody.
        return None


async def _complete(
    judgement: trust.Judgement, request: Request, journal: Journal
) -> tuple[trust.Judgement, issuers.Fetched]:
    end = trust.missing_issuer(judgement)
    if end is None:
        return judgement, issuers.Fetched()
    fetched = await issuers.fetch(
        end, request.transport, beside=journal.remote_address, clock=journal.clock
    )
    if not fetched.certificates:
        return judgement, fetched
    again = trust.judge(
        judgement.chain,
        request.url.host,
        journal.now(),
        tls=request.transport.tls,
        extra=fetched.certificates,
    )
    return again, fetched


def _judged(
    facts: TlsFacts, judgement: trust.Judgement | None, fetched: issuers.Fetched
) -> TlsFacts:
    if judgement is None:
        return facts
    return replace(
        facts,
        verify_errors=judgement.errors,
        trusted_by=judgement.trusted_by,
        issuers_fetched=fetched.urls,
        issuers=fetched.facts,
    )
