"""A socket as a channel: ends, resets, bytes put back, and turns for the others."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest

from wwwhy.wire.sockets import SocketChannel
from wwwhy.wire.stream import StreamFailure, StreamReset


def pair(talk: Callable[[SocketChannel, socket.socket], Awaitable[None]]) -> None:
    """Connect a channel over TCP and hand it over with its other end."""

    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            ours = socket.create_connection(listener.getsockname())
            theirs, _ = listener.accept()
            ours.setblocking(False)
            channel = SocketChannel(ours)
            try:
                await talk(channel, theirs)
            finally:
                await channel.close()
                theirs.close()

    asyncio.run(run())


def test_bytes_go_both_ways_and_the_end_stays_the_end():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        await channel.transmit(b"ping")
        assert peer.recv(10) == b"ping"
        peer.sendall(b"pong")
        assert await channel.receive(2) == b"po"
        assert await channel.receive() == b"ng"
        peer.close()
        assert await channel.receive() == b""
        assert await channel.receive() == b""
        assert channel.grab() == b""

    pair(talk)


def test_grabbing_waits_for_nothing():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        assert channel.grab() is None
        peer.sendall(b"x")
        await asyncio.sleep(0.02)
        assert channel.grab() == b"x"
        peer.close()
        await asyncio.sleep(0.02)
        assert channel.grab() == b""

    pair(talk)


def test_bytes_put_back_come_first():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        peer.sendall(b"cd")
        channel.unread(b"b")
        channel.unread(b"a")
        assert await channel.receive() == b"ab"
        assert await channel.receive() == b"cd"
        channel.unread(b"e")
        assert channel.grab() == b"e"

    pair(talk)


def test_a_reset_is_told_from_an_end():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()
        await asyncio.sleep(0.02)
        with pytest.raises(StreamReset) as caught:
            await channel.receive()
        assert caught.value.failure.type == "tcp.reset"
        with pytest.raises(StreamFailure):
            await channel.transmit(b"x")

    pair(talk)


def test_a_reset_ends_a_grab():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()
        await asyncio.sleep(0.02)
        assert channel.grab() == b""

    pair(talk)


def test_a_socket_that_always_has_data_lets_others_have_their_turn():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0)
                ticks += 1

        peer.sendall(b"x" * 1000)
        await asyncio.sleep(0.02)
        ticking = asyncio.create_task(tick())
        for _ in range(500):
            assert await channel.receive(1) == b"x"
        ticking.cancel()
        assert ticks >= 20

    pair(talk)


def test_a_cancelled_read_loses_nothing():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        reading = asyncio.create_task(channel.receive())
        await asyncio.sleep(0.01)
        reading.cancel()
        peer.sendall(b"kept")
        await asyncio.gather(reading, return_exceptions=True)
        assert await channel.receive() == b"kept"

    pair(talk)


def test_a_farewell_promises_nothing_and_closing_twice_is_harmless():
    async def talk(channel: SocketChannel, peer: socket.socket) -> None:
        channel.post(b"bye")
        assert peer.recv(10) == b"bye"
        assert channel.local_end == peer.getpeername()
        await channel.close()
        await channel.close()
        channel.post(b"late")
        assert channel.local_end is None
        assert await channel.receive() == b""

    pair(talk)
