"""Field sections of HTTP/2 and HTTP/3."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.h2_peers import make_request
from wwwhy.wire.sections import read_section, request_section
from wwwhy.wire.stream import StreamFailure


def lines(*fields: tuple[str, str], url: str = "https://a.test/p?q=1", **more: Any):
    return request_section(make_request(url, *fields, **more))


def test_control_data_comes_first_in_curls_order():
    assert lines(("Accept", "*/*")) == (
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"a.test"),
        (b":path", b"/p?q=1"),
        (b"accept", b"*/*"),
    )


@pytest.mark.parametrize(("host", "authority"), [("b.test:8443", b"b.test:8443"), ("", b"")])
def test_authority_is_the_host_field_if_there_is_one(host: str, authority: bytes):
    section = lines(("X-A", "1"), ("Host", host), ("Host", "second.test"))
    assert section[2] == (b":authority", authority)
    assert section[4:] == ((b"x-a", b"1"), (b"host", b"second.test"))


def test_fields_of_http1_connections_stay_behind():
    section = lines(
        ("Connection", "close"),
        ("Keep-Alive", "5"),
        ("Transfer-Encoding", "chunked"),
        ("UPGRADE", "h2c"),
        ("Proxy-Connection", "x"),
        ("HTTP2-Settings", "AAM"),
        ("TE", "gzip"),
        ("X-Kept", "1"),
        ("TE", "Trailers"),
    )
    assert section[4:] == ((b"x-kept", b"1"), (b"te", b"Trailers"))


def test_order_case_of_values_and_octets_survive():
    section = lines(("B", "1"), ("a", "\xe9\x01"), ("B", "2"))
    assert section[4:] == ((b"b", b"1"), (b"a", b"\xe9\x01"), (b"b", b"2"))


def test_what_is_no_latin1_does_not_raise():
    assert lines(("A", "\u20ac\udcff"))[4][1] == b"\xe2\x82\xac\xff"
    assert lines(("A", "\ud800"))[4][1] == b"?"


@pytest.mark.parametrize("mark", ["\r", "\n", "\0"])
def test_line_breaks_are_not_sent(mark: str):
    """A gateway that speaks HTTP/1 to its origin would take them for further fields."""
    for field in (("a" + mark, "x"), ("a", "x" + mark + "b: c"), ("Host", "a" + mark)):
        with pytest.raises(StreamFailure) as caught:
            lines(field)
        assert caught.value.failure.type == "http.request.unsendable"
    with pytest.raises(StreamFailure):
        lines(method="GET" + mark)


def test_another_request_target():
    assert lines(request_target="*", method="OPTIONS")[3] == (b":path", b"*")


def test_content_length_is_added_to_a_body_unless_given():
    assert lines(body=b"abc")[4:] == ((b"content-length", b"3"),)
    assert lines(body=b"")[4:] == ((b"content-length", b"0"),)
    assert lines(("Content-Length", "7"), body=b"abc")[4:] == ((b"content-length", b"7"),)
    assert lines(("Transfer-Encoding", "chunked"), body=b"abc")[4:] == ()
    assert lines()[4:] == ()


def test_expect_is_added_once():
    request = make_request("http://a.test/", ("Expect", "100-Continue"), body=b"x")
    assert [n for n, _ in request_section(request, expect=True)].count(b"expect") == 1
    assert request_section(make_request(body=b"x"), expect=True)[-1] == (b"expect", b"100-continue")


def test_connect_has_neither_scheme_nor_path():
    section = lines(url="https://a.test:8443/", method="CONNECT")
    assert section == ((b":method", b"CONNECT"), (b":authority", b"a.test:8443"))


def test_a_clean_head_has_no_anomalies():
    section = read_section([(b":status", b"204"), (b"server", b"x"), (b"set-cookie", b"")])
    assert section.status == 204
    assert [tuple(line) for line in section.fields] == [("server", "x"), ("set-cookie", "")]
    assert section.anomalies == ()
    assert section.raw == b":status: 204\r\nserver: x\r\nset-cookie: \r\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ((b"Server", b"x"), "upper_case_name"),
        ((b"connection", b"close"), "connection_specific_field"),
        ((b"transfer-encoding", b"chunked"), "connection_specific_field"),
        ((b"keep-alive", b"1"), "connection_specific_field"),
        ((b"a\0b", b"x"), "illegal_header_name"),
        ((b"a", b"x\r\ny: z"), "control_character"),
        ((b"a", b"x\0"), "control_character"),
        ((b"a b", b"x"), "illegal_header_name"),
        ((b"", b"x"), "illegal_header_name"),
        ((b"a:", b"x"), "illegal_header_name"),
        ((b"\xe9", b"x"), "illegal_header_name"),
        ((b"a", b" x"), "value_whitespace"),
        ((b"a", b"x\t"), "value_whitespace"),
        ((b":status", b"201"), "pseudo_field_repeated"),
        ((b":path", b"/"), "pseudo_field_unknown"),
        ((b"content-length", b"-1"), "content_length_illegal"),
        ((b"content-length", b"1, 1"), "content_length_illegal"),
    ],
)
def test_an_illegal_line_is_kept_and_named(line: tuple[bytes, bytes], name: str):
    section = read_section([(b":status", b"200"), line])
    assert [each.name for each in section.anomalies] == [name]
    assert section.status == 200
    if not line[0].startswith(b":"):
        assert [tuple(each) for each in section.fields] == [
            tuple(p.decode("latin-1") for p in line)
        ]


def test_an_anomaly_points_at_its_line():
    section = read_section([(b":status", b"200"), (b"a", b"1"), (b"Bad", b"2")])
    (anomaly,) = section.anomalies
    assert section.raw[anomaly.offset :].startswith(b"Bad: 2")


def test_late_pseudo_fields_and_disagreeing_lengths_are_named():
    late = read_section([(b"a", b"1"), (b":status", b"200")])
    assert [each.name for each in late.anomalies] == ["pseudo_field_late"]
    lengths = read_section(
        [(b":status", b"200"), (b"content-length", b"1"), (b"content-length", b"2")]
    )
    assert [each.name for each in lengths.anomalies] == ["two_content_lengths"]
    assert lengths.declared_length is None


def test_equal_lengths_are_one():
    section = read_section([(b":status", b"200"), *[(b"content-length", b"5")] * 2])
    assert section.declared_length == 5
    assert [each.name for each in section.anomalies] == ["two_content_lengths"]


@pytest.mark.parametrize(
    "status", [b"", b"99", b"20x", b"2000", b"+20", "\u0662\u0660\u0660".encode()]
)
def test_a_status_that_is_none(status: bytes):
    section = read_section([(b":status", status)])
    assert section.status is None
    assert section.anomalies[0].name == "status_invalid"
    assert read_section([]).anomalies[0].name == "status_missing"


def test_trailers_have_no_status():
    section = read_section([(b"x-sum", b"1"), (b":status", b"200")], trailers=True)
    assert section.status is None
    assert [each.name for each in section.anomalies] == ["pseudo_field_unknown"]


def test_texts_hold_no_values_and_the_list_has_an_end():
    section = read_section([(b"Set-Cookie", b"secret\0 ")] * 500, max_anomalies=7)
    assert len(section.anomalies) == 7
    assert "secret" not in repr(section.anomalies)
    assert "secret" not in repr(section)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=12)), max_size=12), st.booleans()
)
def test_any_octets_are_read(pairs: list[tuple[bytes, bytes]], trailers: bool):
    section = read_section(pairs, trailers=trailers)
    for name, value in pairs:
        if not name.startswith(b":"):
            assert (name.decode("latin-1"), value.decode("latin-1")) in section.fields.lines
    assert all(0 <= each.offset <= len(section.raw) for each in section.anomalies)
