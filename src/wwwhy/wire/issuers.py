"""Fetches the certificates of missing issuers, as browsers do (RFC 5280 section 4.2.2.1).

The URLs come from a stranger's certificate, so little is trusted: plain HTTP GET without any field
of the user's, no redirects, few and small answers, and no way into private networks.
"""

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from wwwhy.errors import InputError
from wwwhy.model import Certificate, Fields, Request, Transport, Url
from wwwhy.wire import certificates
from wwwhy.wire.dial import dial
from wwwhy.wire.dns import look_up
from wwwhy.wire.gate import ClearStream
from wwwhy.wire.h1 import H1Connection
from wwwhy.wire.limits import KIB, Limits
from wwwhy.wire.stream import StreamFailure

MAX_FETCHES = 3
MAX_SECONDS = 5.0
_BOUNDS = Limits(head=16 * KIB, body_kept=64 * KIB, body_read=64 * KIB, body_endless=64 * KIB)
_OK = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """Certificates that were fetched (DER), and from where."""

    certificates: tuple[bytes, ...] = ()
    urls: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Certificate, ...]:
        """The certificates as the model has them."""
        read = (certificates.read(der) for der in self.certificates)
        return tuple(each for each in read if each is not None)


async def fetch(
    end_of_chain: Certificate,
    transport: Transport,
    *,
    beside: str | None,
    clock: Callable[[], float],
) -> Fetched:
    """Fetch the issuer of the certificate at which a chain ends, and that one's, and so on.

    `beside` is the server's own address: where it is private, issuers may be too. Never raises
    for what happens outside; a proxy is not asked, so nothing is fetched where one is in use.
    """
    found: list[bytes] = []
    urls: list[str] = []
    deadline = clock() + MAX_SECONDS
    current: Certificate | None = end_of_chain
    while current is not None and not current.is_self_issued and len(urls) < MAX_FETCHES:
        url = _first_url(current, urls)
        if url is None or transport.proxy is not None:
            break
        urls.append(str(url))
        body = await _get(url, transport, beside, deadline, clock)
        issuers = [der for der in certificates.load_many(body) if _is_issuer(der, current)]
        found += issuers[:1]
        current = certificates.read(issuers[0]) if issuers else None
    return Fetched(tuple(found), tuple(urls))


def _first_url(certificate: Certificate, done: list[str]) -> Url | None:
    for text in certificate.issuer_urls:
        try:
            url = Url.parse(text)
        except InputError:
            continue
        if text.lower().startswith("http://") and url.userinfo is None and str(url) not in done:
            return url
    return None


def _is_issuer(der: bytes, of: Certificate) -> bool:
    certificate = certificates.read(der)
    return certificate is not None and certificate.subject == of.issuer


async def _get(
    url: Url, transport: Transport, beside: str | None, deadline: float, clock: Callable[[], float]
) -> bytes:
    try:
        async with asyncio.timeout_at(deadline):
            addresses = await _addresses(url, transport, deadline)
            allowed = [each for each in addresses if _may_dial(each, beside)]
            dialled = await dial(allowed, url.port, deadline=deadline, attempts=[])
            connection = H1Connection(ClearStream(dialled.channel, url.origin), clock, _BOUNDS)
            try:
                bare = Transport(http_version="1.1")
                fields = Fields.of([("Connection", "close")])
                outcome = await connection.exchange(
                    Request(url, fields=fields, transport=bare), deadline
                )
            finally:
                await connection.close()
    except (TimeoutError, StreamFailure):
        return b""
    response = outcome.response
    if response is None or response.status != _OK or not response.complete or response.cut_short:
        return b""
    return response.body


async def _addresses(url: Url, transport: Transport, deadline: float) -> tuple[str, ...]:
    if url.host_is_address:
        return (url.host,)
    facts = await look_up(
        url.host, resolver=transport.resolver, family=transport.family, deadline=deadline
    )
    return facts.addresses


def _may_dial(address: str, beside: str | None) -> bool:
    return _is_global(address) or (beside is not None and not _is_global(beside))


def _is_global(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_global
    except ValueError:
        return False
