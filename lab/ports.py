"""Ports that nobody else can take, ports that refuse, and ports that never answer.

A reserved port is a socket that is bound and does not listen. Linux then gives the number to
nobody who asks for a free port, neither by bind() nor as the near end of a connect(), while a
server that binds this very number with SO_REUSEADDR (all of ours do) may still listen on it. So
a reservation stays for the life of the lab, and there is no gap between finding and using a port.
"""

import contextlib
import errno
import socket
import threading

LOOPBACK = "127.0.0.1"
_BUSY = 8


class Ports:
    """The ports of one lab."""

    def __init__(self) -> None:
        self._named: dict[str, int] = {}
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()

    def named(self, name: str) -> int:
        """Return the port of this name; the first mention reserves it."""
        with self._lock:
            if name not in self._named:
                self._named[name] = self._reserve()
            return self._named[name]

    def fresh(self) -> int:
        """Reserve a further port."""
        with self._lock:
            return self._reserve()

    def closed(self) -> int:
        """Return a port that refuses every connection, for as long as the lab lives."""
        return self.fresh()

    def silent(self) -> int:
        """Return a port that never completes a handshake: a client's connect() times out.

        Its accept queue is full (length 0, filled by connections of our own), so Linux drops
        every further SYN, just as a firewall would.
        """
        listener = socket.socket()
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        self._hold(listener)
        for _ in range(_BUSY):
            self._hold(_started_connection(listener.getsockname()))
        return int(listener.getsockname()[1])

    def close(self) -> None:
        """Give all of them back."""
        with self._lock:
            for held in self._held:
                held.close()
            self._held.clear()
            self._named.clear()

    def _hold(self, held: socket.socket) -> None:
        with self._lock:
            self._held.append(held)

    def _reserve(self) -> int:
        held = socket.socket()
        # Before bind: two sockets share a number only if both said so.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((LOOPBACK, 0))
        self._held.append(held)
        return int(held.getsockname()[1])


def _started_connection(address: tuple[str, int]) -> socket.socket:
    client = socket.socket()
    client.setblocking(False)
    # EINPROGRESS is the plan: nobody will ever accept these.
    with contextlib.suppress(BlockingIOError):
        code = client.connect_ex(address)
        assert code in {0, errno.EINPROGRESS}, errno.errorcode.get(code)
    return client
