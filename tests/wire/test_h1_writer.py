"""Requests are written as given; framing and Host are added only where they lack."""

import h11
import pytest

from wwwhy.model import Fields, Proxy, Request, Transport, Url
from wwwhy.wire.h1_writer import encode
from wwwhy.wire.stream import StreamFailure


def request(
    *fields: tuple[str, str],
    url: str = "http://site.test/a?b=c",
    method: str = "GET",
    body: bytes | None = None,
    target: str | None = None,
    **transport: object,
) -> Request:
    chosen = Transport(**transport)  # type: ignore[arg-type]
    return Request(Url.parse(url), method, Fields.of(fields), body, chosen, request_target=target)


def head(made: Request, proxy: Proxy | None = None) -> list[bytes]:
    text = encode(made, forward_proxy=proxy).head
    assert text.endswith(b"\r\n\r\n")
    return text[:-4].split(b"\r\n")


def test_host_comes_first_and_fields_stay_as_given():
    made = request(("x-B", "1"), ("X-b", "1"), ("Accept", "*/*"))
    assert head(made) == [
        b"GET /a?b=c HTTP/1.1", b"Host: site.test", b"x-B: 1", b"X-b: 1", b"Accept: */*",
    ]  # fmt: skip


def test_a_host_field_of_the_users_own_stays_where_it_is():
    assert head(request(("A", "1"), ("hOst", "other.test")))[1:] == [b"A: 1", b"hOst: other.test"]


def test_host_is_left_out_where_that_is_the_experiment():
    assert head(request(("A", "1"), host_line=False)) == [b"GET /a?b=c HTTP/1.1", b"A: 1"]
    assert head(request(("Host", "x.test"), host_line=False))[1:] == [b"Host: x.test"]


def test_another_version_is_written_where_that_is_the_experiment():
    assert head(request(version_text="HTTP/3.0"))[0] == b"GET /a?b=c HTTP/3.0"
    with pytest.raises(StreamFailure):
        encode(request(version_text="HTTP/1.1\r\nX-Smuggled: 1"))


def test_a_body_gets_its_length_and_an_empty_one_too():
    assert head(request(method="POST", body=b"12345"))[-1] == b"Content-Length: 5"
    assert head(request(method="POST", body=b""))[-1] == b"Content-Length: 0"
    assert len(head(request(method="POST"))) == 2


def test_framing_of_the_users_own_is_kept_even_if_wrong():
    made = request(("Content-Length", "99"), body=b"12345", method="POST")
    assert head(made)[-1] == b"Content-Length: 99"
    assert encode(made).body == b"12345"


def test_a_chunked_body_is_written_in_chunks():
    made = request(("Transfer-Encoding", "chunked"), body=b"hello", method="POST")
    assert encode(made).body == b"5\r\nhello\r\n0\r\n\r\n"
    assert (
        encode(request(("Transfer-Encoding", "chunked"), body=b"", method="POST")).body
        == b"0\r\n\r\n"
    )


def test_http_1_0_and_a_request_target_of_the_users_own():
    assert head(request(http_version="1.0"))[0] == b"GET /a?b=c HTTP/1.0"
    assert head(request(method="OPTIONS", target="*"))[0] == b"OPTIONS * HTTP/1.1"


def test_a_forward_proxy_gets_the_absolute_form_without_user_info():
    proxy = Proxy("http", "proxy.test", 3128, "us%65r:p%40ss")
    lines = head(request(url="http://u:p@site.test:8080/a"), proxy)
    assert lines[0] == b"GET http://site.test:8080/a HTTP/1.1"
    assert b"Proxy-Authorization: Basic dXNlcjpwQHNz" in lines  # user:p@ss


def test_digest_credentials_for_a_proxy_are_not_sent_unasked():
    proxy = Proxy("http", "proxy.test", 3128, "user:pass", "digest")
    assert not any(line.startswith(b"Proxy-Auth") for line in head(request(), proxy))
    answered = Proxy(
        "http", "p", 1, "u:p", "digest", fields=Fields.of([("Proxy-Authorization", "Digest x")])
    )
    assert b"Proxy-Authorization: Digest x" in head(request(), answered)


def test_expect_is_added_only_with_a_body():
    made = request(expect_continue=True, body=b"x", method="POST")
    assert b"Expect: 100-continue" in head(made)
    assert encode(made).holds_body
    assert not encode(request(expect_continue=True)).holds_body
    assert encode(request(("Expect", "100-continue"), body=b"x", method="PUT")).holds_body


@pytest.mark.parametrize(
    "made",
    [
        request(("A", "b\r\nAuthorization: Bearer t")),
        request(("A\nB", "c")),
        request(("A", "b\0c")),
        request(target="/a\r\nX: y"),
        request(method="GET /x HTTP/1.1\r\nA:"),
        request(method=""),
    ],
)
def test_line_breaks_smuggle_nothing_in(made: Request):
    with pytest.raises(StreamFailure) as caught:
        encode(made)
    assert caught.value.failure.type == "http.request.unsendable"


def test_octets_are_latin_1_and_all_else_utf_8():
    lines = head(request(("A", "é"), ("B", "п")))
    assert lines[-2:] == [b"A: \xe9", "B: п".encode()]


def test_a_strict_reader_accepts_what_is_written():
    made = request(("Accept", "*/*"), method="POST", body=b"hello")
    message = encode(made)
    server = h11.Connection(h11.SERVER)
    server.receive_data(message.head + message.body)
    event = server.next_event()
    assert isinstance(event, h11.Request)
    assert (event.method, event.target) == (b"POST", b"/a?b=c")
    data = server.next_event()
    assert isinstance(data, h11.Data)
    assert bytes(data.data) == b"hello"


def test_the_message_shows_no_secrets():
    assert "secret" not in repr(encode(request(("Authorization", "secret"), body=b"secret")))
