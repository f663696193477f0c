"""Connects: one address, one family, one socket; every try is a fact of its own."""

import asyncio
import contextlib
import errno
import ipaddress
import socket
from collections.abc import Sequence

from wwwhy.errors import Sentence
from wwwhy.model import Attempt, Failure
from wwwhy.wire.sockets import SocketChannel
from wwwhy.wire.stream import StreamFailure
from wwwhy.wire.taxonomy import errno_failure, unix_failure

MAX_ADDRESSES = 16
_LEAST_TELLING = frozenset({"tcp.address_unreachable", "tcp.address_invalid"})


class Dialled:
    """A connection that stands, and where it leads."""

    __slots__ = ("address", "channel")

    def __init__(self, channel: SocketChannel, address: str) -> None:
        self.channel = channel
        self.address = address


async def dial(
    addresses: Sequence[str],
    port: int,
    *,
    deadline: float,
    attempts: list[Attempt],
    interface: str | None = None,
) -> Dialled:
    """Try the addresses in order, as curl would without racing them.

    Every address but the last may use half of the time that is left, so that a dead one leaves
    some for the next. `deadline` is on the running loop's clock; each try is added to `attempts`.

    Raises:
        StreamFailure: none could be reached; the failure is the most telling one.

    """
    loop = asyncio.get_running_loop()
    chosen = addresses[:MAX_ADDRESSES]
    for number, address in enumerate(chosen):
        left = deadline - loop.time()
        is_last = number == len(chosen) - 1
        until = deadline if is_last else loop.time() + left / 2
        started = loop.time()
        try:
            channel = await _connect(address, port, until, interface)
        except StreamFailure as error:
            elapsed = (loop.time() - started) * 1000
            attempts.append(Attempt(address, error.failure, elapsed))
            continue
        except asyncio.CancelledError:
            # Whoever gave up on us from outside still gets to know which address was silent.
            elapsed = (loop.time() - started) * 1000
            attempts.append(Attempt(address, _timed_out(_connecting(address, port)), elapsed))
            raise
        attempts.append(Attempt(address, None, (loop.time() - started) * 1000))
        return Dialled(channel, address)
    raise StreamFailure(_most_telling(attempts))


async def dial_unix(path: str, *, deadline: float, attempts: list[Attempt]) -> Dialled:
    """Connect to a Unix domain socket.

    Raises:
        StreamFailure: it is missing, closed to us, or nobody listens.

    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        channel = await _opened(sock, path, deadline)
    except (OSError, ValueError) as error:
        problem = error if isinstance(error, OSError) else OSError(errno.ENAMETOOLONG, "")
        what = Sentence("Connecting to {path}", path=path)
        failure = _timed_out(what) if _is_timeout(error) else unix_failure(problem, path)
        attempts.append(Attempt(path, failure, (loop.time() - started) * 1000))
        raise StreamFailure(failure) from None
    attempts.append(Attempt(path, None, (loop.time() - started) * 1000))
    return Dialled(channel, path)


async def _connect(address: str, port: int, until: float, interface: str | None) -> SocketChannel:
    what = _connecting(address, port)
    try:
        family, target = _target(address, port)
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise StreamFailure(errno_failure(error, what)) from None
    try:
        if interface:
            bind(sock, interface)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return await _opened(sock, target, until)
    except OSError as error:
        sock.close()
        failure = _timed_out(what) if _is_timeout(error) else None
        raise StreamFailure(failure or errno_failure(error, what)) from None


async def _opened(
    sock: socket.socket, target: str | tuple[str | int | bytes, ...], until: float
) -> SocketChannel:
    loop = asyncio.get_running_loop()
    try:
        sock.setblocking(False)
        async with asyncio.timeout_at(until):
            await loop.sock_connect(sock, target)
    except BaseException:
        sock.close()
        raise
    return SocketChannel(sock)


def _target(address: str, port: int) -> tuple[int, tuple[str | int | bytes, ...]]:
    """Return the family and the socket address; a zone such as %eth0 becomes its number."""
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=flags)
    except socket.gaierror:
        raise OSError(errno.EINVAL, "") from None
    family, _, _, _, target = found[0]
    return family, target


def bind(sock: socket.socket, interface: str) -> None:
    """Bind to a source address or an interface; curl's prefixes if! and host! are understood.

    Raises:
        OSError: there is no such address or interface, or it may not be used.

    """
    kind, mark, name = interface.partition("!")
    name = name if mark else interface
    with contextlib.suppress(ValueError):
        source = ipaddress.ip_address(name)
        if (source.version == 4) != (sock.family == socket.AF_INET):  # noqa: PLR2004 (IP versions)
            raise OSError(errno.EAFNOSUPPORT, "")
        sock.bind((name, 0))
        return
    if mark and kind == "host":
        sock.bind((name, 0))
        return
    # Linux only; elsewhere an interface must be named by its address.
    option = getattr(socket, "SO_BINDTODEVICE", None)
    if option is None:
        raise OSError(errno.ENODEV, "")
    sock.setsockopt(socket.SOL_SOCKET, option, name.encode() + b"\0")


def _is_timeout(error: BaseException) -> bool:
    # The system's own ETIMEDOUT is a TimeoutError too, but it carries its number.
    return isinstance(error, TimeoutError) and not error.errno


def _connecting(address: str, port: int) -> Sentence:
    return Sentence("Connecting to {address} port {port}", address=address, port=port)


def _timed_out(what: Sentence) -> Failure:
    return Failure("tcp.timed_out", Sentence("{what}: no answer in time.", what=what))


def _most_telling(attempts: Sequence[Attempt]) -> Failure:
    failures = [attempt.failure for attempt in attempts if attempt.failure]
    telling = [failure for failure in failures if failure.type not in _LEAST_TELLING]
    return (
        telling or failures or [Failure("tcp.failed", Sentence("There is no address to dial."))]
    )[-1]
