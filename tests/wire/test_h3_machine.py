"""HTTP/3 without I/O."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylsqpack import Decoder

from tests.wire.h2_peers import LIMITS, make_request
from tests.wire.h3_peers import OK, data, head
from wwwhy.model import Transport
from wwwhy.wire.assembly import Assembly
from wwwhy.wire.h3_machine import (
    GREETING,
    MAX_STREAMS,
    Kind,
    Machine,
    code_name,
    encoded,
    framed,
    read_varint,
    varint,
)
from wwwhy.wire.limits import Limits
from wwwhy.wire.stream import StreamFailure

CONTROL = b"\0\x04\0"


def begun(
    limits: Limits = LIMITS, *fields: tuple[str, str], **more: Any
) -> tuple[Machine, Assembly, bytes]:
    request = make_request("https://a.test/", *fields, **more)
    machine, assembly = Machine(limits), Assembly(request.method, "3", limits)
    return machine, assembly, machine.begin(request, 0, assembly, float)


def answered(*pieces: bytes, end: bool = True, limits: Limits = LIMITS, **more: Any) -> Assembly:
    machine, assembly, _ = begun(limits, **more)
    for piece in pieces:
        machine.receive(0, piece, end=False)
    if end:
        machine.receive(0, b"", end=True)
    return assembly


def failed(assembly: Assembly) -> str | None:
    return assembly.failure.type if assembly.failure else None


MESSAGE = (
    head(((b":status", b"103"), (b"link", b"</a>")))
    + framed(0x21, b"grease")
    + head((*OK, (b"Bad", b"1\0")))
    + data(b"hel")
    + data(b"")
    + data(b"lo")
    + head([(b"x-sum", b"1")])
)


def test_a_request_head_is_one_frame_that_needs_no_table():
    _, _, octets = begun()
    kind, length, block = octets[0], octets[1] & 0x3F, octets[2:]
    assert (kind, length) == (Kind.HEADERS, len(block))
    assert Decoder(0, 0).feed_header(0, block)[1] == [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"a.test"),
        (b":path", b"/"),
    ]
    assert GREETING == CONTROL


LINE = st.tuples(st.binary(min_size=1, max_size=300), st.binary(max_size=300))


@settings(deadline=None)
@given(st.lists(LINE, min_size=1, max_size=5))
def test_a_field_section_is_read_as_it_was_written(pairs: list[tuple[bytes, bytes]]):
    assert Decoder(0, 0).feed_header(0, encoded(tuple(pairs)))[1] == pairs


def test_secrets_are_never_indexed():
    assert encoded(((b"a", b"x"), (b"cookie", b"y"))) == b"\0\0\x21a\x01x\x36cookie\x01y"


def test_a_large_request_head():
    """pylsqpack would refuse to write this one."""
    _, _, octets = begun(LIMITS, ("Cookie", "c" * 300_000))
    assert octets.endswith(b"c" * 300_000)
    assert read_varint(octets, 1) == (len(octets) - 5, 5)


def test_a_whole_response():
    response = answered(MESSAGE).response
    assert response is not None
    assert (response.status, response.version, response.body) == (200, "3", b"hello")
    assert response.complete
    assert [each.status for each in response.interim] == [103]
    assert response.trailers.get("x-sum") == "1"
    assert [each.name for each in response.anomalies] == ["upper_case_name", "control_character"]


@settings(deadline=None)
@given(st.lists(st.integers(0, len(MESSAGE)), max_size=10))
def test_any_split_gives_the_same_response(cuts: list[int]):
    places = [0, *sorted(cuts), len(MESSAGE)]
    made = answered(*[MESSAGE[a:b] for a, b in pairwise(places)])
    assert (made.response, made.failure) == (answered(MESSAGE).response, None)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.binary(max_size=30) | st.sampled_from([MESSAGE, head(OK), data(b"x")]), max_size=6)
)
def test_no_bytes_raise(pieces: list[bytes]):
    assembly = answered(*pieces)
    assert assembly.ended


@settings(deadline=None)
@given(st.integers(0, 40), st.lists(st.binary(max_size=30), max_size=6))
def test_no_bytes_on_other_streams_raise(stream: int, pieces: list[bytes]):
    machine, _, _ = begun()
    for piece in pieces:
        machine.receive(stream + 1, piece, end=False)


@pytest.mark.parametrize(
    ("octets", "type_"),
    [
        (data(b"x"), "http.protocol.error"),
        (framed(Kind.HEADERS, b"\xff\xff"), "http.protocol.error"),
        (framed(Kind.HEADERS, b"\5\0\x80"), "http.protocol.error"),
        (framed(Kind.SETTINGS, b""), "http.protocol.error"),
        (framed(Kind.PUSH_PROMISE, b"\0"), "http.protocol.error"),
        (framed(0x06, b"h2 ping!"), "http.protocol.error"),
        (head(((b":status", b"x"),)), "http.response.invalid"),
        (b"", "http.response.empty"),
        (head(((b":status", b"103"),)), "http.response.empty"),
        (head(OK)[:-1], "http.protocol.error"),
        (head(OK) + data(b"hello")[:-1], "http.response.truncated"),
        (head(OK) + b"\0", "http.response.truncated"),
        (head((*OK, (b"content-length", b"9"))) + data(b"hello"), "http.response.truncated"),
        (head((*OK, (b"content-length", b"2"))) + data(b"hello"), "http.response.invalid"),
        (head(OK) + data(b"x"), None),
    ],
)
def test_endings(octets: bytes, type_: str | None):
    assert failed(answered(octets)) == type_


@pytest.mark.parametrize(
    "octets",
    [
        head((*OK, (b"x", b"y" * 5000))),
        framed(Kind.HEADERS, b"\0\0" + b"\xd1" * 1100),
        varint(Kind.HEADERS) + varint(5000),
    ],
)
def test_a_head_that_is_too_large(octets: bytes):
    limits = Limits(head=4096)
    assert failed(answered(octets, end=False, limits=limits)) == "http.response.head_too_large"


def test_a_small_block_that_unfolds_into_a_big_one():
    """A QPACK bomb: static entries of two bytes each, 78 bytes when unfolded."""
    block = b"\0\0" + b"\xff\x16" * 4000
    limits = Limits(lines=10_000)
    assert failed(answered(framed(1, block), limits=limits)) == "http.response.head_too_large"


@pytest.mark.parametrize("useless", [framed(0x21, b""), framed(0x21, b"x"), data(b"")])
def test_floods_end(useless: bytes):
    made = answered(head(OK), useless * 3000, end=False)
    assert failed(made) == "http.protocol.error"
    assert failed(answered(head(OK), useless * 100, end=False)) is None


def test_floods_on_other_streams_end():
    machine, assembly, _ = begun()
    for number in range(3000):
        machine.receive(4 * number + 3, b"\x21", end=True)
    assert failed(assembly) == "http.protocol.error"


def test_a_long_unknown_frame_is_not_kept():
    machine, assembly, _ = begun()
    machine.receive(0, head(OK) + varint(0x21) + varint(10**9), end=False)
    for _ in range(100):
        machine.receive(0, bytes(100_000), end=False)
    assert failed(assembly) is None
    assert machine._answer.is_between_frames is False
    assert len(machine._answer._buffer) == 0


def test_goaway_below_our_stream_ends_the_exchange():
    machine, assembly, _ = begun()
    machine.receive(3, CONTROL, end=False)
    machine.receive(3, framed(Kind.GOAWAY, varint(4)), end=False)
    assert (machine.goaway, failed(assembly)) == (4, None)
    machine.receive(3, framed(Kind.GOAWAY, varint(0))[:-1], end=False)
    machine.receive(3, b"\0", end=False)
    assert assembly.failure is not None
    assert (assembly.failure.type, assembly.failure.native["frame"]) == ("http.h3.close", "GOAWAY")


def test_goaway_without_a_number():
    machine, assembly, _ = begun()
    machine.receive(3, CONTROL + framed(Kind.GOAWAY, b""), end=False)
    assert failed(assembly) == "http.protocol.error"


def test_other_streams_of_the_server_are_dropped():
    machine, assembly, _ = begun()
    for stream, kind in ((3, 2), (7, 3), (11, 1), (15, 0x21)):
        machine.receive(stream, bytes((kind,)) + framed(Kind.GOAWAY, b"\0"), end=False)
    for number in range(4, MAX_STREAMS + 10):
        machine.receive(4 * number + 3, b"", end=False)
    machine.receive(4 * 100 + 3, CONTROL + framed(Kind.GOAWAY, b"\0"), end=False)
    assert (machine.goaway, assembly.failure) == (None, None)


def test_a_long_frame_of_the_control_stream_is_dropped():
    machine, assembly, _ = begun()
    machine.receive(3, b"\0" + framed(Kind.SETTINGS, bytes(100_000)), end=False)
    machine.receive(3, varint(Kind.GOAWAY) + varint(100_000), end=False)
    machine.receive(3, bytes(1000), end=False)
    assert (machine.goaway, assembly.failure) == (None, None)


def test_empty_trailers_are_trailers():
    """pylsqpack 1.0 refuses a section without a line, which RFC 9204 allows."""
    made = answered(head(OK) + data(b"x") + framed(Kind.HEADERS, b"\0\0"))
    assert made.failure is None


@pytest.mark.parametrize(
    ("length", "type_"), [(60_000, None), (200_000, "http.response.head_too_large")]
)
def test_a_value_that_pylsqpack_cannot_read_is_no_fault_of_the_server(
    length: int, type_: str | None
):
    block = encoded(((b":status", b"200"), (b"x", b"y" * length)))
    assert failed(answered(framed(Kind.HEADERS, block))) == type_


def test_a_reset_stream():
    machine, assembly, _ = begun()
    machine.receive(0, head(OK) + data(b"part"), end=False)
    machine.receive_reset(4, 0x102)
    assert failed(assembly) is None
    machine.receive_reset(0, 0x102)
    assert assembly.failure is not None
    assert assembly.failure.type == "http.h3.close"
    assert assembly.failure.native["h3_name"] == "H3_INTERNAL_ERROR"
    assert assembly.response is not None
    assert assembly.response.body == b"part"


def test_expect_holds_until_100():
    transport = Transport(expect_continue=True)
    machine, _, octets = begun(method="PUT", body=b"x", transport=transport)
    assert b"expect\x0c100-continue" in octets
    assert machine.holding
    machine.receive(0, head(((b":status", b"103"),)), end=False)
    assert machine.holding
    machine.receive(0, head(((b":status", b"100"),)), end=False)
    assert (machine.holding, machine.unwanted) == (False, False)


@pytest.mark.parametrize(
    ("status", "held", "unwanted"),
    [(b"200", True, True), (b"200", False, False), (b"413", False, True)],
)
def test_an_early_answer_makes_the_body_pointless(status: bytes, held: bool, unwanted: bool):
    transport = Transport(expect_continue=held)
    machine, _, _ = begun(method="PUT", body=b"x", transport=transport)
    machine.receive(0, head(((b":status", status),)), end=False)
    assert (machine.unwanted, machine.holding) == (unwanted, False)


def test_a_line_break_is_not_sent():
    with pytest.raises(StreamFailure):
        begun(method="GET\r\n")


def test_content_is_framed():
    machine, _, _ = begun()
    assert machine.content(b"x" * 100) == b"\0\x40\x64" + b"x" * 100


@settings(deadline=None)
@given(st.integers(0, 2**62 - 1))
def test_varints(number: int):
    octets = varint(number)
    assert read_varint(octets + b"rest", 0) == (number, len(octets))
    assert read_varint(octets[:-1], 0) is None


@pytest.mark.parametrize(
    ("number", "octets"),
    [
        (37, "25"),
        (15293, "7bbd"),
        (494878333, "9d7f3e7d"),
        (151288809941952652, "c2197c5eff14e88c"),
    ],
)
def test_varints_of_the_rfc(number: int, octets: str):
    """RFC 9000 appendix A.1."""
    assert varint(number).hex() == octets


def test_codes_have_names():
    assert code_name(0x10B) == "H3_REQUEST_REJECTED"
    assert code_name(0x200) == "QPACK_DECOMPRESSION_FAILED"
    assert code_name(0x999) == "0x999"
