"""Who said no: the maker is told from the messengers, and nobody is blamed without a sign."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.boxes.messages import exchange as raw_exchange
from tests.catalog.boxes.messages import sample
from wwwhy.diagnosis.attribution import attribute
from wwwhy.diagnosis.boxes.silence import FIRST_BYTES
from wwwhy.errors import said_in
from wwwhy.model import (
    FAILURE_TYPES,
    Alert,
    Connection,
    DnsFacts,
    Exchange,
    Failure,
    Fields,
    ProxyFacts,
    Request,
    Response,
    TlsFacts,
    Url,
    VerifyError,
)

NGINX_400 = (
    b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 00:00:00 GMT\r\n"
    b"Content-Type: text/html\r\nContent-Length: 157\r\nConnection: close\r\n\r\n"
    b"<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n"
    b"<center><h1>400 Bad Request</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n"
    b"</body>\r\n</html>\r\n"
)


def failed(kind: str, url: str = "https://shop.test/", **connection) -> Exchange:
    facts = Connection(**{"remote_address": "127.0.0.1", "remote_port": 443, **connection})
    return Exchange(Request(Url.parse(url)), None, Failure(kind), facts)


def answered(status: int, fields=(), body: bytes = b"", *, version: str = "1.1", **changes):
    response = Response(
        status, "", version, Fields.of(fields), body, len(body), raw_head=b"seen on the wire"
    )
    request = Request(Url.parse(changes.pop("url", "https://shop.test/")))
    return Exchange(request, response, **changes)


def shown(found) -> list[str]:
    return [box.role if box.name == "unknown" else box.name for box in found.path]


# No response ---------------------------------------------------------------------------------


def test_a_name_that_does_not_resolve_is_the_resolvers_word():
    ex = failed("dns.name_not_resolved", dns=DnsFacts("shop.test", "127.0.0.53"))
    found = attribute(ex)
    assert (found.answered_by.name, found.answered_by.role) == ("the resolver", "resolver")
    assert found.answered_by.address == "127.0.0.53"
    assert shown(found) == ["the client", "the resolver"]


@pytest.mark.parametrize("kind", [k for k, (phase, _) in FAILURE_TYPES.items() if phase == "tcp"])
def test_tcp_failures_are_the_networks(kind):
    box = attribute(failed(kind)).answered_by
    if not Failure(kind).is_ours and not kind.startswith("unix."):
        assert (box.name, box.address) == ("the network", "127.0.0.1:443")


def test_a_socket_that_is_not_there_is_missing_on_this_computer():
    assert attribute(failed("unix.socket_missing")).answered_by.role == "client"


def test_an_untrusted_chain_is_the_clients_own_refusal():
    error = VerifyError("expired", 0, 10, "certificate has expired", "user")
    found = attribute(failed("tls.cert.date_invalid", tls=TlsFacts(verify_errors=(error,))))
    assert found.answered_by.role == "client"
    assert found.answered_by.signs[0].text == "certificate has expired"
    assert found.path == (found.answered_by,)


def test_an_alert_belongs_to_its_sender():
    theirs = TlsFacts(alerts=(Alert(112, "unrecognized_name", "in"),))
    ours = TlsFacts(alerts=(Alert(48, "unknown_ca", "out"),))
    assert attribute(failed("tls.unrecognized_name", tls=theirs)).answered_by.name == "unknown"
    assert attribute(failed("tls.alert", tls=ours)).answered_by.role == "client"


def test_an_alert_is_said_in_russian_too():
    for direction, said in (("in", "получено"), ("out", "нами отправлено")):
        facts = TlsFacts(alerts=(Alert(40, "handshake_failure", direction),))
        signs = attribute(failed("tls.alert", tls=facts)).answered_by.signs
        assert said_in(signs[0].text, "ru") == f"{said} оповещение TLS 40 handshake_failure"


def test_a_nameless_peer_goes_by_its_address():
    there = failed("http.response.empty", remote_address="127.0.0.1", remote_port=8080)
    assert attribute(there).answered_by.address == "127.0.0.1:8080"


def test_http_on_a_tls_port_shows_who_listens():
    box = attribute(failed("tls.peer_not_tls", tls=TlsFacts(first_bytes=NGINX_400))).answered_by
    assert (box.name, box.version) == ("nginx", "1.22.1")


def test_a_nameless_answer_on_a_tls_port_shows_where_it_came_from():
    facts = TlsFacts(first_bytes=b"HTTP/1.0 400 Bad\r\n\r\nwhat")
    box = attribute(failed("tls.peer_not_tls", tls=facts)).answered_by
    assert (box.name, box.address) == ("unknown", "127.0.0.1:443")
    assert (box.signs[0].text, box.signs[0].pointer) == ("HTTP/1.0 400 Bad", FIRST_BYTES)
    # Behind a proxy of the user's side, the address is the proxy's.
    proxied = failed("tls.peer_not_tls", tls=facts, proxy=ProxyFacts("http", "10.0.0.1", 3128))
    assert attribute(proxied).answered_by.address is None


@pytest.mark.parametrize(
    ("first", "name"),
    [
        (b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "OpenSSH"),
        (b"SSH-2.0-dropbear\r\n", "SSH server"),
        (b"220 ftp.example.test FTP server ready\r\n", "FTP server"),
        (b"220 mail.example.test ESMTP Postfix\r\n", "mail server"),
        (b"* OK IMAP4rev1\r\n", "mail server"),
        (b"J\x00\x00\x00\x0a8.0.36\x00", "MySQL"),
        (b"HTTP/1.1 what", "unknown"),
        (b"\x00\x01\x02", "unknown"),
        (b"", "unknown"),
    ],
)
def test_another_protocols_greeting_names_its_server(first, name):
    box = attribute(failed("http.response.invalid", first_bytes=first)).answered_by
    assert box.name == name


@pytest.mark.parametrize("kind", ["bound.bytes", "bound.time", "bound.credentials", "internal"])
def test_our_own_limits_are_never_the_servers(kind):
    assert attribute(failed(kind)).answered_by.role == "client"


@pytest.mark.parametrize("kind", FAILURE_TYPES)
def test_every_failure_has_an_answer(kind):
    found = attribute(failed(kind))
    assert found.path[0].role == "client"
    assert found.answered_by in found.path


def test_neither_answer_nor_failure_is_nobodys():
    assert attribute(Exchange(Request(Url.parse("http://a.test/")))).answered_by.name == "unknown"


# Forward proxies -----------------------------------------------------------------------------


def squid_reply(name: str = "squid-403-connectdenied") -> ProxyFacts:
    reply = sample(name).exchange.response
    assert reply is not None
    return ProxyFacts(
        "http", "proxy.test", 3128, reply.status, reply.reason, reply.fields, reply.body
    )


def test_a_refused_tunnel_is_the_proxys_no():
    found = attribute(failed("proxy.denied", proxy=squid_reply()))
    box = found.answered_by
    assert (box.name, box.role, box.version) == ("Squid", "forward-proxy", "5.7")
    assert box.address == "proxy.test:3128"
    assert shown(found) == ["the client", "Squid"]


def test_a_nameless_proxy_is_still_the_one():
    facts = ProxyFacts("http", "proxy.test", 8080, 407, "Proxy Authentication Required")
    box = attribute(failed("proxy.auth_required", proxy=facts)).answered_by
    assert (box.name, box.role, box.address) == ("unknown", "forward-proxy", "proxy.test:8080")
    socks = ProxyFacts("socks5", "proxy.test", 1080, socks_reply=5)
    assert attribute(failed("socks.reply", proxy=socks)).answered_by.role == "forward-proxy"


def test_an_open_proxy_answers_for_itself_or_passes():
    proxy = Connection(proxy=ProxyFacts("http", "proxy.test", 3128))
    own = replace(sample("squid-403-quiet").exchange, connection=proxy)
    passed = replace(sample("squid__nginx-404").exchange, connection=proxy)
    assert attribute(own).answered_by.role == "forward-proxy"
    found = attribute(passed)
    assert found.answered_by.name == "nginx"
    assert shown(found) == ["the client", "Squid", "nginx"]
    assert (found.path[1].role, found.path[1].address) == ("forward-proxy", "proxy.test:3128")


def test_an_open_proxy_that_only_says_via():
    ex = answered(
        404, [("Via", "1.1 gw.corp.test"), ("Content-Type", "application/json")], b"{}",
        url="http://shop.test/", connection=Connection(proxy=ProxyFacts("http", "p.test", 3128)),
    )  # fmt: skip
    found = attribute(ex)
    assert [box.role for box in found.path] == ["client", "forward-proxy", "application"]


def test_407_is_the_open_proxys_even_without_a_known_page():
    ex = answered(
        407, [("Proxy-Authenticate", "Basic")], url="http://shop.test/",
        connection=Connection(proxy=ProxyFacts("http", "p.test", 3128)),
    )  # fmt: skip
    assert attribute(ex).answered_by.role == "forward-proxy"


def test_a_tunnel_stands_before_everything():
    ex = sample("nginx-404").exchange
    tunnel = Connection(proxy=ProxyFacts("http", "p.test", 3128, 200))
    ex = replace(ex, request=Request(Url.parse("https://shop.test/")), connection=tunnel)
    assert shown(attribute(ex)) == ["the client", "forward-proxy", "nginx"]


# What boxes say of themselves ----------------------------------------------------------------


def test_proxy_status_error_is_a_confession_even_of_a_stranger():
    ex = answered(
        504, [("Proxy-Status", "edge-7.test; error=http_response_timeout")], b"<h1>Sorry</h1>"
    )
    box = attribute(ex).answered_by
    assert (box.name, box.role) == ("edge-7.test", "reverse-proxy")
    assert box.signs[0].text == "Proxy-Status: edge-7.test; error=http_response_timeout"


def test_proxy_status_with_a_received_status_only_passed():
    ex = answered(
        502,
        [("Content-Type", "application/json"), ("Proxy-Status", "envoy; received-status=502")],
        b"{}",
    )
    found = attribute(ex)
    assert found.answered_by.role == "application"
    assert shown(found) == ["the client", "Envoy", "application"]


def test_a_via_chain_is_told_in_order():
    ex = answered(
        404,
        [("Via", "1.1 varnish (Varnish/7.1), 1.1 x.cloudfront.net (CloudFront)"),
         ("Content-Type", "application/json")],
        b"{}",
    )  # fmt: skip
    assert shown(attribute(ex)) == ["the client", "CloudFront", "Varnish", "application"]


def test_varnish_does_not_stand_before_the_one_that_ends_tls():
    lines = [("server", "nginx"), ("via", "1.1 varnish (Varnish/7.1)"), ("x-varnish", "5")]
    ex = answered(404, [*lines, ("content-type", "application/json")], b"{}", version="2")
    assert shown(attribute(ex)) == ["the client", "nginx", "Varnish", "application"]


@pytest.mark.parametrize(("server", "is_own"), [("Varnish", True), ("nginx", False), (None, False)])
def test_an_error_that_varnish_kept_is_its_own_where_it_signed_it(server, is_own):
    """An empty page from `vcl_backend_error` with a lifetime, as Varnish 7.1.1 keeps it."""
    lines = [("X-Varnish", "32770 4"), ("Age", "0"), ("Via", "1.1 varnish (Varnish/7.1)")]
    named = [("Server", server), *lines] if server else lines
    assert (attribute(answered(503, named)).answered_by.name == "Varnish") is is_own


def test_json_behind_a_proxy_is_the_applications():
    ex = answered(403, [("Server", "nginx"), ("Content-Type", "application/problem+json")], b"{}")
    found = attribute(ex)
    assert (found.answered_by.name, found.answered_by.role) == ("unknown", "application")
    assert shown(found) == ["the client", "nginx", "application"]


def test_the_same_page_over_http2_is_known_without_reason_and_order():
    ex = sample("nginx-502").exchange
    assert ex.response is not None
    fields = Fields.of((n.lower(), v) for n, v in ex.response.fields if n != "Connection")
    second = replace(ex.response, version="2", reason="", fields=fields)
    assert attribute(replace(ex, response=second)).answered_by.name == "nginx"


def test_the_first_box_has_the_address():
    ex = replace(
        sample("nginx__apache-404").exchange,
        connection=Connection(remote_address="::1", remote_port=8080),
    )
    assert [box.address for box in attribute(ex).path] == [None, "[::1]:8080", None]


# Other exchanges -----------------------------------------------------------------------------


def test_a_head_is_told_by_its_twin():
    head, page = sample("nginx-404-head").exchange, sample("nginx-404").exchange
    assert attribute(head).answered_by.name == "unknown"
    box = attribute(head, (replace(page, index=3),)).answered_by
    assert box.name == "nginx"
    assert box.signs[0].exchange == 3
    elsewhere = replace(page, request=Request(Url.parse("http://other.test/")))
    assert attribute(head, (elsewhere,)).answered_by.name == "unknown"


def test_what_the_application_always_sends_is_missed():
    bare = raw_exchange(
        b"HTTP/1.1 403 Forbidden\r\nServer: nginx\r\nContent-Type: text/html\r\n\r\n<h1>No</h1>"
    )
    fine = raw_exchange(
        b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\n"
        b"X-Powered-By: Express\r\n\r\n<h1>Hi</h1>"
    )
    assert attribute(bare).answered_by.name == "unknown"
    box = attribute(bare, (replace(fine, index=2),)).answered_by
    assert (box.name, box.confidence) == ("nginx", 0.6)
    assert box.signs[-1].text == "absent: X-Powered-By: Express"
    assert bare.response is not None
    nameless = replace(bare, response=replace(bare.response, fields=Fields()))
    assert attribute(nameless, (fine,)).answered_by.role == "reverse-proxy"
    assert attribute(bare, (replace(fine, response=None),)).answered_by.name == "unknown"


# Signs ---------------------------------------------------------------------------------------


def test_a_cookies_value_is_never_shown():
    secret = "s3cr3t" * 6
    ex = answered(401, [("Set-Cookie", f"PHPSESSID={secret}; path=/"), ("Server", "nginx")])
    found = attribute(ex)
    assert found.answered_by.name == "PHP"
    assert secret not in repr(found)


def test_signs_are_safe_to_print():
    ex = answered(404, [("Server", "nginx/1.0\x1b[31m\u202e" + "x" * 500)])
    texts = [sign.text for box in attribute(ex).path for sign in box.signs]
    assert texts
    assert all(text.isprintable() and len(text) < 200 for text in texts)


def test_lower_case_names_betray_a_proxy_only_where_bytes_were_seen():
    ex = sample("haproxy__nginx-404").exchange
    assert ex.response is not None
    assert shown(attribute(ex))[1] == "reverse-proxy"
    unseen = replace(ex, response=replace(ex.response, raw_head=b""))
    assert shown(attribute(unseen)) == ["the client", "nginx"]


NAMES = st.sampled_from(
    ["Server", "Via", "X-Cache", "Proxy-Status", "Set-Cookie", "ETag", "Content-Type", "X-Varnish"]
)
VALUES = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=80),
    st.sampled_from(
        ["nginx", "1.1 varnish", "Caddy", "text/html", "a; error=dns_error", "gunicorn"]
    ),
)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([NGINX_400.partition(b"\r\n\r\n")[2], b"{" * 9000, b'{"detail":' * 900, b""]),
)


@settings(max_examples=200)
@given(
    st.integers(100, 999), st.lists(st.tuples(NAMES, VALUES), max_size=8), BODIES,
    st.sampled_from(["1.0", "1.1", "2", "3", "0.9"]),
)  # fmt: skip
def test_any_answer_is_judged(status, fields, body, version):
    ex = answered(status, fields, body, version=version)
    found = attribute(ex, (ex,))
    assert found.answered_by in found.path
    assert found.path[0].role == "client"
    assert 0 <= found.answered_by.confidence <= 1
    if found.answered_by.name == "unknown" and found.answered_by.role == "unknown":
        assert found.answered_by.confidence == 0


@given(st.binary(max_size=300))
def test_any_first_bytes_are_judged(first):
    attribute(failed("http.response.invalid", first_bytes=first))
    attribute(failed("tls.peer_not_tls", tls=TlsFacts(first_bytes=b"HTTP/1.1 200 OK\r\n" + first)))
