"""The response reader: nothing is lost, nothing hangs, and splits make no difference."""

import itertools

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wwwhy.model import Failure, Response
from wwwhy.wire.h1_reader import ResponseReader
from wwwhy.wire.limits import Limits

LIMITS = Limits()
SMALL = Limits(
    head=2000, lines=20, interim=3, body_kept=50, body_read=100, body_endless=200, framing=150
)


def read(
    *pieces: bytes, method: str = "GET", end: str = "close", limits: Limits = LIMITS
) -> ResponseReader:
    reader = ResponseReader(method, limits, lambda: 0.0)
    for piece in pieces:
        reader.feed(piece)
    if end != "open":
        reader.finish(reset=end == "reset")
    return reader


def answer(reader: ResponseReader) -> Response:
    response = reader.response()
    assert response is not None
    return response


def kind(reader: ResponseReader) -> str | None:
    return reader.failure.type if reader.failure else None


def test_a_counted_body():
    reader = read(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", end="open")
    assert reader.done
    assert reader.reusable
    response = answer(reader)
    assert (response.body, response.body_length, response.framing, response.complete) == (
        b"hello",
        5,
        "content-length",
        True,
    )


def test_interim_responses_come_before_the_final_one():
    reader = read(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    )
    response = answer(reader)
    assert [each.status for each in response.interim] == [103, 100]
    assert response.interim[0].fields.get("link") == "</a>"
    assert (response.status, response.complete) == (204, True)


def test_more_interim_responses_than_the_bound_end_it():
    sixteen = b"HTTP/1.1 102 P\r\n\r\n" * 16
    assert answer(read(sixteen + b"HTTP/1.1 200 OK\r\n\r\n")).status == 200
    endless = read(sixteen + b"HTTP/1.1 102 P\r\n\r\n", end="open")
    assert endless.done
    assert kind(endless) == "http.protocol.error"


def test_101_is_final_and_what_follows_is_kept():
    reader = read(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x81\x05hello", end="open"
    )
    assert (answer(reader).status, reader.done, reader.reusable) == (101, True, False)
    assert reader.leftover == b"\x81\x05hello"


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 204 N\r\nContent-Length: 9\r\n\r\n", b"HTTP/1.1 304 N\r\n\r\n"]
)
def test_bodiless_answers_end_with_their_head(head: bytes):
    reader = read(head, end="open")
    assert reader.done
    assert (answer(reader).framing, answer(reader).body) == ("none", b"")


def test_the_answer_to_head_ends_with_its_head_and_keeps_the_declared_length():
    reader = read(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", method="HEAD", end="open")
    assert (reader.done, answer(reader).declared_length, answer(reader).body_length) == (
        True,
        900,
        0,
    )


def test_chunks_with_extensions_and_trailers():
    reader = read(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b'5;name="v"\r\nhello\r\nA \r\n0123456789\r\n0\r\nChecksum: 1\r\nX: 2\r\n\r\n',
        end="open",
    )
    response = answer(reader)
    assert (response.body, response.framing, response.complete) == (
        b"hello0123456789",
        "chunked",
        True,
    )
    assert list(response.trailers) == [("Checksum", "1"), ("X", "2")]
    assert reader.reusable


@pytest.mark.parametrize(
    "chunks", [b"zz\r\n", b"5\r\nhelloworld\r\n", b"-1\r\n", b"5 5\r\nhello\r\n", b"\r\n", b"0x5\r\nhello\r\n",
               b"f" * 16 + b"\r\n", b"1" * 20000]
)  # fmt: skip
def test_broken_chunks_are_invalid_and_keep_the_response(chunks: bytes):
    reader = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, end="open")
    assert reader.done
    assert kind(reader) == "http.response.invalid"
    assert (answer(reader).status, answer(reader).complete) == (200, False)


@pytest.mark.parametrize(
    "chunks", [b"", b"5", b"5\r\nhel", b"5\r\nhello", b"5\r\nhello\r\n", b"0\r\n", b"0\r\nA: b\r\n"]
)
def test_chunks_that_break_off_are_truncated(chunks: bytes):
    reader = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (kind(reader), answer(reader).complete) == ("http.response.truncated", False)


