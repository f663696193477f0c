"""Reserved ports stay ours, closed ones refuse, silent ones never answer."""

import socket
import time

import pytest

from lab import Lab
from lab.ports import Ports


def test_nobody_else_gets_a_reserved_port() -> None:
    ports = Ports()
    reserved = {ports.fresh() for _ in range(300)}
    taken = []
    with socket.create_server(("127.0.0.1", 0), backlog=500) as server:
        for _ in range(400):
            asked, dialled = socket.socket(), socket.socket()
            asked.bind(("127.0.0.1", 0))
            dialled.connect(server.getsockname())
            taken += [asked, dialled]
        numbers = {each.getsockname()[1] for each in taken}
    for each in taken:
        each.close()
    ports.close()
    assert not reserved & numbers


def test_a_server_may_listen_on_a_reserved_port_on_every_address() -> None:
    ports = Ports()
    for host in ("127.0.0.1", "0.0.0.0"):
        with socket.create_server((host, ports.fresh())) as server:
            socket.create_connection(("127.0.0.1", server.getsockname()[1]), 1).close()
    ports.close()


def test_named_ports_keep_their_number(lab: Lab) -> None:
    assert lab.port("a") == lab.port("a") != lab.port("b")


def test_a_closed_port_refuses_at_once(lab: Lab) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", lab.closed_port()), 5)


def test_a_silent_port_times_out_and_only_that_one(lab: Lab) -> None:
    silent, began = lab.silent_port(), time.monotonic()
    with pytest.raises(TimeoutError):
        socket.create_connection(("127.0.0.1", silent), 0.5)
    assert time.monotonic() - began > 0.4
    socket.create_connection(("127.0.0.1", lab.origin("fine").port()), 5).close()


def test_ports_are_given_back() -> None:
    with Lab() as lab:
        number, silent = lab.closed_port(), lab.silent_port()
    for each in (number, silent):
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", each))
            again.listen()
