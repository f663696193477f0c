"""Requests to real servers, one by one and as a crowd, and what the wire would tell of them."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

from tests.sources.serverlog.exchanges import exchange
from wwwhy.model import Connection, Exchange, Failure, ProxyFacts

AGENT = "wwwhy-test/1"


def ask(
    port: int,
    path: str = "/",
    *,
    method: str = "GET",
    source: str = "127.0.0.1",
    host: str = "a.test",
    agent: str = AGENT,
    fields: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
    tls: ssl.SSLContext | None = None,
    via: str | None = None,
) -> Exchange:
    """Make one request as the wire would, and tell what the wire would know."""
    began = time.time()
    failure, head = None, b""
    connection = socket.create_connection(
        ("127.0.0.1", port), timeout=15, source_address=(source, 0)
    )
    own = connection.getsockname()
    length = (("Content-Length", str(len(body))),) if body else ()
    lines = (("Host", host), ("User-Agent", agent), *fields, *length, ("Connection", "close"))
    target = f"{via}{path}" if via else path
    request = (
        f"{method} {target} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in lines) + "\r\n"
    )
    with connection as plain:
        try:
            stream = tls.wrap_socket(plain, server_hostname=host) if tls else plain
            stream.sendall(request.encode() + body)
            while chunk := stream.recv(65_536):
                head += chunk
        except OSError as error:
            if not head:
                failure = Failure("tls.protocol_error" if tls else "tcp.reset", str(error))
    made = exchange(
        f"{'https' if tls else 'http'}://{host if not via else via.removeprefix('http://')}{'' if via else f':{port}'}{path}",
        method=method,
        status=int(head[9:12]) if head else None,
        at=began,
        took_ms=(time.time() - began) * 1000,
        address=own[0],
        agent=agent,
        fields=(("Host", host), *fields),
        proxy=ProxyFacts("http", "127.0.0.1", port) if via else None,
    )
    return Exchange(
        request=made.request,
        response=made.response,
        failure=failure,
        connection=Connection(local_address=own[0], local_port=own[1], proxy=made.connection.proxy),
        timing=made.timing,
    )


@contextlib.contextmanager
def traffic(*asks: Callable[[], object]) -> Iterator[None]:
    """Make these requests over and over, all at once, while the block runs."""
    over = threading.Event()

    def repeat(one: Callable[[], object]) -> None:
        for _ in range(400):
            if over.is_set():
                return
            with contextlib.suppress(OSError, ValueError):
                one()

    threads = [threading.Thread(target=repeat, args=(one,)) for one in asks]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.15)
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