def test_a_short_body_is_both_a_response_and_a_failure():
    reader = read(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhell")
    assert kind(reader) == "http.response.truncated"
    assert (answer(reader).body, answer(reader).complete) == (b"hell", False)


def test_a_reset_in_the_body_is_truncation_and_says_reset():
    reader = read(b"HTTP/1.1 200 OK\r\n\r\nhell", end="reset")
    assert reader.failure == Failure(
        "http.response.truncated",
        "The server reset the connection after 4 bytes of content.",
        {"reset": True},
    )


def test_a_body_without_length_ends_with_the_connection():
    reader = read(b"HTTP/1.1 200 OK\r\n\r\nhello")
    assert (kind(reader), answer(reader).complete, answer(reader).framing) == (None, True, "close")
    assert not reader.reusable


@pytest.mark.parametrize(
    ("end", "expected"), [("close", "http.response.empty"), ("reset", "tcp.reset")]
)
def test_nothing_at_all(end: str, expected: str):
    assert kind(read(end=end)) == expected


def test_only_interim_responses_are_an_empty_reply():
    assert kind(read(b"HTTP/1.1 100 Continue\r\n\r\n")) == "http.response.empty"


def test_half_a_head_is_truncated_and_kept():
    reader = read(b"HTTP/1.1 200 OK\r\nServ")
    assert (kind(reader), reader.first_bytes, reader.response()) == (
        "http.response.truncated",
        b"HTTP/1.1 200 OK\r\nServ",
        None,
    )


@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"<html>",
        b"\0" * 100,
        b"\r\n" * 100,
    ],
)
def test_garbage_is_no_response_and_its_first_bytes_are_kept(garbage: bytes):
    reader = read(garbage)
    assert (kind(reader), reader.response(), reader.first_bytes) == (
        "http.response.invalid",
        None,
        garbage,
    )
    assert reader.failure is not None
    assert reader.failure.native["anomaly"] == "no_status_line"


def test_a_long_garbage_ends_by_itself():
    reader = read(b"x" * 1000, end="open")
    assert (reader.done, reader.first_bytes) == (True, b"x" * 512)


def test_an_unreadable_status_line():
    reader = read(b"HTTP/1.1 99999 Strange\r\n\r\n", end="open")
    assert (kind(reader), reader.first_bytes) == (
        "http.response.invalid",
        b"HTTP/1.1 99999 Strange\r\n\r\n",
    )


def test_two_content_lengths_keep_the_head():
    reader = read(
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", end="open"
    )
    assert (reader.done, kind(reader), answer(reader).status) == (
        True,
        "http.response.invalid",
        200,
    )


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nA: " + b"x" * 3000, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 30]
)
def test_an_endless_head_is_too_large(head: bytes):
    reader = read(head, end="open", limits=SMALL)
    assert (reader.done, kind(reader)) == (True, "http.response.head_too_large")
    assert reader.first_bytes == head[:512]


def test_endless_trailers_are_too_large():
    reader = read(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * 30,
        end="open",
        limits=SMALL,
    )
    assert kind(reader) == "http.response.head_too_large"


def test_a_long_announced_body_is_healthy_and_read_up_to_the_bound_exactly():
    reader = read(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x" * 3000, end="open", limits=SMALL
    )
    response = answer(reader)
    assert (reader.done, reader.failure, reader.reusable) == (True, None, False)
    assert (response.complete, response.cut_short) == (True, True)
    assert (len(response.body), response.body_length, response.declared_length) == (50, 100, 5000)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + b"x" * 300,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"e" * 200 + b"\r\nx\r\n",
    ],
)
def test_a_body_without_an_end_is_our_bound(raw: bytes):
    reader = read(raw, end="open", limits=SMALL)
    assert (reader.done, kind(reader)) == (True, "bound.bytes")
    assert (answer(reader).complete, len(answer(reader).body) <= 50) == (False, True)


