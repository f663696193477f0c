"""What speaks for a missing client certificate, and what only looks like it."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.tls import client_side
from wwwhy.model import Connection, Exchange, LogLine, Request, Response, TlsFacts, Url


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("client sent no required SSL certificate while reading client request headers", True),
        ("SSL Library Error: peer did not return a certificate -- No CAs known", True),
        ("AH02008: SSL handshake failed: no certificate returned", True),
        ("client certificate required by peer 10.0.0.1", False),
        ("upstream SSL certificate does not match while SSL handshaking to upstream", False),
        ("no certificate for the backend was found", False),
        ("no responder URL in the certificate, OCSP stapling ignored", False),
        ("file not found", False),
        ("", False),
    ],
)
def test_log_lines(message: str, names: bool):
    line = LogLine("error.log", 1, "nginx", "error", message, message=message)
    assert client_side.names_missing_certificate(line) is names


def test_a_line_about_the_servers_own_upstream_is_not_about_us():
    text = "no required certificate was sent"
    line = LogLine("e", 1, "nginx", "error", text, message=text, upstream="https://10.0.0.1/")
    assert not client_side.names_missing_certificate(line)


def exchange(path: str = "/a", *, sent: bool = False, status: int = 200, body: bytes = b""):
    facts = TlsFacts(client_cert_requested=True, client_cert_sent=sent)
    response = Response(status, body=body, body_length=len(body))
    url = Url.parse(f"https://shop.test{path}")
    return Exchange(Request(url), response, connection=Connection(tls=facts))


def case(own: Exchange, *others: Exchange) -> Case:
    return Case(own, own, (own,), {"p": ProbeResult("p", ProbeState.DONE, others)})


@pytest.mark.parametrize(
    ("body", "speaks"),
    [
        (b"<title>400 No required SSL certificate was sent</title>", True),
        ("Предъявите сертификат".encode(), True),
        (b"Kein Zertifikat", True),
        (b"Bad Request", False),
        (b"certificate" + b"x" * 5000, False),
    ],
)
def test_short_pages_that_speak_of_it(body: bytes, speaks: bool):
    assert client_side.page_speaks_of_it(case(exchange(status=400, body=body))) is speaks


def test_the_same_target_served_without_one_is_a_denial():
    own = exchange(status=403)
    assert client_side.served_without(case(own, exchange())) == exchange()
    for other in (exchange("/b"), exchange(sent=True), exchange(status=403)):
        assert client_side.served_without(case(own, other)) is None


@pytest.mark.parametrize(
    ("status", "body", "states"),
    [
        (400, b"<title>400 No required SSL certificate was sent</title>", True),
        (403, b"<p>Reason: Cannot perform Post-Handshake Authentication.<br />", True),
        (496, b"", True),
        (400, b"<title>400 The SSL certificate error</title>", False),
        (400, b"No certificate was sent with this application.", False),
        (400, b"<title>400 No required SSL certificate was sent</title>" + b"x" * 5000, False),
    ],
)
def test_pages_that_state_that_none_was_sent(status: int, body: bytes, states: bool):
    own = case(exchange(status=status, body=body))
    assert client_side.states_none_was_sent(own) is states


def test_apache_cannot_ask_over_http2_with_tls_1_3():
    cannot = b"Reason: Cannot perform Post-Handshake Authentication."
    for body, version, tls, would in (
        (cannot, "2", "TLSv1.3", False),
        (cannot, "1.1", "TLSv1.3", True),
        (cannot, "2", "TLSv1.2", True),
        (b"", "2", "TLSv1.3", True),
    ):
        response = Response(403, version=version, body=body, body_length=len(body))
        facts = TlsFacts(version=tls, handshake_done=True)
        own = Exchange(Request(Url.parse("https://shop.test/")), response)
        assert client_side.would_have_asked(case(own), facts) is would
