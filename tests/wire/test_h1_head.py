"""Heads are read whole, and every deviation is named with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.wire.h1_head import read_head, read_trailers


def names(raw: bytes) -> list[str]:
    head = read_head(raw, 64)
    assert head is not None
    return [anomaly.name for anomaly in head.anomalies]


def test_a_valid_head_has_no_anomalies_and_keeps_order_case_and_repetition():
    raw = b"HTTP/1.1 404 Not Found\r\nX-B: 1\r\nx-a:2 \r\nX-b:\t3\r\n\r\n"
    head = read_head(raw, 64)
    assert head is not None
    assert (head.version, head.status, head.reason) == ("1.1", 404, "Not Found")
    assert list(head.fields) == [("X-B", "1"), ("x-a", "2"), ("X-b", "3")]
    assert head.anomalies == ()
    assert head.raw == raw


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"HTTP/1.1 200 OK\r\nA : 1\r\n\r\n", "space_before_colon"),
        (b"HTTP/1.1 200 OK\nA: 1\r\n\r\n", "bare_lf"),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n b\r\n\r\n", "obs_fold"),
        (b"HTTP/1.1 200 OK\r\n A: 1\r\n\r\n", "leading_whitespace"),
        (b"HTTP/1.1 200 OK\r\nA: \x07\r\n\r\n", "control_character"),
        (b"HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", "control_character"),
        (b"HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n", "control_character"),
        (b"HTTP/1.1 200 O\x01K\r\n\r\n", "control_character"),
        (b"HTTP/1.1 200 OK\r\nA b: 1\r\n\r\n", "illegal_header_name"),
        (b"HTTP/1.1 200 OK\r\n: 1\r\n\r\n", "illegal_header_name"),
        (b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "line_without_colon"),
        (b"HTTP/1.1 200\r\n\r\n", "missing_reason"),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\n", "leading_blank_line"),
        (b"HTTP/1.1  200 OK\r\n\r\n", "status_line_whitespace"),
        (b"HTTP/2 200 OK\r\n\r\n", "unusual_version"),
        (b"http/1.1 200 OK\r\n\r\n", "protocol_name_case"),
    ],
)
def test_each_deviation_is_named(raw: bytes, name: str):
    assert names(raw) == [name]


def test_an_anomaly_stands_at_the_offset_of_its_line():
    raw = b"HTTP/1.1 200 OK\r\nA: 1\r\nB : 2\r\n\r\n"
    head = read_head(raw, 64)
    assert head is not None
    (anomaly,) = head.anomalies
    assert raw[anomaly.offset :].startswith(b"B :")


def test_the_empty_reason_phrase_is_legal():
    assert names(b"HTTP/1.1 200 \r\n\r\n") == []


def test_a_folded_value_is_joined_with_a_space():
    head = read_head(b"HTTP/1.1 200 OK\r\nA: 1\r\n\t 2\r\n\r\n", 64)
    assert head is not None
    assert head.fields.get("a") == "1 2"


def test_a_name_with_a_space_before_its_colon_is_still_found():
    head = read_head(b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n", 64)
    assert head is not None
    assert head.fields.get("content-length") == "5"


def test_octets_beyond_ascii_survive():
    head = read_head(b"HTTP/1.1 200 OK\r\nA: \xff\xc3\xa9\r\n\r\n", 64)
    assert head is not None
    assert (head.fields.get("a") or "").encode("latin-1") == b"\xff\xc3\xa9"
    assert head.anomalies == ()


@pytest.mark.parametrize(
    "raw",
    [b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/1.1 20 OK\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1\r\n\r\n",
     b"HTTP/1.1 099 X\r\n\r\n", b"\r\n\r\n", b"ICY 200 OK\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_status_line_is_none(raw: bytes):
    assert read_head(raw, 64) is None


def test_anomalies_are_bounded_and_never_show_values():
    raw = b"HTTP/1.1 200 OK\r\n" + b"A : secret\r\n" * 500 + b"\r\n"
    head = read_head(raw, 64)
    assert head is not None
    assert len(head.anomalies) == 64
    assert len(head.fields) == 500
    assert not any("secret" in anomaly.text for anomaly in head.anomalies)


def test_trailers_are_placed_after_the_head():
    fields, found = read_trailers(b"Checksum : 1\r\n\r\n", 100, 64)
    assert list(fields) == [("Checksum", "1")]
    assert [(each.name, each.offset) for each in found] == [("space_before_colon", 100)]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_exception(raw: bytes):
    head = read_head(b"HTTP/1.1 200 OK\r\n" + raw + b"\r\n\r\n", 64)
    assert head is not None
    assert all(0 <= anomaly.offset <= len(head.raw) for anomaly in head.anomalies)
