"""A server on loopback that keeps what a real curl sends it."""

import contextlib
import re
import socket
from dataclasses import dataclass, field

MIB = 1024 * 1024


@dataclass
class Seen:
    method: str
    target: str
    lines: list[tuple[str, str]]
    body: bytes


@dataclass
class Echo:
    """A server that keeps what arrives and answers 200; bounded in requests and time."""

    base: str
    port: int
    seen: list[Seen] = field(default_factory=list)


def serve(listener: socket.socket, echo: Echo) -> None:
    for _ in range(2000):
        try:
            stream, _ = listener.accept()
        except OSError:
            return
        with stream, contextlib.suppress(OSError):
            stream.settimeout(5)
            echo.seen.append(read_request(stream))
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def read_request(stream: socket.socket) -> Seen:
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 4 * MIB:
        data += stream.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    method, target, _ = re.fullmatch(r"(.*) (\S*) (HTTP/[0-9.]+)", first).groups()  # type: ignore[union-attr]
    lines = [(n, v.lstrip(" ")) for n, _, v in (line.partition(":") for line in rest)]
    named = {name.lower(): value for name, value in lines}
    if "expect" in named:
        stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    while len(body) < int(named.get("content-length", 0)):
        body += stream.recv(65536)
    while named.get("transfer-encoding") == "chunked" and not body.endswith(b"0\r\n\r\n"):
        body += stream.recv(65536)
    return Seen(method, target, lines, body)
