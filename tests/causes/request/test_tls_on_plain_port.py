"""What a handshake got in clear text, beside what clear text gets on the same port."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import (
    Connection,
    Exchange,
    Failure,
    Fields,
    Proxy,
    Request,
    Response,
    TlsFacts,
    Url,
    Verdict,
)

BARE = b"<title>400 Bad Request</title>"
OPPOSITE = b"<title>400 The plain HTTP request was sent to HTTPS port</title>"
SETTINGS = b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"


def told(body):
    return b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n" + body


def judged(first, *, status=None, body=b"", proxy=None):
    """Judge first bytes in answer to a handshake; no status means that clear text was not tried."""
    request = Request(Url.parse("https://shop.test:8443/")).with_transport(proxy=proxy)
    failure = Failure("tls.peer_not_tls", "", native={"looks_like_http": True})
    tls = TlsFacts(first_bytes=first)
    mine = Exchange(request, failure=failure, connection=Connection(tls=tls))
    probes = {}
    if status is not None:
        plain = Request(Url.parse("http://shop.test:8443/"))
        response = Response(status, fields=Fields.of(()), body=body, body_length=len(body))
        swapped = Exchange(plain, response, index=1)
        probes["protocol-swapped"] = ProbeResult("protocol-swapped", ProbeState.DONE, (swapped,))
    return cause("tls-on-plain-port").judge(Case(mine, mine, probes=probes))


@pytest.mark.parametrize("status", [200, 404, 503])
def test_a_site_in_clear_text_proves_it(status: int):
    assert judged(told(BARE), status=status, body=b"shop").verdict is Verdict.PROVED


def test_an_error_in_answer_to_the_handshake_alone_does_not():
    finding = judged(told(BARE))
    assert finding.verdict is Verdict.LIKELY
    assert finding.wants is None


@pytest.mark.parametrize("status", [400, 426, 497])
def test_nor_where_clear_text_is_refused_for_the_protocol_as_well(status: int):
    assert judged(told(BARE), status=status, body=b"Which order?").verdict is Verdict.LIKELY


def test_the_same_refusal_of_both_leaves_it_open():
    """nginx 1.22.1 with `ssl` behind `send-proxy` and nginx without `ssl` look like this."""
    finding = judged(told(BARE), status=400, body=BARE)
    assert finding.verdict is Verdict.POSSIBLE
    assert finding.next_experiment.name == "read_log"


def test_a_statement_that_tls_is_expected_denies_it():
    assert judged(told(OPPOSITE)).verdict is Verdict.POSSIBLE
    assert judged(told(OPPOSITE), status=400, body=BARE).verdict is Verdict.RULED_OUT
    assert judged(told(OPPOSITE), status=200, body=b"shop").verdict is Verdict.LIKELY


def test_the_statement_of_a_server_behind_denies_nothing():
    """A gateway without TLS before a server with TLS: two faults, and this one stands first."""
    assert judged(told(BARE), status=400, body=OPPOSITE).verdict is Verdict.LIKELY
    assert judged(b"", status=400, body=OPPOSITE).verdict is Verdict.RULED_OUT


def test_a_server_that_begins_http2_in_clear_text_needs_no_control():
    assert judged(SETTINGS).verdict is Verdict.PROVED
    assert judged(SETTINGS, proxy=Proxy("http", "proxy.test", 3128)).verdict is Verdict.LIKELY
