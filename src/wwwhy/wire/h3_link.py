"""An open HTTP/3 connection with its facts: what `link.Link` is for HTTP/1 and HTTP/2."""

from dataclasses import replace
from typing import TYPE_CHECKING

from wwwhy.errors import Sentence
from wwwhy.model import Attempt, Connection, Exchange, Failure, Request
from wwwhy.wire import issuers, trust
from wwwhy.wire.h3 import connect_h3
from wwwhy.wire.h3_outcome import H3Outcome
from wwwhy.wire.journal import Journal
from wwwhy.wire.limits import Limits
from wwwhy.wire.route import addresses_of, target_of
from wwwhy.wire.secure import server_name
from wwwhy.wire.stream import StreamFailure

if TYPE_CHECKING:
    from wwwhy.wire.h3_connection import H3Connection

MAX_ADDRESSES = 16


class H3Link:
    """One connection; its exchanges come one after the other."""

    def __init__(self, number: int, journal: Journal, talk: "H3Connection") -> None:
        self._number = number
        self._opened = journal
        self._talk = talk
        self._requests = 0
        self._ended_at = journal.clock()

    async def exchange(self, request: Request, deadline: float, journal: Journal) -> Exchange:
        """Send one request and read its answer; `journal` is that of this exchange."""
        journal.enter("http")
        idle = journal.clock() - self._ended_at
        outcome = await self._talk.exchange(request, deadline)
        exchange = Exchange(
            request,
            outcome.response,
            outcome.failure,
            self._facts(outcome, idle),
            journal.timing(outcome.sent_at, outcome.first_byte_at, outcome.ended_at),
        )
        self._requests += 1
        self._ended_at = outcome.ended_at
        return exchange

    async def close(self) -> None:
        """Close the connection; never raises."""
        await self._talk.close()

    def _facts(self, outcome: H3Outcome, idle: float) -> Connection:
        reused = self._requests > 0
        return replace(
            self._opened.connection(self._number),
            http_version="3",
            tls=outcome.tls,
            reused=reused,
            requests_before=self._requests,
            idle_before_ms=idle * 1000 if reused else None,
            local_address=outcome.local_address,
            local_port=outcome.local_port,
            closed_by_peer=outcome.peer_closed,
            first_bytes=outcome.first_bytes,
        )


async def open_h3_link(
    request: Request, number: int, journal: Journal, deadline: float, limits: Limits
) -> H3Link:
    """Open a connection for a request; `deadline` is for name and handshake together.

    The addresses are tried in order; every one but the last may use half of the time left.

    Raises:
        StreamFailure: it cannot be opened, or its certificate is not accepted.
        MissingExtraError: aioquic is not installed.

    """
    _refuse_what_quic_cannot(request)
    host, port = target_of(request)
    journal.enter("dns")
    found = await addresses_of(host, request.transport, journal, deadline)
    journal.enter("tls")
    addresses = found[:MAX_ADDRESSES]
    for address in addresses:
        left = deadline - journal.clock()
        until = deadline if address is addresses[-1] else journal.clock() + left / 2
        talk = await _try(request, address, port, journal, until, limits)
        if talk.connected_at is not None or address is addresses[-1]:
            return await _admit(talk, number, request, journal)
        await talk.close()
    raise StreamFailure(Failure("tcp.failed", Sentence("There is no address to dial.")))


def _refuse_what_quic_cannot(request: Request) -> None:
    transport = request.transport
    why = None
    if not request.url.is_secure:
        why = Sentence("it needs an https URL")
    elif transport.proxy is not None:
        why = Sentence("it cannot go through a forward proxy")
    elif transport.unix_socket is not None:
        why = Sentence("it cannot go through a Unix domain socket")
    if why is not None:
        detail = Sentence("The request was not sent over HTTP/3: {why}.", why=why)
        raise StreamFailure(Failure("http.request.unsendable", detail))


async def _try(
    request: Request, address: str, port: int, journal: Journal, until: float, limits: Limits
) -> "H3Connection":
    url, tls = request.url, request.transport.tls
    began = journal.clock()
    talk = await connect_h3(
        request,
        address,
        port,
        server_name=server_name(url.host) if tls.sni is None else (tls.sni or None),
        deadline=until,
        clock=journal.clock,
        limits=limits,
        judge=lambda chain: trust.judge(chain, url.host, journal.now(), tls=tls),
    )
    failure = talk.failure if talk.connected_at is None else None
    journal.attempts.append(Attempt(address, failure, (journal.clock() - began) * 1000))
    journal.remote_address, journal.remote_port = address, port
    journal.tls = talk.tls
    return talk


async def _admit(talk: "H3Connection", number: int, request: Request, journal: Journal) -> H3Link:
    """Hand the connection over if the request may go out on it."""
    journal.enter("own")
    try:
        failure = await _refusal(talk, request, journal)
    except BaseException:
        await talk.close()
        raise
    if failure is not None:
        await talk.close()
        raise StreamFailure(failure)
    return H3Link(number, journal, talk)


async def _refusal(talk: "H3Connection", request: Request, journal: Journal) -> Failure | None:
    tls = request.transport.tls
    if tls.fetch_issuers:
        await _complete(talk, request, journal)
    judged = talk.judgement.failure if talk.judgement and tls.verify else None
    return talk.failure or judged


async def _complete(talk: "H3Connection", request: Request, journal: Journal) -> None:
    """Fetch issuers that the server did not send, as browsers do."""
    end = trust.missing_issuer(talk.judgement) if talk.judgement else None
    if end is None:
        return
    fetched = await issuers.fetch(
        end, request.transport, beside=journal.remote_address, clock=journal.clock
    )
    if fetched.certificates:
        host, tls = request.url.host, request.transport.tls
        extra = fetched.certificates
        talk.judge(lambda chain: trust.judge(chain, host, journal.now(), tls=tls, extra=extra))
    talk.tls = journal.tls = replace(talk.tls, issuers_fetched=fetched.urls, issuers=fetched.facts)
