"""The frame tap."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.h2_peers import SETTINGS, data, frame, goaway, head, rst
from wwwhy.model import Failure
from wwwhy.wire.frames import (
    END_HEADERS,
    MAX_FRAME,
    MAX_LOG,
    PADDED,
    Frame,
    FrameFault,
    FrameTap,
    Goaway,
    Kind,
)

MESSAGE = SETTINGS + head([(b":status", b"200")]) + data(b"hello") + data(end=True) + goaway(1, 0)


def tapped(*pieces: bytes, max_block: int = 4096, max_idle: int = 10) -> list[Frame]:
    tap = FrameTap(max_block)
    tap.restart(1, max_idle)
    frames: list[Frame] = []
    for piece in pieces:
        tap.feed(piece)
        frames += tap.frames()
    return frames


def test_it_cuts_what_arrives_into_frames():
    frames = tapped(MESSAGE)
    assert [f.name for f in frames] == ["SETTINGS", "HEADERS", "DATA", "DATA", "GOAWAY"]
    assert b"".join(f.octets for f in frames) == MESSAGE
    assert frames[2].payload == b"hello"


@settings(deadline=None)
@given(st.lists(st.integers(0, len(MESSAGE)), max_size=8))
def test_any_split_gives_the_same_frames(cuts: list[int]):
    places = [0, *sorted(cuts), len(MESSAGE)]
    pieces = [MESSAGE[a:b] for a, b in pairwise(places)]
    assert tapped(*pieces) == tapped(MESSAGE)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_frames_or_a_fault(octets: bytes):
    frames, failure, first_bytes = outcome([octets])
    assert octets.startswith(first_bytes)
    assert octets.startswith(b"".join(each.octets for each in frames))
    if failure is not None:
        assert failure.type in {"http.protocol.error", "http.response.head_too_large"}


@settings(deadline=None)
@given(st.binary(min_size=9, max_size=200), st.lists(st.integers(0, 200), max_size=4))
def test_the_fault_does_not_depend_on_the_split(octets: bytes, cuts: list[int]):
    places = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    pieces = [octets[a:b] for a, b in pairwise(places)]
    assert outcome(pieces) == outcome([octets])


def outcome(pieces: list[bytes]) -> tuple[list[Frame], Failure | None, bytes]:
    tap = FrameTap(64)
    frames: list[Frame] = []
    try:
        for piece in pieces:
            tap.feed(piece)
            for each in tap.frames():
                frames.append(each)  # noqa: PERF402 (what came before a fault counts)
        tap.finish()
    except FrameFault as fault:
        return frames, fault.failure, fault.first_bytes
    return frames, None, b""


def test_the_log_has_no_payload_and_an_end():
    tap = FrameTap(4096)
    tap.restart(1)
    tap.feed(SETTINGS + data(b"secret") * (MAX_LOG + 5))
    assert len(list(tap.frames())) == MAX_LOG + 6
    assert len(tap.log) == MAX_LOG
    assert tap.log[-1] == ("DATA", 0, 1, 6)
    assert "secret" not in repr(tap.log)


def test_a_frame_shows_no_payload():
    assert "secret" not in repr(tapped(SETTINGS, data(b"secret"))[1])


@pytest.mark.parametrize(
    ("said", "native"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n", {"peer": "HTTP/1.1", "status": 400}),
        (b"HTTP/1.0 505 No\n", {"peer": "HTTP/1.0", "status": 505}),
        (b"SSH-2.0-OpenSSH_9.2\r\n", {"peer": "unknown"}),
        (b"\x15\x03\x01\x00\x02\x02\x46\x0a\x00", {"peer": "tls"}),
        (SETTINGS[:3] + b"\x00" * 506, {"peer": "unknown"}),
    ],
)
def test_a_peer_that_does_not_speak_http2_is_quoted(said: bytes, native: dict[str, object]):
    with pytest.raises(FrameFault) as caught:
        tapped(said, b"\n" * 512)
    assert caught.value.failure.type == "http.protocol.error"
    assert caught.value.failure.native == native
    assert said.startswith(caught.value.first_bytes[:9])
    assert len(caught.value.first_bytes) <= 512


def test_a_stranger_is_known_before_its_line_ends():
    tap = FrameTap(64)
    tap.feed(b"220 smtp.test")
    assert tap.is_stranger
    assert list(tap.frames()) == []
    with pytest.raises(FrameFault) as caught:
        tap.finish()
    assert caught.value.first_bytes == b"220 smtp.test"


def test_a_few_bytes_and_the_end_are_no_http2():
    tap = FrameTap(64)
    tap.feed(b"+OK")
    assert not tap.is_stranger
    with pytest.raises(FrameFault):
        tap.finish()


def test_an_end_without_a_byte_is_no_fault():
    FrameTap(64).finish()


def test_goaway_may_be_the_first_frame():
    assert tapped(goaway(0, 2))[0].kind == Kind.GOAWAY


def test_a_frame_over_the_limit_is_refused():
    assert len(tapped(SETTINGS, data(b"x" * MAX_FRAME))) == 2
    with pytest.raises(FrameFault, match="DATA frame over 16384 bytes"):
        tapped(SETTINGS, data(b"x" * (MAX_FRAME + 1)))


@pytest.mark.parametrize(
    ("useless", "name"),
    [
        (SETTINGS, "SETTINGS"),
        (frame(Kind.PING, b"12345678", stream=0), "PING"),
        (data(), "DATA"),
        (frame(Kind.DATA, b"\x03\0\0\0", flags=PADDED), "DATA"),
        (frame(Kind.DATA, b"", flags=PADDED), "DATA"),
        (frame(Kind.WINDOW_UPDATE, b"\0\0\0\1", stream=0), "WINDOW_UPDATE"),
        (frame(Kind.PRIORITY, b"\0\0\0\0\0"), "PRIORITY"),
        (goaway(2**31 - 1, 0), "GOAWAY"),
        (rst(8, stream=3), "RST_STREAM"),
        (data(b"x", stream=3), "DATA"),
        (frame(0x2A, b"?"), "type 0x2a"),
    ],
)
def test_frames_that_bring_nothing_are_counted(useless: bytes, name: str):
    assert len(tapped(SETTINGS + useless * 9)) == 10
    with pytest.raises(FrameFault) as caught:
        tapped(SETTINGS + useless * 10)
    assert caught.value.failure.native == {"flood": name}


def test_data_is_not_counted_and_a_new_exchange_counts_anew():
    tap = FrameTap(64)
    for stream in (1, 3, 5):
        tap.restart(stream, 5)
        tap.feed((SETTINGS + data(b"x", stream=stream) + data(end=True, stream=stream)) * 4)
        assert len(list(tap.frames())) == 12


def test_a_continuation_flood_ends():
    start = SETTINGS + head([(b":status", b"200")], flags=0)
    more = frame(Kind.CONTINUATION, b"")
    assert len(tapped(start + more * 63)) == 65
    with pytest.raises(FrameFault) as caught:
        tapped(start + more * 64)
    assert caught.value.failure.type == "http.response.head_too_large"


def test_a_header_block_has_a_longest_size():
    block = frame(Kind.HEADERS, b"x" * 40) + frame(Kind.CONTINUATION, b"x" * 24, flags=END_HEADERS)
    assert len(tapped(SETTINGS + block * 3, max_block=64)) == 7
    with pytest.raises(FrameFault) as caught:
        tapped(SETTINGS + block + frame(Kind.CONTINUATION, b"x"), max_block=64)
    assert caught.value.failure.type == "http.response.head_too_large"


def test_goaway_is_read():
    assert Goaway.of(goaway(2**31 + 5, 11, b"calm" * 100)[9:]) == Goaway(
        5, 11, (b"calm" * 100)[:256]
    )
    with pytest.raises(FrameFault, match="too short"):
        Goaway.of(b"\0\0\0\1\0\0\0")
