"""A response while its pieces arrive."""

from typing import Any

import pytest

from wwwhy.model import Failure
from wwwhy.wire.assembly import Assembly
from wwwhy.wire.limits import Limits

OK = ((b":status", b"200"),)


def assembly(method: str = "GET", **limits: Any) -> Assembly:
    return Assembly(method, "2", Limits(**limits))


def failed(made: Assembly) -> str | None:
    return made.failure.type if made.failure else None


def test_a_whole_response():
    made = assembly()
    made.take_section(((b":status", b"103"), (b"link", b"</a>")), 1.5)
    made.take_section(((b":status", b"200"), (b"content-length", b"4"), (b"Bad", b"1")), 2)
    made.take_content(b"ab")
    made.take_content(b"cd")
    made.take_section(((b"x-sum", b"9"), (b"Worse", b"1")), 3)
    made.end()
    response = made.response
    assert response is not None
    assert (response.status, response.version, response.framing) == (200, "2", "stream")
    assert (response.body, response.body_length, response.declared_length) == (b"abcd", 4, 4)
    assert response.complete
    assert made.ended
    assert made.failure is None
    assert [(i.status, i.at_ms, i.fields.get("link")) for i in response.interim] == [
        (103, 1.5, "</a>")
    ]
    assert response.trailers.get("x-sum") == "9"
    assert [(a.name, a.offset) for a in response.anomalies] == [
        ("upper_case_name", 33),
        ("upper_case_name", len(response.raw_head) + len("x-sum: 9\r\n")),
    ]


def test_nothing_yet():
    assert assembly().response is None
    assert assembly().status is None


@pytest.mark.parametrize(
    ("length", "content", "type_"),
    [
        (b"5", b"abc", "http.response.truncated"),
        (b"2", b"abc", "http.response.invalid"),
        (b"x", b"abc", None),
    ],
)
def test_the_announced_length_is_compared(length: bytes, content: bytes, type_: str | None):
    made = assembly()
    made.take_section((*OK, (b"content-length", length)), 0)
    made.take_content(content)
    made.end()
    assert failed(made) == type_
    assert made.response is not None
    assert made.response.complete == (type_ != "http.response.truncated")


@pytest.mark.parametrize(("method", "status"), [("HEAD", b"200"), ("GET", b"304"), ("GET", b"204")])
def test_a_length_that_belongs_to_another_response_binds_nothing(method: str, status: bytes):
    made = assembly(method)
    made.take_section(((b":status", status), (b"content-length", b"99")), 0)
    made.end()
    assert made.failure is None
    assert made.response is not None
    assert made.response.framing == "none"
    assert made.response.declared_length == 99
    assert made.response.complete


def test_the_first_bytes_are_kept_and_the_rest_is_counted():
    made = assembly(body_kept=5)
    made.take_section(OK, 0)
    for _ in range(4):
        made.take_content(b"abc")
    made.end()
    assert made.response is not None
    assert (made.response.body, made.response.body_length) == (b"abcab", 12)


def test_a_long_announced_body_is_cut_short_and_healthy():
    made = assembly(body_kept=2, body_read=10)
    made.take_section((*OK, (b"content-length", b"1000")), 0)
    made.take_content(b"x" * 10)
    early = made.ended
    made.take_content(b"x")
    assert (early, made.ended) == (False, True)
    assert made.failure is None
    assert made.response is not None
    assert made.response.complete
    assert made.response.cut_short


def test_a_body_that_just_ended_is_not_cut_short():
    made = assembly(body_read=10)
    made.take_section((*OK, (b"content-length", b"12")), 0)
    made.take_content(b"x" * 12)
    assert not made.ended
    made.end()
    assert made.response is not None
    assert not made.response.cut_short


def test_a_body_without_an_end_is_our_limit():
    made = assembly(body_endless=10)
    made.take_section(OK, 0)
    made.take_content(b"x" * 11)
    assert failed(made) == "bound.bytes"
    assert made.response is not None
    assert not made.response.complete


@pytest.mark.parametrize("limits", [{"head": 40}, {"lines": 1}])
@pytest.mark.parametrize("trailers", [False, True])
def test_a_big_section_is_refused(limits: dict[str, Any], trailers: bool):
    made = assembly(**limits)
    if trailers:
        made.take_section(OK, 0)
    big = tuple((b"name-%d" % i, b"value") for i in range(3))
    made.take_section(big if trailers else OK + big, 0)
    assert failed(made) == "http.response.head_too_large"
    assert (made.response is None) == (not trailers)


def test_interim_responses_have_an_end():
    made = assembly(interim=3)
    for _ in range(3):
        made.take_section(((b":status", b"102"),), 0)
    assert failed(made) is None
    made.take_section(((b":status", b"102"),), 0)
    assert failed(made) == "http.protocol.error"


def test_a_head_without_a_status_is_kept_as_first_bytes():
    made = assembly(first_bytes=12)
    made.take_section(((b":status", b"abc"), (b"server", b"x")), 0)
    assert failed(made) == "http.response.invalid"
    assert made.response is None
    assert made.first_bytes == b":status: abc"


def test_an_end_without_a_head():
    made = assembly()
    made.end()
    assert failed(made) == "http.response.empty"


def test_the_connection_closed():
    early, late = assembly(), assembly()
    early.close()
    late.take_section((*OK, (b"content-length", b"10")), 0)
    late.take_content(b"abc")
    late.close()
    assert failed(early) == "http.response.empty"
    assert failed(late) == "http.response.truncated"
    assert late.failure is not None
    assert "3 of 10" in late.failure.detail
    assert late.response is not None
    assert not late.response.complete


def test_the_connection_was_reset():
    early, late = assembly(), assembly()
    early.close(reset=True)
    late.take_section(OK, 0)
    late.close(reset=True)
    assert failed(early) == "tcp.reset"
    assert late.failure is not None
    assert (late.failure.type, late.failure.native) == ("http.response.truncated", {"reset": True})


def test_pieces_are_counted():
    made = assembly()
    made.take_section(((b":status", b"103"),), 0)
    made.take_section(OK, 0)
    made.take_content(b"")
    made.take_content(b"x")
    assert made.pieces == 3


def test_the_first_reason_stays():
    made = assembly()
    made.take_section(OK, 0)
    made.end()
    made.break_off(Failure("tcp.reset"))
    made.close()
    made.end()
    assert made.failure is None
