"""Each behaviour of the origin, byte by byte as a client meets it."""

import functools
import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from lab import Lab, LabError, Received, Reply
from lab.origin import Origin, behaviours

RESET = b"<reset>"
SILENCE = b"<silence>"
GET = b"GET /a?b=c HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n"
KEEP = b"GET / HTTP/1.1\r\nHost: site.test\r\n\r\n"


@pytest.fixture(scope="module")
def shared() -> Iterator[Lab]:
    with Lab() as one:
        yield one


def connect(server: Origin) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", server.port()), 5)
    client.settimeout(0.6)
    return client


def talk(server: Origin, *requests: bytes) -> bytes:
    """Send the requests, each after the other's answer, and tell how it ended."""
    got = b""
    with connect(server) as client:
        for index, request in enumerate(requests):
            try:
                client.sendall(request)
                got += _received(client, until_close=index == len(requests) - 1)
            except ConnectionError:
                return got + RESET
            except TimeoutError:
                return got + SILENCE
    return got


def _received(client: socket.socket, *, until_close: bool) -> bytes:
    got = b""
    while True:
        try:
            data = client.recv(65_536)
        except ConnectionResetError:
            return got + RESET
        except TimeoutError:
            return got + SILENCE
        got += data
        if not data or (not until_close and b"\r\n\r\n" in got):
            return got


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


