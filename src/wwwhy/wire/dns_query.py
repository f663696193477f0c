"""Asks name servers with our own messages, over UDP and where needed TCP (RFC 1035, RFC 7766).

They keep what getaddrinfo throws away: response code, TTL, alias, and why a validating server
refused (RFC 8914).
"""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from wwwhy.errors import Sentence
from wwwhy.model import DnsFacts, Failure
from wwwhy.wire.dns_message import Answer, Question, read_answer
from wwwhy.wire.nameservers import Nameserver

_ROUNDS = 2
_LONGEST_TRY = 2.0
_MAX_STRAY = 32
_MAX_MESSAGE = 65535


async def ask(
    name: str, family: int | None, servers: Sequence[Nameserver], deadline: float
) -> DnsFacts:
    """Ask for the addresses of a name, server after server, at most twice each.

    `deadline` is on the running loop's clock; a fault stands in the result's `failure`.
    """
    kinds = {4: ("A",), 6: ("AAAA",)}.get(family or 0, ("AAAA", "A"))
    try:
        askings = [_Asking(Question(name, kind)) for kind in kinds]
    except ValueError:
        failure = Failure(
            "dns.name_not_resolved", Sentence("{name} cannot be a host name.", name=name)
        )
        return DnsFacts(name, str(servers[0]), failure=failure)
    await asyncio.gather(*(_ask(asking, servers, deadline) for asking in askings))
    return _facts(name, family, askings, str(servers[0]))


@dataclass(slots=True)
class _Asking:
    """One question and what has come of it."""

    question: Question
    answer: Answer | None = None
    failures: list[Failure] = field(default_factory=list)
    server: str = ""


async def _ask(asking: _Asking, servers: Sequence[Nameserver], deadline: float) -> None:
    loop = asyncio.get_running_loop()
    tries = [server for _ in range(_ROUNDS) for server in servers]
    for number, server in enumerate(tries):
        left = deadline - loop.time()
        if left <= 0:
            return
        until = loop.time() + min(_LONGEST_TRY, left / (len(tries) - number))
        asking.server = str(server)
        try:
            async with asyncio.timeout_at(until):
                asking.answer = await _exchange(asking.question, server)
        except TimeoutError:
            asking.failures.append(_silent(server))
        except OSError as error:
            asking.failures.append(_unreachable(server, error))
        else:
            if asking.answer is None:
                asking.failures.append(_unreadable(server))
        if asking.answer is not None and asking.answer.is_final:
            return


async def _exchange(question: Question, server: Nameserver) -> Answer | None:
    """Ask over UDP, and over TCP where the answer was cut off (RFC 7766)."""
    loop = asyncio.get_running_loop()
    sock = socket.socket(server.family, socket.SOCK_DGRAM)
    with sock:
        sock.setblocking(False)
        sock.connect(server.target)
        await loop.sock_sendall(sock, question.wire)
        for _ in range(_MAX_STRAY):
            answer = read_answer(await loop.sock_recv(sock, _MAX_MESSAGE), question)
            if answer is not None and answer.truncated:
                return await _exchange_tcp(question, server)
            if answer is not None:
                return answer
    return None


async def _exchange_tcp(question: Question, server: Nameserver) -> Answer | None:
    loop = asyncio.get_running_loop()
    sock = socket.socket(server.family, socket.SOCK_STREAM)
    with sock:
        sock.setblocking(False)
        await loop.sock_connect(sock, server.target)
        await loop.sock_sendall(sock, len(question.wire).to_bytes(2, "big") + question.wire)
        length = int.from_bytes(await _exactly(sock, 2), "big")
        return read_answer(await _exactly(sock, length), question)


async def _exactly(sock: socket.socket, length: int) -> bytes:
    loop = asyncio.get_running_loop()
    data = b""
    while len(data) < length:
        more = await loop.sock_recv(sock, length - len(data))
        if not more:
            break
        data += more
    return data


def _facts(name: str, family: int | None, askings: list[_Asking], first: str) -> DnsFacts:
    answers = [asking.answer for asking in askings if asking.answer is not None]
    addresses = tuple(address for answer in answers for address in answer.addresses)
    worst = next((answer for answer in answers if answer.rcode_number), None)
    shown = next((answer for answer in answers if answer.addresses), None) or worst
    shown = shown or next(iter(answers), None)
    failure = None if addresses else _failure(name, family, askings, worst)
    return DnsFacts(
        name,
        askings[-1].server or first,
        addresses,
        rcode=shown.rcode if shown else None,
        canonical_name=shown.canonical_name if shown else None,
        ttl=shown.ttl if shown else None,
        extended_error=next((a.extended_error for a in answers if a.extended_error), None),
        failure=failure,
    )


def _failure(
    name: str, family: int | None, askings: list[_Asking], worst: Answer | None
) -> Failure:
    if worst is not None:
        native: dict[str, str | int | bool | None] = {
            "rcode": worst.rcode_number,
            "rcode_name": worst.rcode,
        }
        if worst.is_missing:
            return Failure(
                "dns.name_not_resolved", Sentence("{name} does not exist.", name=name), native
            )
        detail = Sentence(
            "The name server answered {rcode} about {name}.", rcode=worst.rcode, name=name
        )
        return Failure("dns.failed", detail, native)
    unanswered = [asking for asking in askings if asking.answer is None]
    if unanswered:
        failures = unanswered[0].failures
        return (
            failures[-1]
            if failures
            else Failure("dns.timed_out", Sentence("No time was left to ask."))
        )
    native = {"rcode": 0, "rcode_name": "NOERROR"}
    if family is not None:
        return Failure(
            "dns.no_address_of_family",
            Sentence("{name} has no IPv{family} address.", name=name, family=family),
            native,
        )
    return Failure(
        "dns.name_not_resolved", Sentence("{name} exists but has no address.", name=name), native
    )


def _silent(server: Nameserver) -> Failure:
    return Failure(
        "dns.timed_out", Sentence("The name server {server} did not answer in time.", server=server)
    )


def _unreachable(server: Nameserver, error: OSError) -> Failure:
    detail = Sentence("The name server {server} cannot be reached.", server=server)
    return Failure("dns.unreachable", detail, {"errno": error.errno})


def _unreadable(server: Nameserver) -> Failure:
    return Failure(
        "dns.failed", Sentence("The name server {server} sent no readable answer.", server=server)
    )
