"""The end of the content is where RFC 9112 section 6.3 says, and doubts are named."""

import pytest

from wwwhy.wire.h1_framing import Framing, framing_of
from wwwhy.wire.h1_head import read_head


def framing(*lines: str, status: int = 200, method: str = "GET", version: str = "1.1") -> Framing:
    text = "\r\n".join([f"HTTP/{version} {status} X", *lines, "", ""])
    head = read_head(text.encode("latin-1"), 64)
    assert head is not None
    return framing_of(head, method)


def test_a_content_length_binds():
    found = framing("Content-Length: 12")
    assert (found.kind, found.length, found.declared, found.anomalies) == (
        "content-length",
        12,
        12,
        (),
    )


@pytest.mark.parametrize(
    ("status", "method"),
    [(204, "GET"), (304, "GET"), (101, "GET"), (200, "HEAD"), (200, "CONNECT")],
)
def test_some_answers_have_no_content_whatever_they_say(status: int, method: str):
    found = framing("Content-Length: 12", status=status, method=method)
    assert (found.kind, found.length, found.declared) == ("none", None, 12)


def test_a_refused_connect_has_content():
    assert framing("Content-Length: 12", status=407, method="CONNECT").kind == "content-length"


def test_chunked_overrides_a_content_length_and_says_so():
    found = framing("Content-Length: 12", "Transfer-Encoding: chunked")
    assert (found.kind, found.failure) == ("chunked", None)
    assert [each.name for each in found.anomalies] == ["content_length_and_transfer_encoding"]


def test_differing_lengths_are_refused_as_every_strict_client_does():
    found = framing("Content-Length: 5", "Content-Length: 6")
    assert found.failure is not None
    assert found.failure.type == "http.response.invalid"
    assert [each.name for each in found.anomalies] == ["two_content_lengths"]


@pytest.mark.parametrize(
    "lines", [("Content-Length: 5", "content-length: 5"), ("Content-Length: 5, 5",)]
)
def test_equal_lengths_are_noted_and_used(lines: tuple[str, ...]):
    found = framing(*lines)
    assert (found.kind, found.length, found.failure) == ("content-length", 5, None)
    assert [each.name for each in found.anomalies] == ["two_content_lengths"]


@pytest.mark.parametrize("value", ["-1", "+5", "5 bytes", "", "0x10", "9" * 60])
def test_a_length_that_is_no_number_is_refused(value: str):
    found = framing(f"Content-Length: {value}")
    assert found.failure is not None
    assert [each.name for each in found.anomalies] == ["content_length_illegal"]


@pytest.mark.parametrize(
    ("value", "kind", "anomalies"),
    [
        ("chunked", "chunked", []),
        ("gzip, chunked", "chunked", []),
        ("Chunked", "chunked", []),
        ("gzip", "close", ["chunked_not_last"]),
        ("chunked, gzip", "close", ["chunked_not_last"]),
        ("chunked, chunked", "chunked", ["chunked_twice"]),
        ("identity", "close", []),
    ],
)
def test_transfer_codings(value: str, kind: str, anomalies: list[str]):
    found = framing(f"Transfer-Encoding: {value}")
    assert (found.kind, [each.name for each in found.anomalies]) == (kind, anomalies)


def test_transfer_encoding_is_strange_in_http_1_0():
    found = framing("Transfer-Encoding: chunked", version="1.0")
    assert [each.name for each in found.anomalies] == ["transfer_encoding_in_http_1_0"]


def test_without_any_length_the_content_ends_with_the_connection():
    assert framing().kind == "close"


def test_a_length_may_have_more_digits_than_any_machine_word():
    found = framing(f"Content-Length: {10**22}")
    assert (found.failure, found.length) == (None, 10**22)
