"""What curl -v prints."""

import pytest

from wwwhy.sources.raw import has_last_word, is_curl_output, parse_curl_output

OLD = b"""*   Trying 127.0.0.1:8080...
* Connected to h.test (127.0.0.1) port 8080 (#0)
> GET /x HTTP/1.1
> Host: h.test:8080
> User-Agent: curl/7.88.1
>\x20
< HTTP/1.1 301 Moved
< Location: /y
< Content-Length: 0
<\x20
* Connection #0 to host h.test left intact
* Issue another request to this URL: 'http://h.test:8080/y'
* Re-using existing connection with host h.test
> GET /y HTTP/1.1
> Host: h.test:8080
>\x20
< HTTP/1.1 401 Unauthorized
< WWW-Authenticate: Basic realm="x"
<\x20
{ [5 bytes data]
<p>no</p>
* Connection #0 to host h.test left intact
"""
NEW = b"""* Host h.test:443 was resolved.
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
* Established connection to h.test (::1 port 443) from ::1 port 5
* [HTTP/2] [1] OPENED stream for https://h.test/z?q=1
> GET /z?q=1 HTTP/2\r
> Host: h.test\r
>\x20\r
< HTTP/2 403 \r
< server: nginx\r
<\x20\r
no
"""


def test_a_transcript() -> None:
    first, second = parse_curl_output(OLD)
    assert (str(first.request.url), first.status) == ("http://h.test:8080/x", 301)
    assert (str(second.request.url), second.status, second.index) == (
        "http://h.test:8080/y",
        401,
        1,
    )
    assert second.response is not None
    assert second.response.body == b"<p>no</p>\n"
    assert (first.connection.remote_address, first.connection.remote_port) == ("127.0.0.1", 8080)


def test_http_2_over_tls() -> None:
    (exchange,) = parse_curl_output(NEW)
    assert str(exchange.request.url) == "https://h.test/z?q=1"
    assert exchange.status == 403
    assert exchange.connection.http_version == "2"
    assert (exchange.connection.remote_address, exchange.connection.remote_port) == ("::1", 443)


def test_https_without_a_url() -> None:
    text = b"* SSL connection using TLSv1.2\n> GET / HTTP/1.1\n> Host: h.test\n>\n"
    (exchange,) = parse_curl_output(text)
    assert str(exchange.request.url) == "https://h.test/"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("curl: (6) Could not resolve host: h.test", "dns.name_not_resolved"),
        (
            "curl: (7) Failed to connect to h.test port 80 after 0 ms: Connection refused",
            "tcp.refused",
        ),
        ("curl: (7) Failed to connect: No route to host", "tcp.address_unreachable"),
        ("curl: (60) SSL certificate problem: certificate has expired", "tls.cert.date_invalid"),
        (
            "curl: (60) SSL: no alternative certificate subject name matches",
            "tls.cert.name_invalid",
        ),
        ("curl: (35) error:0A00010B:SSL routines::wrong version number", "tls.peer_not_tls"),
        ("curl: (52) Empty reply from server", "http.response.empty"),
        ("curl: (99) Something new", "unknown"),
    ],
)
def test_failures(line: str, kind: str) -> None:
    (exchange,) = parse_curl_output(
        f"* Trying\n> GET / HTTP/1.1\n> Host: h.test\n>\n{line}\n".encode()
    )
    assert exchange.failure is not None
    assert exchange.failure.type == kind
    (alone,) = parse_curl_output(f"*   Trying 127.0.0.1:1...\n{line}".encode())
    assert alone.failure is not None
    assert alone.response is None


def test_it_is_recognised() -> None:
    assert is_curl_output(OLD)
    assert is_curl_output(NEW)
    assert not is_curl_output(b"* a list\n* of things")
    assert not is_curl_output(b"HTTP/1.1 200 OK\n")


@pytest.mark.parametrize(
    ("line", "url", "failure"),
    [
        ("(7) Failed to connect to h.test port 81 after 0 ms: x", "http://h.test:81/", "tcp.refused"),
        ("(7) Failed to connect to ::1 port 443 after 0 ms: x", "https://[::1]/", "tcp.refused"),
        ("(28) Failed to connect to h.test port 80 after 9 ms: Timeout was reached",
         "http://h.test/", "tcp.timed_out"),
        ("(28) Operation timed out after 9 ms", "http://unknown.invalid/",
         "http.response.timed_out"),
        ("(6) Could not resolve host: h.test", "http://h.test/", "dns.name_not_resolved"),
        ("(60) SSL certificate problem: self-signed certificate", "https://unknown.invalid/",
         "tls.cert.self_signed"),
        ("(60) SSL: no alternative certificate subject name matches target host name 'h.test'",
         "https://h.test/", "tls.cert.name_invalid"),
        ("(18) transfer closed with 9 bytes remaining to read", "http://unknown.invalid/",
         "http.response.truncated"),
        ("(56) OpenSSL SSL_read: tlsv13 alert certificate required, errno 0",
         "https://unknown.invalid/", "tls.client_cert_required"),
        ("(56) CONNECT tunnel failed, response 407", "https://unknown.invalid/",
         "proxy.auth_required"),
        ("(56) Received HTTP code 407 from proxy after CONNECT", "https://unknown.invalid/",
         "proxy.auth_required"),
        ("(56) CONNECT tunnel failed, response 403", "https://unknown.invalid/", "proxy.denied"),
        ("(56) CONNECT tunnel failed, response 503", "https://unknown.invalid/",
         "proxy.connect_failed"),
        ("(56) Recv failure: Connection reset by peer", "http://unknown.invalid/", "tcp.reset"),
        ("(7) Failed to connect to a[b port 99999 after", "http://unknown.invalid/", "tcp.refused"),
    ],
)  # fmt: skip
def test_the_last_word_alone(line: str, url: str, failure: str) -> None:
    pasted = f"curl: {line}\n".encode()
    assert has_last_word(pasted)
    (exchange,) = parse_curl_output(pasted)
    assert str(exchange.request.url) == url
    assert exchange.failure is not None
    assert exchange.failure.type == failure
