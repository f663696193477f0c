"""A gateway's log lines: which trouble with the server behind it they are about."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes.upstream.faults import Fault, certain_of, contradicting
from wwwhy.causes.upstream.logged import logged
from wwwhy.model import LogLine
from wwwhy.sources.serverlog.formats import parsed, ranked
from wwwhy.sources.serverlog.moments import LOCAL


def line(text: str, hint: str, certainty: str = "offset") -> LogLine:
    found = parsed(text, ranked(text, hint), LOCAL)
    assert found is not None, text
    return replace(found, source="error.log", number=1, certainty=certainty)


def nginx(message: str, upstream: str = "http://127.0.0.1:8000/x") -> LogLine:
    text = (
        f"2026/11/21 00:15:19 [error] 7#7: *3 {message}, client: 127.0.0.1, server: a.test, "
        f'request: "GET /x HTTP/1.1", upstream: "{upstream}", host: "a.test"'
    )
    return line(text, "nginx error")


def apache(rest: str) -> LogLine:
    return line(f"[Sat Nov 21 00:15:19.5 2026] [proxy:error] [pid 7:tid 9] {rest}", "apache error")


def haproxy(server: str, state: str) -> LogLine:
    text = (
        "Nov 21 00:15:19 lab haproxy[7]: 127.0.0.1:5000 [21/Nov/2026:00:15:19.100] front "
        f'back/{server} 0/0/-1/-1/0 503 217 - - {state} 1/1/0/0/0 0/0 "GET /x HTTP/1.1"'
    )
    return line(text[text.index("127.") :], "haproxy access")


def caddy(message: str, error: str = "") -> LogLine:
    data = {"level": "error", "ts": 1795220119.0, "logger": "http.log.error", "msg": message}
    data |= {"error": error} if error else {}
    return line(json.dumps(data), "caddy error")


# Measured with nginx 1.22.1 (the errno numbers of other systems are from their headers).
NGINX = [
    ("connect() failed (111: Connection refused) while connecting to upstream", Fault.REFUSED),
    ("connect() failed (61: Connection refused) while connecting to upstream", Fault.REFUSED),
    (
        "connect() failed (10061: Es konnte keine Verbindung) while connecting to upstream",
        Fault.REFUSED,
    ),
    (
        "upstream timed out (110: Connection timed out) while connecting to upstream",
        Fault.CONNECT_TIMEOUT,
    ),
    ("connect() failed (113: No route to host) while connecting to upstream", Fault.CONNECT),
    (
        (
            "connect() to unix:/run/a.sock failed (2: No such file or directory) while connecting to"
            " upstream"
        ),
        Fault.SOCKET_MISSING,
    ),
    (
        "upstream timed out (110: Connection timed out) while reading response header from upstream",
        Fault.READ_TIMEOUT,
    ),
    (
        "upstream sent too big header while reading response header from upstream",
        Fault.HEAD_TOO_BIG,
    ),
    (
        "upstream prematurely closed connection while reading response header from upstream",
        Fault.CLOSED,
    ),
    (
        "recv() failed (104: Connection reset by peer) while reading response header from upstream",
        Fault.CLOSED,
    ),
    ("upstream prematurely closed connection while reading upstream", Fault.CUT),
    ("readv() failed (104: Connection reset by peer) while reading upstream", Fault.CUT),
    ("upstream timed out (110: Connection timed out) while reading upstream", Fault.STALLED),
    (
        'open() "/var/lib/nginx/proxy/1" failed (13: Permission denied) while reading upstream',
        Fault.STORAGE,
    ),
    (
        (
            'pwrite() "/var/lib/nginx/proxy/1" failed (28: No space left on device) while reading'
            " upstream"
        ),
        Fault.STORAGE,
    ),
    ("upstream timed out (110: Connection timed out) while SSL handshaking to upstream", Fault.TLS),
    ("no live upstreams while connecting to upstream", Fault.DOWN),
    ("app.test could not be resolved (3: Host not found)", Fault.NAME),
    (
        "upstream sent no valid HTTP/1.0 header while reading response header from upstream",
        Fault.INVALID,
    ),
    (
        "connect() to unix:/run/a.sock failed (13: Permission denied) while connecting to upstream",
        Fault.SOCKET_DENIED,
    ),
    (
        "connect() to unix:/run/a.sock failed (111: Connection refused) while connecting to upstream",
        Fault.REFUSED,
    ),
    # SELinux, or a route that is closed by `ip route prohibit`.
    ("connect() failed (13: Permission denied) while connecting to upstream", Fault.CONNECT),
]


@pytest.mark.parametrize(("message", "fault"), NGINX)
def test_nginx_names_the_phase_and_the_errno(message, fault):
    (told,) = logged([nginx(message)])
    assert (told.fault, told.certain, told.is_log, told.pointer) == (
        fault, True, True, "error.log:1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        "an upstream response is buffered to a temporary file while reading upstream",
        "client closed connection while waiting for request",
        'open() "/srv/www/x" failed (2: No such file or directory)',
    ],
)
def test_other_lines_of_nginx_are_no_fault_behind_it(message):
    assert logged([nginx(message)]) == ()


# Measured with httpd 2.4.71.
APACHE = [
    (
        "(111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:8000 failed",
        Fault.REFUSED,
    ),
    (
        (
            "(70007)The timeout specified has expired: AH00957: http: attempt to connect to 127.0.0.1:8000"
            " failed"
        ),
        Fault.CONNECT_TIMEOUT,
    ),
    (
        "(2)No such file or directory: AH02454: FCGI: attempt to connect to Unix domain socket failed",
        Fault.SOCKET_MISSING,
    ),
    (
        "(13)Permission denied: AH02454: FCGI: attempt to connect to Unix domain socket /a failed",
        Fault.SOCKET_DENIED,
    ),
    (
        "(13)Permission denied: AH00957: HTTP: attempt to connect to 127.0.0.1:9 failed",
        Fault.CONNECT,
    ),
    (
        (
            "(70007)The timeout specified has expired: [client 127.0.0.1:5] AH01102: error reading status"
            " line from remote server 127.0.0.1:8000"
        ),
        Fault.READ_TIMEOUT,
    ),
    (
        (
            "(70007)The timeout specified has expired: [client 127.0.0.1:5] AH01075: Error dispatching"
            " request to : (polling)"
        ),
        Fault.READ_TIMEOUT,
    ),
    (
        "(20014)Internal error: [client 127.0.0.1:5] AH01102: error reading status line",
        Fault.CLOSED,
    ),
    (
        "(104)Connection reset by peer: [client 127.0.0.1:5] AH01102: error reading status line",
        Fault.CLOSED,
    ),
    (
        "(22)Invalid argument: [client 127.0.0.1:5] AH01102: error reading status line",
        Fault.INVALID,
    ),
    (
        "(70008)Partial results are valid: [client 127.0.0.1:5] AH01110: error reading response",
        Fault.CUT,
    ),
    (
        (
            "(70007)The timeout specified has expired: [client 127.0.0.1:5] AH01110: error reading"
            " response"
        ),
        Fault.STALLED,
    ),
    # The error number is a lie: no disk is full.
    (
        "(28)No space left on device: [client 127.0.0.1:5] AH10124: header size is over the limit",
        Fault.HEAD_TOO_BIG,
    ),
]


@pytest.mark.parametrize(("rest", "fault"), APACHE)
def test_apache_gives_codes_and_numbers(rest, fault):
    (told,) = logged([apache(rest)])
    assert (told.fault, told.certain) == (fault, True)
    assert "AH" in told.text


def test_the_line_that_follows_a_refusal_does_not_hide_it():
    lines = [apache(APACHE[0][0]), apache("[client 127.0.0.1:5] AH01114: HTTP: failed to make")]
    assert [told.fault for told in logged(lines)] == [Fault.REFUSED]


@pytest.mark.parametrize(
    ("server", "state", "fault", "certain"),
    [
        ("one", "SC--", Fault.REFUSED, False),
        ("<NOSRV>", "SC--", Fault.DOWN, True),
        ("one", "sC--", Fault.CONNECT_TIMEOUT, True),
        ("one", "sH--", Fault.READ_TIMEOUT, True),
        ("one", "SH--", Fault.CLOSED, True),
        ("one", "PH--", Fault.HEAD_TOO_BIG, False),
        ("one", "SD--", Fault.CUT, True),
        ("one", "sD--", Fault.STALLED, True),
    ],
)
def test_haproxy_gives_a_termination_state(server, state, fault, certain):
    (told,) = logged([haproxy(server, state)])
    assert (told.fault, told.certain) == (fault, certain)


def test_haproxy_without_a_backend_has_no_route():
    unrouted = replace(
        haproxy("<NOSRV>", "SC--"),
        values={
            "server": "<NOSRV>",
            "state": "SC--",
            "frontend": "front",
            "backend": "front",
        },
    )
    assert [told.fault for told in logged([unrouted])] == [Fault.NO_ROUTE]


def test_what_follows_from_a_fault_does_not_hide_it():
    # Measured with lighttpd 1.4.69.
    lines = [
        line(f"2026-11-21 02:10:58: (gw_backend.c.{number}) {message}", "error")
        for number, message in (
            (274, "establishing connection failed: socket: tcp:127.0.0.1:1: Connection refused"),
            (960, "all handlers for /orders? on  are down."),
        )
    ]
    assert [told.fault for told in logged(lines)] == [Fault.REFUSED]
    (alone,) = logged(lines[1:])
    assert alone.fault is Fault.DOWN
    assert contradicting([alone], Fault.REFUSED) == []


@pytest.mark.parametrize("state", ["----", "CD--", "PR--", "LR--"])
def test_other_states_of_haproxy_are_no_fault_behind_it(state):
    assert logged([haproxy("one", state)]) == ()


# Measured with Caddy 2.6.2; the words are Go's.
@pytest.mark.parametrize(
    ("message", "error", "fault"),
    [
        ("dial tcp 127.0.0.1:8000: connect: connection refused", "", Fault.REFUSED),
        ("dial tcp 127.0.0.1:8000: i/o timeout", "", Fault.CONNECT_TIMEOUT),
        ("net/http: timeout awaiting response headers", "", Fault.READ_TIMEOUT),
        ("EOF", "", Fault.CLOSED),
        ("read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer", "", Fault.CLOSED),
        ("aborting with incomplete response", "unexpected EOF", Fault.CUT),
        ("tls: first record does not look like a TLS handshake", "", Fault.TLS),
        # Both mention a refusal; the name server refused.
        ("dial tcp: lookup app on 127.0.0.1:53: read: connection refused", "", Fault.NAME),
        (
            "net/http: HTTP/1.x transport connection broken: malformed HTTP status code",
            "",
            Fault.INVALID,
        ),
    ],
)
def test_caddy_has_words_only(message, error, fault):
    (told,) = logged([caddy(message, error)])
    assert (told.fault, told.certain) == (fault, True)


def test_that_a_server_is_left_out_from_now_on_is_no_fault_of_its_own():
    """nginx adds such a warning to every failure of a server that has others beside it."""
    disabled = nginx("upstream server temporarily disabled while connecting to upstream")
    lines = [nginx(NGINX[0][0]), disabled] * 2
    assert [told.fault for told in logged(lines)] == [Fault.REFUSED]
    assert [told.fault for told in logged([disabled])] == [Fault.DOWN]
    assert logged([nginx("something new while connecting to upstream")]) == ()


def test_the_last_line_of_a_gateway_decided():
    lines = [nginx(NGINX[0][0], "http://127.0.0.1:1/"), nginx(NGINX[6][0], "http://127.0.0.1:2/")]
    (told,) = logged(lines)
    assert (told.fault, told.peer) == (Fault.READ_TIMEOUT, "http://127.0.0.1:2/")


def test_a_line_matched_by_time_only_is_not_certain():
    doubtful = replace(nginx(NGINX[0][0]), certainty="window")
    assert [told.certain for told in logged([doubtful])] == [False]


def test_an_application_s_own_trouble_counts_only_where_it_is_the_gateway():
    own = line("2026-11-21 00:15:19 ERROR could not connect: ECONNREFUSED 127.0.0.1:8000", "error")
    assert logged([own], plain=False) == ()
    assert [told.fault for told in logged([own])] == [Fault.REFUSED]


@pytest.mark.parametrize(
    "text",
    [
        "could not connect: ECONNREFUSED 127.0.0.1:6379",
        "connect ENOENT /var/run/mysqld/mysqld.sock",
        "smtplib: [Errno 111] Connection refused 127.0.0.1:587",
    ],
)
def test_a_database_or_a_mail_server_is_no_server_behind_a_gateway(text):
    assert logged([line(f"2026-11-21 00:15:19 ERROR {text}", "error")]) == ()


ENVOY = (
    '[2026-11-21T00:15:19.100Z] "GET /x HTTP/1.1" {status} {flags} {details}0 91 7 - "-" "curl/8"'
    ' "b5c5" "a.test" "127.0.0.1:8000"'
)


@pytest.mark.parametrize(
    ("flags", "details", "expected"),
    [
        ("UF", "", (Fault.REFUSED, False)),
        (
            "UF,URX",
            "reset_before{remote_connection_failure,delayed_connect_error:_111} ",
            (Fault.REFUSED, True),
        ),
        ("UF", "reset_before{connection_timeout} ", (Fault.CONNECT_TIMEOUT, True)),
        (
            "UF",
            "reset_before{remote_connection_failure|TLS_error:|268435581:SSL} ",
            (Fault.TLS, True),
        ),
        ("UF", "reset_before{delayed_connect_error:_2} ", (Fault.SOCKET_MISSING, True)),
        ("UT", "response_timeout ", (Fault.READ_TIMEOUT, True)),
        (
            "UC",
            "upstream_reset_before_response_started{connection_termination} ",
            (Fault.CLOSED, True),
        ),
        ("UH", "no_healthy_upstream ", (Fault.DOWN, True)),
        ("NR", "route_not_found ", (Fault.NO_ROUTE, True)),
        ("UPE", "", (Fault.INVALID, True)),
    ],
)
def test_envoy_has_flags_and_details(flags, details, expected):
    (told,) = logged([line(ENVOY.format(status=503, flags=flags, details=details), "envoy")])
    assert (told.fault, told.certain) == expected
    assert (told.product, told.answered) == ("envoy", 503)


@pytest.mark.parametrize("flags", ["-", "DC", "UO", "RL", "LR"])
def test_what_envoy_did_of_its_own_is_no_fault_behind_it(flags):
    assert logged([line(ENVOY.format(status=503, flags=flags, details=""), "envoy")]) == ()


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        (
            "establishing connection failed: socket: tcp:127.0.0.1:9: Connection refused",
            Fault.REFUSED,
        ),
        (
            "establishing connection failed: socket: tcp:127.0.0.1:9: Connection timed out",
            Fault.CONNECT_TIMEOUT,
        ),
        (
            "establishing connection failed: socket: unix:/run/a.sock: No such file or directory",
            Fault.SOCKET_MISSING,
        ),
        (
            "establishing connection failed: socket: unix:/run/a.sock: Permission denied",
            Fault.SOCKET_DENIED,
        ),
        ("read timeout on socket: tcp:127.0.0.1:9 (fd: 9)", Fault.READ_TIMEOUT),
        ("response headers too large for /x", Fault.HEAD_TOO_BIG),
    ],
)
def test_lighttpd_writes_words_and_then_that_it_gave_up(rest, fault):
    head = "2026-11-21 00:15:19: (gw_backend.c.274) "
    lines = [
        line(f"{head}{each}", "lighttpd") for each in (rest, "all handlers for /x on  are down.")
    ]
    assert [told.fault for told in logged(lines, plain=False)] == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "http: proxy error: dial tcp 127.0.0.1:8000: connect: connection refused",
        "'502 Bad Gateway' caused by: dial tcp 127.0.0.1:8000: connect: connection refused",
        "[HPM] Error occurred while proxying request a.test/x to http://b.test [ECONNREFUSED]",
    ],
)
def test_a_proxy_of_a_library_counts_where_a_gateway_s_status_came(text):
    own = line(f"2026/11/21 00:15:19 {text}", "error")
    assert logged([own], plain=False) == ()
    assert [told.fault for told in logged([own], plain=False, proxied=True)] == [Fault.REFUSED]
    doubtful = replace(own, certainty="window")
    assert logged([doubtful], plain=False, proxied=True) == ()


def test_a_call_of_the_application_s_own_is_no_proxy_s():
    text = "java.net.ConnectException: Connection refused: payment.internal:8443"
    own = line(f"2026-11-21 00:15:19 ERROR GET /x HTTP/1.1: {text}", "error")
    assert logged([own], plain=False, proxied=True) == ()


def test_statements_are_sorted_by_what_they_are_sure_of():
    told = logged([haproxy("one", "SC--"), replace(nginx(NGINX[6][0]), source="other.log")])
    assert [each.fault for each in certain_of(told, Fault.READ_TIMEOUT)] == [Fault.READ_TIMEOUT]
    assert certain_of(told, Fault.REFUSED) == []
    assert [each.fault for each in contradicting(told, Fault.REFUSED)] == [Fault.READ_TIMEOUT]


@given(
    st.text(max_size=300),
    st.sampled_from(["nginx", "apache", "haproxy", "caddy", "envoy", "lighttpd", "application"]),
    st.dictionaries(
        st.sampled_from(["errno", "state", "server", "error", "flags", "details"]),
        st.text(max_size=20),
    ),
)
def test_any_line_is_read_without_a_fault(message, server, values):
    hostile = LogLine("error.log", 1, server, "error", message, message=message, values=values)
    assert len(logged([hostile, hostile])) <= 1