def test_what_follows_a_response_is_left_over():
    reader = read(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 400 B", end="open")
    assert reader.leftover == b"HTTP/1.1 400 B"


@pytest.mark.parametrize(
    ("head", "reusable"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", True),
    ],
)
def test_whether_the_connection_goes_on(head: bytes, reusable: bool):
    assert read(head, end="open").reusable is reusable


def summary(reader: ResponseReader) -> tuple[object, ...]:
    return reader.response(), reader.failure, reader.first_bytes, reader.done


RAW = st.one_of(
    st.binary(max_size=600),
    st.lists(
        st.sampled_from(
            [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 404 \n", b"HTTP/1.1 103 E\r\n", b"Content-Length: 3\r\n", b"\r\n", b"\n",
             b"Transfer-Encoding: chunked\r\n", b"A : b\r\n", b" fold\r\n", b"3\r\nabc\r\n", b"0\r\n", b"abc", b"\r",
             b"Content-Length: 300\r\n", b"x" * 120, b"5;e\r\n"]
        ),
        max_size=14,
    ).map(b"".join),
)  # fmt: skip


@settings(max_examples=300)
@given(
    RAW,
    st.lists(st.integers(0, 700), max_size=8),
    st.sampled_from(["GET", "HEAD"]),
    st.sampled_from(["close", "reset"]),
)
def test_any_split_of_the_bytes_gives_the_same_result(
    raw: bytes, cuts: list[int], method: str, end: str
):
    edges = sorted({0, len(raw), *(min(cut, len(raw)) for cut in cuts)})
    pieces = [raw[a:b] for a, b in itertools.pairwise(edges)]
    whole = read(raw, method=method, end=end, limits=SMALL)
    assert summary(read(*pieces, method=method, end=end, limits=SMALL)) == summary(whole)
    singles = [raw[i : i + 1] for i in range(len(raw))]
    assert summary(read(*singles, method=method, end=end, limits=SMALL)) == summary(whole)


TOKEN = st.text("abcdefgXYZ-", min_size=1, max_size=10).filter(lambda t: t.strip("-"))
VALUE = st.text('abc 123;="/', max_size=20).map(str.strip)


@settings(max_examples=150)
@given(
    st.integers(200, 599),
    st.lists(st.tuples(TOKEN.map(lambda t: f"X-{t}"), VALUE), max_size=6),
    st.binary(max_size=300),
    st.sampled_from(["counted", "chunked"]),
)
def test_valid_messages_read_as_h11_reads_them(
    status: int, fields: list[tuple[str, str]], body: bytes, how: str
):
    if status in {204, 304}:
        body = b""
    lines = [f"{name}: {value}".encode() for name, value in fields]
    if how == "counted":
        lines.append(b"Content-Length: %d" % len(body))
        content = body
    else:
        lines.append(b"Transfer-Encoding: chunked")
        content = (b"%x\r\n" % len(body) + body + b"\r\n" if body else b"") + b"0\r\n\r\n"
        content = b"" if status in {204, 304} else content
    raw = b"\r\n".join([b"HTTP/1.1 %d Reason" % status, *lines, b"", b""]) + content
    strict = h11.Connection(h11.CLIENT)
    strict.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    strict.send(h11.EndOfMessage())
    strict.receive_data(raw)
    head = strict.next_event()
    assert isinstance(head, h11.Response)
    data = b""
    while isinstance(event := strict.next_event(), h11.Data):
        data += bytes(event.data)
    assert isinstance(event, h11.EndOfMessage)
    reader = read(raw, end="open")
    ours = answer(reader)
    assert reader.done
    assert (ours.status, ours.reason.encode(), ours.body) == (
        head.status_code,
        bytes(head.reason),
        data,
    )
    assert [(n.encode(), v.encode()) for n, v in ours.fields] == [
        (bytes(n), bytes(v)) for n, v in head.headers.raw_items()
    ]
    assert ours.anomalies == ()
