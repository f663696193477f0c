"""Finding what people mean, however they write it."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wwwhy.catalog.lookup import LONGEST, MOST, find

LOG = (
    "2026/11/21 01:02:03 [error] 7#7: *1 upstream sent too big header while reading response"
    ' header from upstream, client: 192.0.2.1, server: x, request: "GET /x HTTP/1.1"'
)
ACCESS = '192.0.2.1 - - [21/Nov/2026:01:02:03 +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8"'
HAPROXY = 'fe be/s1 0/0/-1/-1/3001 503 217 - - sC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"'
MESSAGE = "curl: (60) SSL certificate problem: unable to get local issuer certificate"


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("401", "iana/401"),
        (" 401 ", "iana/401"),
        ("http 401", "iana/401"),
        ("HTTP 401", "iana/401"),
        ("401 unauthorized", "iana/401"),
        ("Unauthorized", "iana/401"),
        ("401 (Unauthorized)", "iana/401"),
        ("HTTP/1.1 401 Authorization Required", "iana/401"),
        ("HTTP/2 401", "iana/401"),
        ("error 401", "iana/401"),
        ("ошибка 401", "iana/401"),
        ("Код ответа 401", "iana/401"),
        ("что значит 401?", "iana/401"),
        ("Payload Too Large", "iana/413"),
        ("413 Request Entity Too Large", "iana/413"),
        ("Unprocessable Entity", "iana/422"),
        ("i'm a teapot", "iana/418"),
        ("477", "iana/4xx"),
        ("289", "iana/2xx"),
        ("701", "iana/6xx"),
        ("5xx", "iana/5xx"),
        ("401.3", "iis/401.3"),
        ("iis 500.19", "iis/500.19"),
        ("404.99", "iana/404"),
        ("nginx 499", "nginx/499"),
        ("cloudflare 525", "cloudflare/525"),
        ("CF 1020", "cloudflare/1020"),
        ("error 525 from cloudflare", "cloudflare/525"),
        ("Error 1020", "cloudflare/1020"),
        ("alb 463", "aws/463"),
        ("heroku h12", "heroku/H12"),
        ("H12", "heroku/H12"),
        ('at=error code=H12 desc="Request timeout"', "heroku/H12"),
        ("envoy UF", "envoy/UF"),
        ("haproxy sC", "haproxy/sC"),
        ("haproxy SC--", "haproxy/SC"),
        (HAPROXY, "haproxy/sC"),
        ("ERR_SSL_PROTOCOL_ERROR", "chromium/ERR_SSL_PROTOCOL_ERROR"),
        ("net::err_ssl_protocol_error", "chromium/ERR_SSL_PROTOCOL_ERROR"),
        ("ssl protocol error", "chromium/ERR_SSL_PROTOCOL_ERROR"),
        ("-107", "chromium/ERR_SSL_PROTOCOL_ERROR"),
        ("SSL_ERROR_BAD_CERT_DOMAIN", "firefox/SSL_ERROR_BAD_CERT_DOMAIN"),
        ("NSURLErrorDomain error -1004", "safari/NSURLErrorCannotConnectToHost"),
        ("curl 35", "curl/CURLE_SSL_CONNECT_ERROR"),
        ("curl: (35) wrong version number", "curl/CURLE_SSL_CONNECT_ERROR"),
        (MESSAGE, "curl/CURLE_PEER_FAILED_VERIFICATION"),
        ("errno 111", "errno/ECONNREFUSED"),
        ("ECONNREFUSED", "errno/ECONNREFUSED"),
        ("connect ECONNREFUSED 127.0.0.1:3000", "errno/ECONNREFUSED"),
        ("tls alert 40", "tls-alert/handshake_failure"),
        ("verify error:num=20", "x509/X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        ("websocket 1006", "websocket/1006"),
        ("grpc 14", "grpc/UNAVAILABLE"),
        ("http2 0x7", "h2-error/REFUSED_STREAM"),
        ("warning 110", "warning/110"),
        ("ftp 421", "ftp/421"),
        ("WWW-Authenticate", "field/WWW-Authenticate"),
        ("retry-after:", "field/Retry-After"),
        ("Digest", "scheme/Digest"),
        ("bearer", "scheme/Bearer"),
        ("AWS4-HMAC-SHA256", "scheme/AWS4-HMAC-SHA256"),
        ("upstream sent too big header", "log-line/upstream-sent-too-big-header"),
        (LOG, "log-line/upstream-sent-too-big-header"),
        (ACCESS, "nginx/499"),
        ("AH01630", "log-line/client-denied-apache"),
        ("tls.cert.date_invalid", "failure/tls.cert.date_invalid"),
        ("0x8007000d", "iis/500.19"),
        ("502 vs 504", "comparison/500 502 503 504"),
        ("000", "unofficial/000"),
        (
            "Этот сайт не может обеспечить безопасное соединение",
            "browser-page/secure-connection-impossible",
        ),
        ("Ваше подключение не защищено", "browser-page/connection-not-private"),
        ("This site can’t be reached", "browser-page/site-cannot-be-reached"),
        ("www.example.com redirected you too many times.", "browser-page/redirected-too-often"),
        ("Error establishing a database connection", "log-line/db-establishing"),
    ],
)
def test_what_people_write(asked, first):
    assert find(asked).entries[0].ref == first


LOOKUPS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "lookups.tsv").read_text(encoding="utf-8").splitlines()
]
"""What people paste, in both languages, and the first meaning; judged one by one."""


@pytest.mark.parametrize(("asked", "first"), LOOKUPS, ids=range(1, len(LOOKUPS) + 1))
def test_what_people_paste(asked, first):
    found = find(asked)
    if first == "-":
        assert (found.entries, found.nearest) == ((), ())
    elif first.startswith("near "):
        assert found.entries == ()
        assert first.removeprefix("near ") in found.nearest
    elif not first.startswith("cause "):
        assert found.entries[0].ref.replace(" ", "_") == first


@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        ("envoy UF,URX", ["envoy/UF", "envoy/URX"]),
        ("404 500", ["iana/404", "iana/500"]),
        ("failed (13: Permission denied)", ["errno/EACCES", "log-line/open-permission-denied"]),
        ('{"msg":"dial: connection refused","status":502}', ["errno/ECONNREFUSED", "iana/502"]),
        ('"GET / HTTP/1.1" 500 1', ["iana/500"]),
        ("TCP_DENIED/407 3900 CONNECT x:443", ["squid/TCP_DENIED", "iana/407"]),
    ],
)
def test_a_line_that_holds_several_things_gives_all(asked, refs):
    found = [row.ref for row in find(asked).entries]
    assert [ref for ref in found if ref in refs] == refs


@pytest.mark.parametrize(
    "asked",
    [
        "the answer took the server 500 ms today",
        "it came 404 times in the last hour of this day",
        "stream 7 of 12 was opened by the peer",
        "curl 999",
        "0x800710e0",
    ],
)
def test_not_every_number_is_a_code(asked):
    assert find(asked).entries == ()


@pytest.mark.parametrize(
    ("asked", "owners"),
    [
        ("421", ["iana", "ftp", "smtp"]),
        ("1006", ["cloudflare", "websocket"]),
        ("40", ["errno", "tls-alert", "x509", "curl"]),
        ("401", ["iana"]),
    ],
)
def test_a_number_with_several_meanings_gives_all(asked, owners):
    assert [row.owner.id for row in find(asked).entries] == owners


def test_capitals_decide_where_nothing_else_does():
    assert [row.code for row in find("haproxy sD").entries] == ["sD"]
    assert {row.code for row in find("haproxy sd").entries} == {"sD", "SD"}


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("ERR_SSL_PROTOKOL_ERROR", "ERR_SSL_PROTOCOL_ERROR"),
        ("unautorized", "401"),
        ("ECONREFUSED", "ECONNREFUSED"),
        ("Retri-After", "Retry-After"),
    ],
)
def test_a_near_miss_is_suggested(asked, near):
    found = find(asked)
    assert found.entries == ()
    assert near in found.nearest


@pytest.mark.parametrize("asked", ["", " ", "\x00", "xyzzy", "((((", "|", "/", "..", "-", "'\""])
def test_nothing_is_found_for_nothing(asked):
    assert find(asked).entries == ()


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer_and_few_meanings(text):
    found = find(text)
    assert found.query == text
    assert len(found.entries) <= MOST


@pytest.mark.parametrize(
    "junk",
    [
        "(" * 9000,
        "401 " * 5000,
        "ERR_" * 5000,
        "1.1." * 5000,
        "é" * LONGEST,
        "<a>" * 2600,
        "[" * 8000,
        '{"a":' * 1600,
        "a: " * 2600,
    ],
)
def test_long_input_is_answered_soon(junk):
    started = time.process_time()
    find(junk)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("asked", "sub_code", "some"),
    [
        ("iis 401.6", "401.6", "401.504"),
        ("HTTP Error 500.99 - Internal Server Error", "500.99", "500.19"),
        ("409.1", "409.1", ""),
    ],
)
def test_a_sub_code_that_is_on_no_list_is_told(asked, sub_code, some):
    found = find(asked)
    assert found.entries[0].code == sub_code.partition(".")[0]
    assert found.unlisted == sub_code
    assert not some or some in found.listed
    assert bool(found.listed) == bool(some)


@pytest.mark.parametrize("asked", ["401", "401.3", "iis 500.19", "404.5 ms, status 404", "1.2.3.4"])
def test_nothing_is_said_of_sub_codes_where_none_is_unknown(asked):
    assert (find(asked).unlisted, find(asked).listed) == ("", ())
