"""Servers on loopback that do harm: a function says what each does with a connection."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
PATIENCE = 20.0
"""Seconds after which a connection ends whatever happens."""
MOST = 400
"""Connections one server takes; a client that wants more has no bound of its own."""


@dataclass
class Visit:
    """One connection: what to send on, and what the request was."""

    connection: socket.socket
    head: bytes
    body: bytes
    stopped: threading.Event

    @property
    def path(self) -> str:
        """The request's target."""
        words = self.head.split(b" ", 2)
        return words[1].decode("latin-1") if len(words) > 1 else ""

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.connection.sendall(data)

    def send_for_ever(self, piece: bytes) -> None:
        """Send the same again and again, until the client has had enough."""
        while not self.stopped.is_set():
            self.connection.sendall(piece)

    def wait(self, seconds: float = PATIENCE) -> None:
        """Say nothing for a while."""
        self.stopped.wait(seconds)

    def reset(self) -> None:
        """Make the close a reset."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


Deed = Callable[[Visit], None]


@dataclass
class Server:
    """A server under way, and what arrived at it."""

    port: int
    scheme: str = "http"
    arrived: list[bytes] = field(default_factory=list)
    """Every byte that came, by connection; decrypted, where there was TLS."""
    connections: int = 0

    @property
    def url(self) -> str:
        """Its root."""
        return f"{self.scheme}://{LOOPBACK}:{self.port}/"

    def at(self, path: str, host: str = LOOPBACK) -> str:
        """A URL on it."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    @property
    def everything(self) -> bytes:
        """All that came, together."""
        return b"\n".join(self.arrived)

    def count(self, method: str) -> int:
        """How many requests with this method came."""
        return sum(each.startswith(f"{method} ".encode()) for each in self.arrived)


@contextlib.contextmanager
def serving(
    deed: Deed,
    *,
    tls: ssl.SSLContext | None = None,
    reads: bool = True,
    host: str = LOOPBACK,
) -> Iterator[Server]:
    """Serve until the block ends; `reads` says whether a request is read before the deed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, backlog=128) as listener:
        server = Server(listener.getsockname()[1], "https" if tls else "http")
        stopped = threading.Event()
        threads = [
            threading.Thread(target=_accept, args=(listener, server, deed, tls, reads, stopped))
        ]
        threads[0].start()
        try:
            yield server
        finally:
            stopped.set()
            # Wakes the thread that waits in accept().
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            threads[0].join(PATIENCE)


def _accept(
    listener: socket.socket,
    server: Server,
    deed: Deed,
    tls: ssl.SSLContext | None,
    reads: bool,
    stopped: threading.Event,
) -> None:
    threads: list[threading.Thread] = []
    while not stopped.is_set() and server.connections < MOST:
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        server.connections += 1
        place = len(server.arrived)
        server.arrived.append(b"")
        words = (connection, server, place, deed, tls, reads, stopped)
        thread = threading.Thread(target=_serve, args=words)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(PATIENCE)


def _serve(
    connection: socket.socket,
    server: Server,
    place: int,
    deed: Deed,
    tls: ssl.SSLContext | None,
    reads: bool,
    stopped: threading.Event,
) -> None:
    with contextlib.ExitStack() as stack, contextlib.suppress(OSError, ValueError):
        stack.callback(connection.close)
        connection.settimeout(PATIENCE)
        stream: socket.socket = connection
        if tls is not None:
            stream = tls.wrap_socket(connection, server_side=True)
            stack.callback(stream.close)
        head, body = b"", b""
        if reads:
            head, body = _read(stream, server, place)
            if not head:
                return
        deed(Visit(stream, head, body, stopped))


def _read(stream: socket.socket, server: Server, place: int) -> tuple[bytes, bytes]:
    """Read one request, and keep what came even if it was none."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 1_000_000:
        piece = stream.recv(65_536)
        if not piece:
            break
        data += piece
        server.arrived[place] = data
        if data[:1] == b"\x16":
            # A TLS client waits for an answer, not for the end of a request.
            break
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line[15:])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        piece = stream.recv(65_536)
        if not piece:
            break
        body += piece
        server.arrived[place] += piece
    return head, body


def answer(
    status: str = "200 OK", *lines: bytes | str, body: bytes = b"no", version: str = "HTTP/1.1"
) -> Deed:
    """Answer with these field lines, a length and a body; then close."""
    fields = [each.encode("latin-1") if isinstance(each, str) else each for each in lines]
    start = f"{version} {status}".encode("latin-1")

    def deed(visit: Visit) -> None:
        length = b"Content-Length: %d" % len(body)
        content = b"" if visit.head.startswith(b"HEAD ") else body
        visit.send(b"\r\n".join([start, *fields, length, b"Connection: close", b"", content]))

    return deed


def raw(data: bytes) -> Deed:
    """Send exactly this and close."""
    return lambda visit: visit.send(data)
