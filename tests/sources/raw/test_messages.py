"""Plain HTTP messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.hostile import result_or_sentence
from wwwhy.errors import InputError
from wwwhy.model import Exchange, Response
from wwwhy.sources.raw import UNKNOWN_URL, is_message, parse_raw

REQUEST = "POST /login?a=1 HTTP/1.1\r\nHost: shop.test:8080\r\nContent-Length: 7\r\n\r\na=1&b=2"
RESPONSE = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 4\r\n\r\nbody'


def one(text: str | bytes) -> Exchange:
    (exchange,) = parse_raw(text)
    return exchange


def answer(text: str | bytes) -> Response:
    response = one(text).response
    assert response is not None
    return response


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_a_response_alone(newline: str) -> None:
    exchange = one(RESPONSE.replace("\r\n", newline))
    assert exchange.request.url == UNKNOWN_URL
    response = exchange.response
    assert response is not None
    assert (response.status, response.reason, response.version) == (401, "Unauthorized", "1.1")
    assert response.fields.get("www-authenticate") == 'Basic realm="r"'
    assert (response.body, response.declared_length, response.framing) == (
        b"body",
        4,
        "content-length",
    )
    assert not response.anomalies


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_a_request_alone(newline: str) -> None:
    exchange = one(REQUEST.replace("\r\n", newline))
    assert exchange.response is None
    request = exchange.request
    assert (request.method, str(request.url)) == ("POST", "http://shop.test:8080/login?a=1")
    assert request.body == b"a=1&b=2"
    assert not request.follow_redirects


@pytest.mark.parametrize("between", ["", "\n", "\r\n", "\r\n\r\n", "\n\n\n"])
def test_a_request_and_its_response(between: str) -> None:
    exchange = one(REQUEST + between + RESPONSE)
    assert exchange.request.body == b"a=1&b=2"
    assert exchange.response is not None
    assert exchange.response.body == b"body"


def test_a_request_without_length_ends_where_the_response_begins() -> None:
    exchange = one("PUT / HTTP/1.1\nHost: h.test\n\nline 1\nline 2\n\nHTTP/1.1 204 No Content\n")
    assert exchange.request.body == b"line 1\nline 2"
    assert exchange.response is not None
    assert exchange.response.body == b""


def test_several_exchanges() -> None:
    text = (
        "GET /1 HTTP/1.1\nHost: h.test\n\nHTTP/1.1 302 Found\nLocation: /2\n\n"
        "GET /2 HTTP/1.1\nHost: h.test\n\nHTTP/1.1 200 OK\n\nhello\n"
    )
    exchanges = parse_raw(text)
    assert [(e.request.url.path, e.status, e.index) for e in exchanges] == [
        ("/1", 302, 0),
        ("/2", 200, 1),
    ]
    assert exchanges[1].response is not None
    assert exchanges[1].response.body == b"hello\n"


def test_curl_i_prints_several_responses() -> None:
    text = (
        "HTTP/1.1 200 Connection established\r\n\r\n"
        "HTTP/1.1 100 Continue\r\n\r\n"
        "HTTP/2 302 \r\nlocation: /x\r\ncontent-length: 3\r\n\r\nabc"
        "HTTP/2 404 \r\nserver: nginx\r\n\r\nnot\nHTTP/1.1 200 in the text\n"
    )
    exchanges = parse_raw(text)
    assert [exchange.status for exchange in exchanges] == [200, 302, 404]
    second, last = exchanges[1].response, exchanges[2].response
    assert second is not None
    assert last is not None
    assert (second.version, second.body, second.reason) == ("2", b"abc", "")
    assert [interim.status for interim in second.interim] == [100]
    assert last.body.endswith(b"in the text\n")


@pytest.mark.parametrize(
    ("line", "url", "target"),
    [
        ("GET http://other.test/x HTTP/1.1", "http://other.test/x", None),
        ("OPTIONS * HTTP/1.1", "http://h.test/", "*"),
        ("CONNECT a.test:443 HTTP/1.1", "http://h.test/", "a.test:443"),
        ("GET /x", "http://h.test/x", None),
        ("GET /\u00e4 HTTP/1.1", "http://h.test/%C3%A4", "/\u00e4"),
    ],
)
def test_targets(line: str, url: str, target: str | None) -> None:
    request = one(f"{line}\nHost: h.test\n\n").request
    assert (str(request.url), request.request_target) == (url, target)


def test_port_443_means_https() -> None:
    assert one("GET / HTTP/1.1\nHost: h.test:443\n").request.url.scheme == "https"


def test_chunks_are_joined() -> None:
    head = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"
    assert answer(head + "4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n").body == b"Wikipedia"
    assert answer(head + "printed by curl -i").body == b"printed by curl -i"
    assert answer(head + "4\r\nWiki").body == b"4\r\nWiki"


def test_odd_lines_are_noted() -> None:
    response = answer("HTTP/1.1 200 OK\nA : 1\nB: 2\n  folded\nnonsense\n\n")
    assert [anomaly.name for anomaly in response.anomalies] == [
        "space_before_colon",
        "obs_fold",
        "line_without_colon",
    ]
    assert list(response.fields) == [("A", "1"), ("B", "2 folded")]


def test_octets_survive() -> None:
    response = answer(b"HTTP/1.1 200 OK\nA: caf\xc3\xa9\xff\n\n\x00\xff")
    assert response.fields.get("a") == "caf\xc3\xa9\xff"
    assert response.body == b"\x00\xff"


def test_a_line_feed_at_the_end_of_the_file_is_no_content() -> None:
    assert answer("HTTP/1.1 200 OK\nContent-Length: 4\n\nbody\n").body == b"body"
    assert answer("HTTP/1.1 200 OK\nContent-Length: 9\n\nbody\n").body == b"body\n"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "HTTP/1.1 OK",
        "HTTP/1.1 099 No",
        "GET / HTTP/1.1\n\nbody\n\nGET /2 HTTP/1.1 x\n\n\x00 HTTP/9",
    ],
)
def test_what_is_no_message(text: str) -> None:
    if text.startswith("GET"):
        assert one(text).request.body is not None
    else:
        with pytest.raises(InputError, match="Line 1"):
            parse_raw(text)


def test_is_message() -> None:
    assert is_message(b"\r\nHTTP/1.1 200 OK\r\n")
    assert is_message(b"GET / HTTP/1.1")
    assert not is_message(b"curl http://h")
    assert not is_message(b"")
    assert parse_raw("") == []


def test_many_messages_take_linear_time_and_have_a_bound() -> None:
    assert len(parse_raw("HTTP/1.1 301 x\n\n" * 900)) == 900
    with pytest.raises(InputError, match="more than"):
        parse_raw("HTTP/1.1 301 x\n\n" * 2000)


@given(
    st.binary(max_size=80) | st.text("HTTP/1.1 200OKGEPS:\r\n\t a0", max_size=80).map(str.encode)
)
def test_hostile_content(content: bytes) -> None:
    for start in (b"", b"HTTP/1.1 200 OK\r\n", b"GET / HTTP/1.1\r\n"):
        result_or_sentence(parse_raw, start + content)
