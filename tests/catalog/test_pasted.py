"""Taking pasted text apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.catalog import pasted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-21 01:02:03 W3SVC1 10.0.0.1 GET /x - 80 - 10.0.0.2 curl 401 2 5 15", "iis 401.2"),
        ("at=error code=H12 desc=x", "heroku H12"),
        ("s1 0/0/-1/-1/3001 503 217 - - sC-- 1/1/0/0/3 0/0", "haproxy sC"),
        ("s1 0/0/0/1/1 200 217 - - ---- 1/1/0/0/0 0/0", "haproxy --"),
        ('"GET / HTTP/2" 503 UF,URX x', "envoy UF"),
        ('"GET / HTTP/2" 503 UF,URX x', "envoy URX"),
        ('NSURLErrorDomain Code=-1200 "x"', "safari -1200"),
        ("cURL error 28: x", "curl 28"),
        ("curl: (35) x", "curl 35"),
        ("connect() failed (111: Connection refused)", "errno 111"),
        ("(111)Connection refused: AH00957", "errno 111"),
        ("SocketException (10061): x", "10061"),
        ("[SSL: TLSV1_ALERT_PROTOCOL_VERSION]", "tls alert PROTOCOL_VERSION"),
        ("received fatal alert: HandshakeFailure", "tls alert Handshake Failure"),
        ("rpc error: code = DeadlineExceeded desc = x", "grpc Deadline Exceeded"),
        ("Reference #18.2d35.1", "akamai Reference #18"),
        ("DNS_PROBE_FINISHED_NXDOMAIN", "DNS_PROBE_FINISHED_NXDOMAIN"),
    ],
)
def test_questions(text, found):
    assert found in list(pasted.questions(text))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('"GET / HTTP/1.1" 502 157', ["502"]),
        ("HTTP/2 401", ["401"]),
        ("Request failed with status code 422", ["422"]),
        ("returned error: 403", ["403"]),
        ("npm ERR! code E401", ["401"]),
        ("TCP_DENIED/407 3900 CONNECT x", ["407"]),
        ("resulted in a `403 Forbidden` response", ["403"]),
        ("GET http://x.test/ 404 (Not Found)", ["404"]),
        ("it took 500 ms", []),
        ("port 443 Tcp", ["443"]),
    ],
)
def test_statuses(text, codes):
    assert list(dict.fromkeys(pasted.statuses(text))) == codes


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a b: c d", ["c d", "a b"]),
        (
            "java.net.ConnectException: Connection refused",
            ["Connection refused", "ConnectException"],
        ),
        (r"GuzzleHttp\Exception\ClientException: x y", ["x y", "ClientException"]),
        ("Net::ReadTimeout", ["ReadTimeout"]),
        ('Post "http://x": EOF', ["EOF", 'Post "http://x']),
        ("hello", []),
    ],
)
def test_parts_of_a_chain(text, parts):
    assert list(pasted.parts(text)) == parts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Listening on port 443", "443"),
        ("server listening on 0.0.0.0:500", "500"),
        ("Порт 500 занят", "500"),
        ("at com.example.Foo.bar(Foo.java:404)", "404"),
        ('File "/app/a.py", line 502, in main', "502"),
        ("Запрос выполнен за 502 мс", "502"),
        ("duration: 502 ms", "502"),
        ("WHERE id=404", "404"),
        ("timeout=500", "500"),
        ("http://example.com:443/", "443"),
        ("signal 11", "11"),
    ],
)
def test_a_number_that_says_what_it_is_is_left_out(text, left):
    assert left not in pasted.without_counts(text)


@pytest.mark.parametrize(
    "text",
    ["HTTP 502", "status=502", "error:404", "портал 502", "страница 404", "502 часто", "code=1006"],
)
def test_a_code_is_left_in(text):
    assert pasted.without_counts(text) == text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("websocket: close 1006 (abnormal closure)", ["1006"]),
        ("ConnectionClosedError: received 1011 (internal error)", ["1011"]),
        ("CloseEvent {wasClean: false, code: 1006}", ["1006"]),
        ("WebSocket ws://localhost:3000 failed after 4000 ms", []),
        ("error 1006", []),
    ],
)
def test_close_codes_of_a_websocket(text, codes):
    assert list(pasted.closed(text)) == codes


def test_fields():
    assert pasted.field_name("Retry-After: 5") == "Retry-After"
    assert pasted.field_name("http://x.test/") == ""
    assert pasted.field_name("a: b\nc: d") == ""


def test_pages():
    page = (
        "<html><head><title>502 Bad Gateway</title></head><body><p>nginx/1.22.1</p></body></html>"
    )
    found = list(pasted.shown(page))
    assert found[0] == "502 Bad Gateway"
    assert "nginx/1.22.1" in found
    assert found[-1] == "502 Bad Gateway nginx/1.22.1"
    assert list(pasted.shown("a < b and c > d")) != []
    assert list(pasted.shown("no tag")) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"status": 403, "error": "Forbidden", "n": 12345}', ["Forbidden", "403"]),
        ('[{"a": {"b": "deep"}}]', ["deep"]),
        ('{"ok": true, "x": null, "y": 1.5, "z": ""}', []),
        ("{broken", []),
        ("[" * 7999, []),
        ("no json", []),
    ],
)
def test_values(text, values):
    assert list(pasted.values(text)) == values


@given(st.text(max_size=300))
def test_any_text_is_taken_apart(text):
    for take in (pasted.questions, pasted.statuses, pasted.parts, pasted.shown, pasted.values):
        assert all(isinstance(each, str) for each in take(text))
    assert len(pasted.field_name(text)) < 60
