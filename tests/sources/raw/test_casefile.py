"""Case files: every fact of a recorded case survives, and people can write them by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.hostile import result_or_sentence
from wwwhy.errors import InputError
from wwwhy.model import (
    Connection,
    Exchange,
    Failure,
    Fields,
    Interim,
    Request,
    Response,
    Role,
    Timing,
    Tls,
    TlsFacts,
    Transport,
    Url,
)
from wwwhy.sources.raw import CaseFile, ConfigText, LogText, read_case, write_case

HAND = """A shop that wants a password. Anything here is a comment.
### baseline
# @url http://shop.test/cart
# @connection {"http_version": "1.1", "tls": {"version": "TLS 1.3"}, "remote_address": "127.0.0.1"}
# @timing {"started_at": 1795000000, "total_ms": 12}
# written by hand
GET /cart HTTP/1.1
Host: shop.test

HTTP/1.1 302 Found
Location: /login

### follow-up
GET /login HTTP/1.1
Host: shop.test

HTTP/1.1 401 Unauthorized
WWW-Authenticate: Basic realm="caf\u00e9"
Content-Length: 10

body text

### probe without-credentials
# @url https://shop.test/
HTTP/1.1 200 OK

\\### not a heading
\\\\### nor this
### probe without-credentials
# @failure {"type": "tcp.refused", "detail": "Nobody listens."}
GET / HTTP/1.1
Host: shop.test

### probe-failed sni-none bound.time
### log nginx error
2026/11/21 10:00:00 [error] 1#1: *1 no user