# Name of the behaviour, and what a client must see of it: how it begins, and how it ends.
SEEN = {
    "fine": (b"HTTP/1.1 200 OK\r\nDate: ", b"\r\n\r\nhello\n"),
    "not-found": (b"HTTP/1.1 404 Not Found\r\n", b"not found\n"),
    "echo": (b"HTTP/1.1 200 OK\r\n", b"}"),
    "drip": (b"HTTP/1.1 200 OK\r\n", b"...................."),
    "early-hints": (b"HTTP/1.1 103 Early Hints\r\nLink: ", b"after the hints\n"),
    "many-interim": (b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 ", b"at last\n"),
    "http10": (b"HTTP/1.0 200 OK\r\n", b"\r\n\r\nan old server\n"),
    "until-close": (b"HTTP/1.1 200 OK\r\n", b"no length\n"),
    "trailers": (b"HTTP/1.1 200 OK\r\n", b"0\r\nX-Checksum: abc\r\n\r\n"),
    "large": (b"HTTP/1.1 200 OK\r\n", b"x" * 1000),
    "hang": (b"", SILENCE),
    "close-before-headers": (b"", b""),
    "reset-before-headers": (b"", RESET),
    "close-in-headers": (b"HTTP/1.1 200 OK\r\nContent-Type: text/pl", b"text/pl"),
    "stall-in-headers": (b"HTTP/1.1 200 OK\r\n", b"text/pl" + SILENCE),
    "truncated-length": (b"HTTP/1.1 200 OK\r\n", b"x" * 100),
    "reset-in-body": (b"HTTP/1.1 200 OK\r\n", b"x" * 100 + RESET),
    "stall-in-body": (b"HTTP/1.1 200 OK\r\n", b"x" * 100 + SILENCE),
    "truncated-chunked": (b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n5\r\nhello\r\n"),
    "bad-chunk": (b"HTTP/1.1 200 OK\r\n", b"\r\nzz\r\nworld"),
    "close-on-second": (b"HTTP/1.1 200 OK\r\n", b"first\n"),
    "reset-on-second": (b"HTTP/1.1 200 OK\r\n", b"first\n"),
    "idle-close": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "fails-sometimes": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "many-headers": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "big-header": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "big-cookies": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "garbage": (b"\x00\x01\x02", b"not HTTP\r\n\r\n"),
    "http09": (b"<html>", b"</html>\n"),
    "two-lengths": (b"HTTP/1.1 200 OK\r\n", b"Length: 6\r\nContent-Length: 60\r\n\r\nhello\n"),
    "same-length-twice": (b"HTTP/1.1 200", b"Length: 6\r\nContent-Length: 6\r\n\r\nhello\n"),
    "bad-length": (b"HTTP/1.1 200 OK\r\n", b"Content-Length: -5\r\n\r\nhello\n"),
    "length-and-chunked": (b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n"),
    "two-codings": (b"HTTP/1.1 200 OK\r\n", b"\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n"),
    "name-with-space": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "space-before-colon": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "no-colon": (b"HTTP/1.1 200 OK\r\njust words\r\n", b"hello\n"),
    "control-character": (b"HTTP/1.1 200 OK\r\n", b"hello\n"),
    "folded": (b"HTTP/1.1 200 OK\r\nX-Long: one\r\n two\r\n", b"hello\n"),
    "bare-lf": (b"HTTP/1.1 200 OK\nContent-Type", b"\n\nhello\n"),
    "no-reason": (b"HTTP/1.1 200\r\n", b"hello\n"),
    "bad-status-line": (b"HTTP/1.1 abc OK\r\n", b"hello\n"),
    "future-version": (b"HTTP/3.5 200 OK\r\n", b"hello\n"),
    "false-gzip": (b"HTTP/1.1 200 OK\r\n", b"not compressed\n"),
    "body-after-no-content": (b"HTTP/1.1 204 No Content\r\n", b"hello\n"),
    "split-location": (b"HTTP/1.1 302 Found\r\n", b"\r\n\r\n"),
    "early-refusal": (b"HTTP/1.1 413 ", b"too large\n"),
    "reset-upload": (b"", RESET),
    "ignores-expectation": (b"HTTP/1.1 200 OK\r\n", b"thanks\n"),
    "refuses-expectation": (b"HTTP/1.1 200 OK\r\n", b"thanks\n"),
    "close-at-accept": (b"", b""),
    "reset-at-accept": (b"", RESET),
    "unread": (b"", SILENCE),
    "banner": (b"220 mail.test ESMTP", b"\r\n" + SILENCE),
    "http2-only": (b"\x00\x00\x00\x04\x00", b"\x00\x00\x00\x01"),
    "tls-alert": (b"\x15\x03\x03\x00\x02\x02\x46", b"\x46"),
    "wants-proxy-protocol": (b"", b""),
}
WITH_OPTIONS = {"status", "redirect", "gzip", "slow", "http-proxy", "socks5"}


def test_every_behaviour_is_tested() -> None:
    assert set(SEEN) | WITH_OPTIONS == set(behaviours())


@pytest.mark.parametrize("name", SEEN)
def test_a_behaviour_as_a_client_sees_it(shared: Lab, name: str) -> None:
    start, end = SEEN[name]
    got = talk(shared.origin(name), GET)
    assert got.startswith(start)
    assert got.endswith(end)
    assert end or not got


def test_status_sends_any_code_with_any_fields(shared: Lab) -> None:
    server = shared.origin("status", code=600, reason="Odd", body="x", fields={"X-A": "1"})
    got = talk(server, GET)
    assert got.startswith(b"HTTP/1.1 600 Odd\r\n")
    assert b"\r\nX-A: 1\r\n" in got


def test_redirect_names_the_place(shared: Lab) -> None:
    got = talk(shared.origin("redirect", to="http://other.test/", code=307), GET)
    assert got.startswith(b"HTTP/1.1 307 ")
    assert b"\r\nLocation: http://other.test/\r\n" in got


def test_gzip_is_gzip(shared: Lab) -> None:
    assert gzip.decompress(body_of(talk(shared.origin("gzip"), GET))).startswith(b"hello hello")


def test_slow_takes_its_time(shared: Lab) -> None:
    began = time.monotonic()
    assert talk(shared.origin("slow", seconds=0.3), GET).endswith(b"late, but fine\n")
    assert 0.29 < time.monotonic() - began < 2


@pytest.mark.parametrize(("name", "end"), [("close-on-second", b""), ("reset-on-second", RESET)])
def test_the_second_request_of_a_connection_fails(shared: Lab, name: str, end: bytes) -> None:
    assert talk(shared.origin(name), KEEP, KEEP).endswith(b"first\n" + end)


def test_fails_sometimes_is_regular(shared: Lab) -> None:
    server = shared.origin("fails-sometimes", every=2)
    assert [talk(server, GET)[-6:] for _ in range(4)] == [b"hello\n", RESET[-6:]] * 2


def test_idle_close_comes_early(shared: Lab) -> None:
    began = time.monotonic()
    assert talk(shared.origin("idle-close", seconds=0.2), KEEP).endswith(b"hello\n")
    assert time.monotonic() - began < 0.6


def test_sizes_are_as_asked(shared: Lab) -> None:
    assert b"X-Big: " + b"b" * 5000 + b"\r\n" in talk(shared.origin("big-header", size=5000), GET)
    assert talk(shared.origin("many-headers", count=7), GET).count(b"\r\nX-Field-") == 7
    assert talk(shared.origin("big-cookies", count=3), GET).count(b"\r\nSet-Cookie: ") == 3
    assert len(body_of(talk(shared.origin("large", size=100_000), GET))) == 100_000


def test_the_bad_bytes_are_really_there(shared: Lab) -> None:
    assert b"\r\nX Bad Name: 1\r\n" in talk(shared.origin("name-with-space"), GET)
    assert b"\r\nX-Bad : 1\r\n" in talk(shared.origin("space-before-colon"), GET)
    assert b"\r\nX-Bad: a\x00b\r\n" in talk(shared.origin("control-character"), GET)
    assert b"\r\nLocation: /caf\xe9 au lait\r\n" in talk(shared.origin("split-location"), GET)
    assert talk(shared.origin("two-codings"), GET).count(b"\r\nTransfer-Encoding: chunked") == 2


def test_a_proxy_line_is_taken(shared: Lab) -> None:
    line = b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n"
    assert talk(shared.origin("wants-proxy-protocol"), line + GET).endswith(b"hello\n")


UPLOAD = b"POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"


def test_expectations(shared: Lab) -> None:
    assert talk(shared.origin("ignores-expectation"), UPLOAD) == SILENCE
    assert talk(shared.origin("refuses-expectation"), UPLOAD).startswith(b"HTTP/1.1 417 ")
    agreed = talk(shared.origin("echo"), UPLOAD, b"hello")
    assert agreed.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


def test_echo_tells_what_arrived(shared: Lab) -> None:
    server = shared.origin("echo")
    chunked = (
        b"POST /p?q HTTP/1.1\r\nHost: a.test\r\nX-One: 1\r\nConnection: close\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n3\r\n wo\r\n0\r\nT: 1\r\n\r\n"
    )
    seen = json.loads(body_of(talk(server, chunked)))
    assert (seen["method"], seen["target"], seen["body"]) == ("POST", "/p?q", "hello wo")
    assert ["X-One", "1"] in seen["fields"]
    arrived = server.received[0]
    assert (arrived.path, arrived.query, arrived.get("x-one")) == ("/p", "q", "1")


def test_connections_and_requests_are_counted(shared: Lab) -> None:
    server = shared.origin("fine")
    talk(server, KEEP, GET)
    talk(server, GET)
    assert [(r.connection, r.number) for r in server.received] == [(1, 1), (1, 2), (2, 1)]
    assert server.connections == 2


def test_behaviours_by_path(shared: Lab) -> None:
    slow = functools.partial(behaviours()["status"], code=418)
    server = shared.origin({"/a": "fine", "/a/b": slow, "/c": "close-before-headers"})
    assert talk(server, GET).endswith(b"hello\n")
    assert talk(server, GET.replace(b"/a", b"/a/b/c")).startswith(b"HTTP/1.1 418 ")
    assert talk(server, GET.replace(b"/a", b"/c")) == b""
    assert talk(server, GET.replace(b"/a", b"/z")).startswith(b"HTTP/1.1 404 ")


def test_a_head_request_gets_no_body(shared: Lab) -> None:
    got = talk(shared.origin("fine"), GET.replace(b"GET", b"HEAD"))
    assert b"\r\nContent-Length: 6\r\n" in got
    assert body_of(got) == b""


def test_no_request_is_no_trouble(shared: Lab) -> None:
    server = shared.origin("fine")
    assert talk(server, b"\x16\x03\x01\x02\x00\r\n\r\n") == b""
    assert talk(server, b"GET /a b HTTP/1.1\r\n\r\n") == b""
    assert talk(server, GET).endswith(b"hello\n")


def test_wrong_names_and_options_are_refused(shared: Lab) -> None:
    with pytest.raises(LabError, match="there are bad-chunk"):
        shared.origin("no-such")
    with pytest.raises(LabError, match="size"):
        shared.origin("fine", size=3)


def test_origin_over_tls(shared: Lab) -> None:
    import ssl

    identity = shared.pki.good
    server = shared.origin("fine", tls=identity)
    context = ssl.create_default_context(cafile=shared.pki.ca_file)
    with connect(server) as raw, context.wrap_socket(raw, server_hostname="site.test") as client:
        client.sendall(GET)
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
    assert server.url.startswith("https://127.0.0.1:")


def test_origin_on_another_address_only(shared: Lab) -> None:
    server = shared.origin("fine", host="127.0.0.2")
    with pytest.raises(ConnectionRefusedError):
        connect(server)
    socket.create_connection(("127.0.0.2", server.port()), 5).close()


def test_stopping_ends_hanging_connections_too() -> None:
    before = threading.active_count()
    with Lab() as lab:
        server = lab.origin("hang")
        with connect(server) as client:
            client.sendall(GET)
            time.sleep(0.05)
            server.stop()
            assert client.recv(1) == b""
    assert threading.active_count() == before


def test_python_http_answers_by_a_function(shared: Lab) -> None:
    def handler(request: Received) -> Reply:
        if not request.has("authorization"):
            return Reply(401, {"WWW-Authenticate": "Bearer"}, b"no")
        return Reply(body=request.method)

    server = shared.python_http(handler)
    assert b"\r\nWWW-Authenticate: Bearer\r\n" in talk(server, GET)
    with_token = GET.replace(b"\r\n\r\n", b"\r\nAuthorization: Bearer x\r\n\r\n")
    assert talk(server, with_token).endswith(b"\r\n\r\nGET")


def test_an_http_proxy_forwards_tunnels_and_asks_for_a_login(shared: Lab) -> None:
    site = f"127.0.0.1:{shared.origin('fine').port()}"
    get = f"GET http://{site}/a HTTP/1.1\r\nHost: {site}\r\n".encode()
    connect_to = f"CONNECT {site} HTTP/1.1\r\nHost: {site}\r\n\r\n".encode()
    free = shared.origin("http-proxy")
    assert talk(free, get + b"\r\n").endswith(b"hello\n")
    assert b"hello\n" in talk(free, connect_to, GET)
    closed = shared.origin("http-proxy", user="ann", password="secret")
    assert talk(closed, connect_to).startswith(b"HTTP/1.1 407 ")
    login = b"Proxy-Authorization: Basic YW5uOnNlY3JldA==\r\n\r\n"
    assert talk(closed, get + login).endswith(b"hello\n")


def test_a_socks_proxy_connects_refuses_and_asks_for_a_login(shared: Lab) -> None:
    port = shared.origin("fine").port().to_bytes(2, "big")
    ask = b"\x05\x01\x00\x03\x09site.test" + port
    free = shared.origin("socks5")
    assert b"hello\n" in talk(free, b"\x05\x01\x00" + ask + GET)
    assert talk(shared.origin("socks5", reply=2), b"\x05\x01\x00" + ask)[2:4] == b"\x05\x02"
    closed = shared.origin("socks5", user="ann", password="secret")
    assert talk(closed, b"\x05\x01\x00") == b"\x05\xff"
    assert talk(closed, b"\x05\x01\x02\x01\x03ann\x05wrong") == b"\x05\x02\x01\x01"
    assert b"hello\n" in talk(closed, b"\x05\x01\x02\x01\x03ann\x06secret" + ask + GET)
