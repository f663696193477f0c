"""The delay proxy holds bytes for as long as it says, each way, and ends as the far side does."""

import socket
import time

import pytest

from lab import Lab

GET = b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"


def ask(client: socket.socket, request: bytes) -> float:
    began = time.monotonic()
    client.sendall(request)
    assert client.recv(65_536).startswith(b"HTTP/1.1 200")
    return time.monotonic() - began


def test_an_exchange_takes_its_round_trips(lab: Lab) -> None:
    slow = lab.delay_proxy(lab.origin("fine").port(), 0.1)
    with socket.create_connection(("127.0.0.1", slow.port()), 5) as client:
        assert 0.4 <= ask(client, GET) < 0.6  # The handshake's round trip and its own.
        assert 0.2 <= ask(client, LAST) < 0.4
        assert client.recv(1) == b""


def test_without_the_handshake(lab: Lab) -> None:
    slow = lab.delay_proxy(lab.origin("fine").port(), 0.1, handshake=False)
    with socket.create_connection(("127.0.0.1", slow.port()), 5) as client:
        assert 0.2 <= ask(client, LAST) < 0.4


def test_it_does_not_limit_bandwidth(lab: Lab) -> None:
    slow = lab.delay_proxy(lab.origin("large", size=3_000_000).port(), 0.1, handshake=False)
    began = time.monotonic()
    assert len(lab.fetch(slow.url + "/")[1]) == 3_000_000
    assert time.monotonic() - began < 1


def test_a_reset_comes_through(lab: Lab) -> None:
    slow = lab.delay_proxy(lab.origin("reset-before-headers").port(), 0.02)
    with socket.create_connection(("127.0.0.1", slow.port()), 5) as client:
        client.sendall(GET)
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_a_target_that_refuses(lab: Lab) -> None:
    slow = lab.delay_proxy(lab.closed_port(), 0.02)
    with pytest.raises(ConnectionError):
        _send_late(slow.port())


def _send_late(port: int) -> None:
    """Send something once a reset, which may already meet connect(), has had its time."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        time.sleep(0.1)
        client.sendall(GET)