### log apache access
127.0.0.1 - - "GET /"
### config nginx
server {
  listen 80;
}
### expect proved
because the password is missing
"""


def test_by_hand() -> None:
    case = read_case(HAND)
    baseline, follow_up = case.hops
    assert (baseline.role, follow_up.role) == (Role.BASELINE, Role.FOLLOW_UP)
    assert str(baseline.request.url) == "http://shop.test/cart"
    assert baseline.connection.tls == TlsFacts(version="TLS 1.3")
    assert baseline.timing == Timing(started_at=1795000000.0, total_ms=12.0)
    assert baseline.response is not None
    assert baseline.response.is_redirect
    assert baseline.response.raw_head == b"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n"
    assert follow_up.response is not None
    assert follow_up.response.fields.get("www-authenticate") == 'Basic realm="caf\u00c3\u00a9"'
    assert follow_up.response.body == b"body text\n"
    first, second = case.probes["without-credentials"]
    assert (first.role, first.probe, first.index) == (Role.PROBE, "without-credentials", 2)
    assert first.response is not None
    assert first.response.body == b"### not a heading\n\\### nor this"
    assert second.failure == Failure("tcp.refused", "Nobody listens.")
    assert second.response is None
    assert case.failed_probes == {"sni-none": "bound.time"}
    assert case.logs == (
        LogText("nginx", "error", "2026/11/21 10:00:00 [error] 1#1: *1 no user\n"),
        LogText("apache", "access", '127.0.0.1 - - "GET /"'),
    )
    assert case.configs == (ConfigText("nginx", "server {\n  listen 80;\n}"),)
    assert (case.expect, case.notes) == ("proved", "because the password is missing")
    assert read_case(write_case(case)) == case


def test_windows_line_ends() -> None:
    case = read_case(HAND.replace("\n", "\r\n"))
    assert case.hops[1].status == 401
    assert case.expect == "proved"


FULL = Exchange(
    Request(
        Url.parse("https://u:p@h.test:8443/a?b#c"),
        "M-SEARCH",
        Fields.of([("Host", "x"), ("A", ""), ("B", " odd "), ("C\n", "1\r\n2"), ("D", "\xff")]),
        body=b"GET / HTTP/1.1\n\nHTTP/1.1 200 OK\n\n",
        transport=Transport(tls=Tls(sni=""), addresses=("::1",)),
        request_target="*",
    ),
    Response(
        599,
        "Odd  reason ",
        "3",
        Fields.of([("Transfer-Encoding", "chunked"), ("Content-Length", "x")]),
        body=b"5\r\n\xff\0\n### x\n",
        body_length=7_000_000,
        declared_length=3,
        complete=False,
        interim=(Interim(103, "Early", Fields.of([("Link", "x")]), 1.5),),
        raw_head=b"\xff",
    ),
    Failure("http.response.truncated", "x", {"errno": 1, "alert": None}),
    Connection(id=5, first_bytes=b"\x16\x03"),
    Timing(started_at=1.25),
    role=Role.REPAIR,
    probe="other",
    index=7,
    withheld=("body",),
)


def test_everything_survives() -> None:
    case = CaseFile(hops=(FULL, FULL), probes={"p": (FULL,)}, expect="", notes="### x\n\n")
    text = write_case(case)
    assert read_case(text) == case
    text.encode("utf-8")
    assert "\r" not in text


def test_plain_cases_stay_readable() -> None:
    exchange = Exchange(
        Request(
            Url.parse("http://h.test/x"),
            fields=Fields.of([("A", "caf\u00c3\u00a9")]),
            follow_redirects=False,
        ),
        Response(
            404,
            "Not Found",
            fields=Fields.of([("Content-Type", "text/plain")]),
            body="sch\u00f6n\n".encode(),
            body_length=7,
            framing="close",
            raw_head=b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n",
        ),
        connection=Connection(http_version="1.1"),
    )
    assert write_case(CaseFile(hops=(exchange,))) == (
        "### baseline\n# @url http://h.test/x\nGET /x HTTP/1.1\nA: caf\u00e9\n\n"
        "HTTP/1.1 404 Not Found\nContent-Type: text/plain\n\nsch\u00f6n\n\n"
    )


def test_binary_bodies_are_base64() -> None:
    text = "### baseline\n# @body base64\nHTTP/1.1 200 OK\n\n//8A\nAA==\n"
    response = read_case(text).hops[0].response
    assert response is not None
    assert response.body == b"\xff\xff\0\0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET / HTTP/1.1",
        "### nonsense\n",
        "### probe\n",
        "### baseline\nnonsense",
        "### baseline\n# @no-such {}\n",
        "### baseline\n# @timing []\n",
        "### baseline\n# @timing {\n",
        '### baseline\n# @timing {"started_at": "x"}\n',
        "### baseline\n# @url ftp://x\n",
        "### baseline\n# @body base64\nHTTP/1.1 200 OK\n\n!!\n",
        "### baseline\nGET / HTTP/1.1\n\nGET /2 HTTP/1.1\n\n",
        "### baseline\nHTTP/1.1 200 OK\n\nGET /2 HTTP/1.1\n\n",
    ],
)
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(InputError):
        read_case(text)


URLS = st.sampled_from(["http://h.test/", "https://h.test:81/a?b=%20#f", "http://[::1]/"]).map(
    Url.parse
)
ANY_TEXT = st.text(max_size=12) | st.text("a: #@\\\n\r\0\xff\u0100", max_size=12)
LATIN = st.text(st.characters(max_codepoint=255), max_size=8)
LINES = st.lists(st.tuples(LATIN, LATIN), max_size=3).map(Fields.of)
BODIES = (
    st.binary(max_size=12)
    | ANY_TEXT.map(lambda text: text.encode("utf-8", "replace"))
    | st.sampled_from(
        [
            b"### x\n",
            b"\\### x",
            b"\n",
            b"\n\n",
            b"HTTP/1.1 200 OK\n\n",
            b"# @url x\n",
            b"0\r\n\r\n",
        ]
    )
)
EXCHANGES = st.builds(
    Exchange,
    request=st.builds(
        Request,
        url=URLS,
        method=st.sampled_from(["GET", "POST", "#", "A B", ""]) | LATIN,
        fields=LINES,
        body=st.none() | BODIES,
        follow_redirects=st.booleans(),
        request_target=st.none() | LATIN,
    ),
    response=st.none()
    | st.builds(
        Response,
        status=st.integers(0, 1200),
        reason=LATIN,
        version=st.sampled_from(["0.9", "1.0", "1.1", "2", "3"]),
        fields=LINES,
        body=BODIES,
        raw_head=BODIES,
    ),
    failure=st.none() | st.builds(Failure, type=st.just("tcp.reset"), detail=ANY_TEXT),
    index=st.integers(0, 3),
    withheld=st.lists(ANY_TEXT, max_size=1).map(tuple),
)
CONTENT = ANY_TEXT.map(lambda text: text.replace("\r", ""))


@settings(max_examples=100)
@given(
    st.lists(EXCHANGES, min_size=1, max_size=2), st.lists(EXCHANGES, max_size=2), CONTENT, CONTENT
)
def test_round_trip(hops: list[Exchange], probes: list[Exchange], log: str, notes: str) -> None:
    case = CaseFile(
        hops=tuple(hops),
        probes={"some-probe": tuple(probes)} if probes else {},
        failed_probes={"sni-none": "bound.time"},
        logs=(LogText("nginx", "error", log),),
        configs=(ConfigText("nginx", log),),
        expect="proved",
        notes=notes,
        also=("deny-rule", "ip-ban"),
    )
    text = write_case(case)
    assert read_case(text.encode("utf-8").decode("utf-8")) == case


@given(st.text("#  @baseline{}\n\\GET/HP1.:0", max_size=60))
def test_hostile_text(text: str) -> None:
    found = result_or_sentence(read_case, f"### baseline\n{text}")
    assert found is None or found.hops
