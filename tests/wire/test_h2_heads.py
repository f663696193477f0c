"""HTTP/2: heads and frames that break the rules, and any bytes at all."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.h2_peers import (
    HEAD_END,
    OK,
    SETTINGS,
    Canned,
    canned,
    data,
    failed,
    frame,
    goaway,
    head,
    rst,
    run,
    sending,
    status,
)
from wwwhy.wire.frames import END_HEADERS, Kind
from wwwhy.wire.h2 import H2Outcome


def test_illegal_fields_stay_readable():
    """Wire knowledge gotcha 2: h2 refuses them by default, and the evidence with them."""
    bad = (
        (b"Server", b"x"),
        (b"connection", b"close"),
        (b"a", b"1\r\nb: 2"),
        (b"content-length", b"4"),
        (b"content-length", b"5"),
    )
    outcome = run(sending(head((*OK, *bad)), data(b"hello", end=True)))
    assert outcome.response is not None
    assert [each.name for each in outcome.response.anomalies] == [
        "upper_case_name",
        "connection_specific_field",
        "control_character",
        "two_content_lengths",
    ]
    assert outcome.response.fields.get("server") == "x"
    assert outcome.response.body == b"hello"
    assert outcome.failure is None


@pytest.mark.parametrize("length", [b"x", b"-1", b""])
def test_an_unreadable_content_length_loses_nothing(length: bytes):
    outcome = run(sending(head((*OK, (b"content-length", length))), data(b"hello", end=True)))
    assert outcome.response is not None
    assert outcome.response.body == b"hello"
    assert [each.name for each in outcome.response.anomalies] == ["content_length_illegal"]


@pytest.mark.parametrize("value", [None, b"abc", b"20"])
def test_a_head_without_a_status_code(value: bytes | None):
    pairs = [] if value is None else [(b":status", value)]
    outcome = run(sending(head([*pairs, (b"server", b"x")], flags=HEAD_END)))
    assert failed(outcome) == "http.response.invalid"
    assert b"server: x" in outcome.first_bytes


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(data(b"early"), id="data before a head"),
        pytest.param(frame(Kind.CONTINUATION, b"", flags=END_HEADERS), id="naked continuation"),
        pytest.param(head(OK, flags=0) + data(b"x"), id="data inside a block"),
        pytest.param(frame(Kind.HEADERS, b"\xff\xff\xff\xff\xff", flags=HEAD_END), id="hpack"),
        pytest.param(frame(Kind.HEADERS, b"\xbe", flags=HEAD_END), id="no such table entry"),
        pytest.param(frame(Kind.PUSH_PROMISE, b"\0\0\0\2", flags=END_HEADERS), id="push"),
        pytest.param(head(OK, stream=2), id="stream of the server"),
        pytest.param(frame(Kind.SETTINGS, b"\0\2\0\0\0\7", stream=0), id="setting out of range"),
        pytest.param(frame(Kind.WINDOW_UPDATE, b"\0\0\0\0", stream=0), id="window update of 0"),
        pytest.param(frame(Kind.WINDOW_UPDATE, b"\x7f\xff\xff\xff"), id="window overflow"),
        pytest.param(frame(Kind.PING, b"1", stream=0), id="short ping"),
        pytest.param(frame(Kind.RST_STREAM, b"1"), id="short reset"),
        pytest.param(frame(Kind.GOAWAY, b"1", stream=0), id="short goaway"),
        pytest.param(frame(Kind.DATA, b"\xff", flags=0x08), id="padding longer than the frame"),
        pytest.param(head(((b":status", b"103"),), flags=HEAD_END), id="interim that ends"),
        pytest.param(frame(Kind.DATA, b"x" * 16_385), id="overlong frame"),
    ],
)
def test_broken_framing_is_a_protocol_error(octets: bytes):
    outcome = run(sending(octets))
    assert failed(outcome) == "http.protocol.error"
    assert outcome.failure is not None
    assert outcome.failure.detail.endswith(".")


def test_what_came_before_the_broken_frame_is_kept():
    outcome = run(sending(head(OK), data(b"part"), frame(Kind.PING, b"1", stream=0)))
    assert (status(outcome), failed(outcome)) == (200, "http.protocol.error")


def facts(outcome: H2Outcome) -> tuple[object, ...]:
    response = outcome.response
    interim = [(i.status, i.fields) for i in response.interim] if response else []
    kept = (response.status, response.fields, response.trailers, response.body) if response else ()
    more = (response.complete, response.anomalies, response.body_length) if response else ()
    return outcome.failure, outcome.goaway, outcome.stream_reset, interim, kept, more


CONVERSATIONS = [
    SETTINGS
    + head(((b":status", b"103"), (b"link", b"</a>")))
    + goaway(1, 0)
    + head((*OK, (b"Bad", b"1")))
    + data(b"hello")
    + frame(Kind.PING, b"12345678", stream=0)
    + head([(b"x-sum", b"1")], flags=HEAD_END),
    SETTINGS + head(OK) + data(b"part") + rst(2),
    SETTINGS + goaway(1, 11),
    SETTINGS
    + head(OK, flags=0)
    + frame(Kind.CONTINUATION, b"\0\1a\1b", flags=END_HEADERS)
    + data(b"x"),
    b"HTTP/1.1 400 Bad Request\r\n\r\nmore and more",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CONVERSATIONS), st.lists(st.integers(0, 200), max_size=12))
def test_any_split_gives_the_same_outcome(octets: bytes, cuts: list[int]):
    places = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    pieces = [octets[a:b] for a, b in pairwise(places) if a != b]
    assert facts(asyncio.run(canned(Canned(pieces)))) == facts(
        asyncio.run(canned(Canned([octets])))
    )


FRAMES = st.builds(
    lambda kind, flags, stream, payload: frame(kind, payload, flags=flags, stream=stream),
    st.integers(0, 11),
    st.sampled_from([0, 1, 4, 5, 8, 13, 32, 255]),
    st.sampled_from([0, 1, 1, 1, 2, 3]),
    st.binary(max_size=40),
)


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.lists(FRAMES | st.binary(max_size=30), max_size=8))
def test_no_bytes_raise(hello: bool, pieces: list[bytes]):
    octets = (SETTINGS if hello else b"") + b"".join(pieces)
    outcome = asyncio.run(canned(Canned([octets] if octets else [])))
    assert outcome.response is not None or outcome.failure is not None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CONVERSATIONS), st.integers(0, 300), st.integers(0, 255))
def test_a_flipped_byte_never_raises(octets: bytes, place: int, value: int):
    changed = bytearray(octets)
    changed[place % len(changed)] = value
    asyncio.run(canned(Canned([bytes(changed)])))
