"""Hostile HTTP/2 peers, frame by frame: floods, bombs and nonsense."""

import struct

import pytest

from tests.hostile.runs import run
from tests.hostile.servers import Visit, serving

BOUNDS = ("-m", "2", "--deadline", "1", "--http2-prior-knowledge")
SETTINGS, PING, HEADERS, CONTINUATION, DATA, RST, GOAWAY, WINDOW, PUSH = 4, 6, 1, 9, 0, 3, 7, 8, 5


def frame(kind: int, payload: bytes = b"", flags: int = 0, stream: int = 0) -> bytes:
    length = struct.pack("!I", len(payload))[1:]
    return length + bytes([kind, flags]) + struct.pack("!I", stream) + payload


HELLO = frame(SETTINGS)
# :status 403 as a literal of the static table (RFC 7541 appendix A).
REFUSED = frame(HEADERS, b"\x48\x03403", flags=4, stream=1)
FLOODS = {
    "settings": frame(SETTINGS) * 500,
    "settings of many values": frame(SETTINGS, struct.pack("!HI", 9, 1) * 2000),
    "pings": frame(PING, b"12345678") * 500,
    "empty data": REFUSED + frame(DATA, b"", stream=1) * 500,
    "window updates": frame(WINDOW, struct.pack("!I", 1)) * 500,
    "continuations": frame(HEADERS, b"\x88", stream=1) + frame(CONTINUATION, b"", 0, 1) * 500,
    "resets": frame(RST, struct.pack("!I", 8), stream=1) * 500,
    "pushes": frame(PUSH, struct.pack("!I", 2) + b"\x88", 4, 1) * 100,
    "unknown frames": frame(0xEE, b"x" * 1000) * 100,
    "data without end": REFUSED + frame(DATA, b"\x1b[2J" * 2000, stream=1) * 20,
}
ONCE = {
    "a goodbye": frame(GOAWAY, struct.pack("!II", 0, 11) + b"\x1b]0;owned\x07" * 50),
    "a frame too long": b"\xff\xff\xff\x00\x00\x00\x00\x00\x01" + b"x" * 100_000,
    "a header bomb": frame(HEADERS, b"\x40\x01a\x7f\x80\x1f" + b"b" * 4000 + b"\xbe" * 9000, 4, 1),
    "broken compression": frame(HEADERS, b"\xff" * 1000, flags=4, stream=1),
    "escapes in a field": frame(HEADERS, b"\x48\x03403\x00\x03x-a\x05\x1b[31m", 5, 1),
    "data first": frame(DATA, b"no", flags=1, stream=1),
    "window overflow": frame(WINDOW, struct.pack("!I", 0x7FFFFFFF)) * 3,
    "half a frame": b"\x00\x00\x50\x01",
}


@pytest.mark.parametrize("name", FLOODS)
def test_floods(folder, name):
    def deed(visit: Visit) -> None:
        visit.send(HELLO)
        visit.send_for_ever(FLOODS[name])

    with serving(deed) as server:
        done = run(folder, *BOUNDS, server.url, within=6)
    assert done.status in {1, 3}
    assert done.seconds < 10


@pytest.mark.parametrize("name", ONCE)
def test_single_blows(folder, name):
    with serving(lambda visit: visit.send(HELLO + ONCE[name])) as server:
        done = run(folder, *BOUNDS, server.url, within=6)
    assert done.status in {1, 3}
