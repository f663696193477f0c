"""Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6), and keeps all it answers."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from wwwhy.errors import Sentence
from wwwhy.model import Failure, Fields, Proxy, Request, Response
from wwwhy.wire.gate import ClearStream, VerifiedStream
from wwwhy.wire.h1_reader import ResponseReader
from wwwhy.wire.h1_writer import octets, proxy_lines
from wwwhy.wire.limits import KIB, Limits
from wwwhy.wire.stream import StreamFailure, StreamReset

_MAX_BODY = 64 * KIB
_BODY_GRACE = 1.0
"""Seconds to wait for the body of a refusal."""
_OK, _MULTIPLE_CHOICES, _SERVER_ERROR, _NOT_AUTHENTICATED = 200, 300, 500, 407


@dataclass(frozen=True, slots=True)
class Answer:
    """What the proxy answered, and why that is no tunnel if it is none."""

    response: Response | None
    failure: Failure | None


async def connect(
    stream: ClearStream | VerifiedStream,
    request: Request,
    target: tuple[str, int],
    *,
    limits: Limits,
    elapsed_ms: Callable[[], float],
) -> Answer:
    """Ask the proxy at the end of the stream for a tunnel to a host and port.

    After a success the stream leads to the target. Never raises for what the proxy does; the
    caller holds the deadline.
    """
    proxy = request.transport.proxy
    assert proxy is not None
    bounds = replace(limits, body_kept=_MAX_BODY, body_read=_MAX_BODY, body_endless=_MAX_BODY)
    reader = ResponseReader("CONNECT", bounds, elapsed_ms)
    try:
        await stream.write(_message(proxy, request, target))
        await _read(stream, reader)
    except StreamReset:
        reader.finish(reset=True)
    except StreamFailure as error:
        reader.expire(error.failure)
    if reader.is_garbage:
        reader.finish()
    response = reader.response()
    if response is not None and _OK <= response.status < _MULTIPLE_CHOICES:
        # A server that speaks first may have begun already.
        stream.unread(reader.leftover)
        return Answer(response, None)
    return Answer(response, _refusal(response, reader.failure))


async def _read(stream: ClearStream | VerifiedStream, reader: ResponseReader) -> None:
    while not (reader.done or reader.has_head or reader.is_garbage):
        await _read_once(stream, reader)
    # What the head says counts; a refusal whose body never ends must not cost it.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_BODY_GRACE):
            while reader.has_head and not reader.done:
                await _read_once(stream, reader)


async def _read_once(stream: ClearStream | VerifiedStream, reader: ResponseReader) -> None:
    data = await stream.read()
    if data:
        reader.feed(data)
    else:
        reader.finish()


def _message(proxy: Proxy, request: Request, target: tuple[str, int]) -> bytes:
    host, port = target
    authority = octets(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    lines = [b"CONNECT " + authority + b" HTTP/1.1", b"Host: " + authority]
    # The fields of the request itself are for the far end of the tunnel only.
    lines += proxy_lines(proxy, replace(request, fields=Fields()))
    agent = request.fields.get("user-agent")
    if agent and "user-agent" not in proxy.fields:
        lines.append(b"User-Agent: " + octets(agent))
    lines.append(b"Proxy-Connection: Keep-Alive")
    if any(mark in line for line in lines for mark in (b"\r", b"\n", b"\0")):
        detail = Sentence("The request was not sent: a field for the proxy holds a line break.")
        raise StreamFailure(Failure("http.request.unsendable", detail, at_phase="proxy"))
    return b"\r\n".join([*lines, b"", b""])


def _refusal(response: Response | None, failure: Failure | None) -> Failure:
    if response is None:
        assert failure is not None
        if failure.type == "http.response.invalid":
            detail = Sentence("The proxy does not answer in HTTP.")
            return Failure("proxy.protocol_error", detail, failure.native)
        return replace(failure, at_phase="proxy")
    status = response.status
    native: dict[str, str | int | bool | None] = {"status": status}
    if status == _NOT_AUTHENTICATED:
        return Failure("proxy.auth_required", Sentence("The proxy wants a login (407)."), native)
    if status >= _SERVER_ERROR:
        detail = Sentence("The proxy could not connect to the target ({status}).", status=status)
        return Failure("proxy.connect_failed", detail, native)
    return Failure(
        "proxy.denied", Sentence("The proxy refused the tunnel ({status}).", status=status), native
    )
