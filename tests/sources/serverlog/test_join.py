"""Which lines belong to a request, out of what all others were doing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT, SAMPLES, exchange
from wwwhy.model import LogLine
from wwwhy.sources.serverlog.join import belonging
from wwwhy.sources.serverlog.moments import Clock
from wwwhy.sources.serverlog.records import log_lines
from wwwhy.sources.serverlog.tail import RawLine

from datetime import UTC  # isort: skip


def lines_of(*names: str) -> list[LogLine]:
    found = []
    for name in names:
        raw = [
            RawLine(each, at)
            for at, each in enumerate((SAMPLES / f"{name}.log").read_bytes().splitlines(), 1)
        ]
        found += log_lines(raw, source=f"{name}.log", clock=Clock(UTC))
    return found


def parsed(*texts: str, source: str = "error.log") -> list[LogLine]:
    return log_lines([RawLine(text.encode()) for text in texts], source=source, clock=Clock(UTC))


def nginx(
    message: str,
    target: str = "/x",
    *,
    client: str = "127.0.0.1",
    connection: int = 1,
    level: str = "error",
    second: int = 19,
    method: str = "GET",
    host: str = "127.0.0.1",
) -> str:
    return (
        f"2026/11/21 00:15:{second:02} [{level}] 7#7: *{connection} {message}, client: {client}, server: a.test, "
        f'request: "{method} {target} HTTP/1.1", host: "{host}"'
    )


def apache(
    message: str,
    *,
    port: int | None = 5000,
    tid: int = 1,
    level: str = "error",
    client: str = "127.0.0.1",
) -> str:
    who = f"[client {client}:{port}] " if port else ""
    return f"[Sat Nov 21 00:15:19.5 2026] [core:{level}] [pid 7:tid {tid}] {who}{message}"


def told(lines, exchanged, *, since_mark: bool = False) -> list[tuple[str, str]]:
    return [
        (each.message, each.certainty)
        for each in belonging(lines, exchanged, since_mark=since_mark)
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/basic?token=abc", 'user "u": password mismatch'),
        ("/deny", "access forbidden by rule"),
        ("/loop", 'rewrite or internal redirection cycle while processing "/loop"'),
    ],
)
@pytest.mark.parametrize(("since_mark", "certainty"), [(True, "offset"), (False, "request")])
def test_the_line_of_nginx_is_found_among_all_others(path, message, since_mark, certainty):
    found = belonging(
        lines_of("nginx_error"),
        exchange(f"http://127.0.0.1:38359{path}", status=500),
        since_mark=since_mark,
    )
    assert [(each.message, each.certainty, each.kind) for each in found] == [
        (message, certainty, "error")
    ]


@pytest.mark.parametrize(
    ("path", "port", "codes"),
    [
        ("/basic", 52444, ["AH01617"]),
        ("/basic", 52516, ["AH01618"]),
        ("/dead/q?x=1", 52446, ["AH00957", "AH01114"]),
        ("/deny", 52462, ["AH01630"]),
        ("/bad/x", 52474, [None]),
        ("/nope", 52464, ["AH00128"]),
        ("/none", 1, []),
    ],
)
@pytest.mark.parametrize("since_mark", [True, False])
def test_the_line_of_apache_is_found_by_the_client_s_port(path, port, codes, since_mark):
    lines = lines_of("apache_error")
    found = belonging(lines, exchange(f"http://127.0.0.1{path}", port=port), since_mark=since_mark)
    assert [each.code for each in found] == codes
    assert {each.certainty for each in found} <= {"offset" if since_mark else "request"}


@pytest.mark.parametrize(
    ("path", "codes"),
    [("/deny", ["AH01630"]), ("/secret.html", ["AH00132"]), ("/dead/q", []), ("/none", [])],
)
def test_without_a_port_the_path_in_the_message_tells(path, codes):
    found = belonging(
        lines_of("apache_error"), exchange(f"http://127.0.0.1{path}"), since_mark=True
    )
    assert [each.code for each in found if each.code != "AH00957"] == codes
    assert {each.certainty for each in found} <= {"window"}


def test_both_lines_of_caddy_are_found_by_port():
    lines = [
        each
        for each in lines_of("caddy_error", "caddy_access")
        if each.time and AT < each.time < AT + 2
    ]
    found = belonging(
        lines, exchange("http://127.0.0.1:53975/dead/x", status=502, port=50676), since_mark=True
    )
    assert [(each.kind, each.certainty) for each in found] == [
        ("error", "offset"),
        ("access", "offset"),
    ]


def test_the_line_of_haproxy_is_found_by_port():
    (found,) = belonging(
        lines_of("haproxy"), exchange("http://h/none", status=503, port=40876), since_mark=False
    )
    assert (found.upstream, found.certainty) == ("none/<NOSRV>", "request")


def test_the_access_line_is_the_one_with_our_status():
    lines = lines_of("nginx_access")
    found = belonging(lines, exchange("http://127.0.0.1/lim", status=503), since_mark=False)
    assert [each.status for each in found] == [503]


def test_one_access_line_of_a_file_belongs_to_a_request():
    lines = lines_of("nginx_access")
    found = belonging(lines, exchange("http://127.0.0.1/bad/x", status=404), since_mark=True)
    assert [(each.number, each.certainty) for each in found] == [(13, "window")]


def test_every_file_has_its_say():
    lines = lines_of("nginx_access", "nginx_error", "nginx_access_json")
    found = belonging(lines, exchange("http://127.0.0.1:38359/deny", status=403), since_mark=True)
    assert [each.source for each in found] == [
        "nginx_access.log",
        "nginx_error.log",
        "nginx_access_json.log",
    ]
    assert {each.target for each in found} == {"/deny"}


@pytest.mark.parametrize(
    "other",
    [
        nginx("theirs", "/y"),
        nginx("theirs", method="POST"),
        nginx("theirs", client="203.0.113.7"),
        nginx("theirs", "/x?other"),
        nginx("theirs", second=50),
    ],
)
def test_lines_of_other_requests_are_left_out(other):
    ours = nginx("ours", connection=2)
    assert told(parsed(other, ours, other), exchange("http://127.0.0.1/x")) == [("ours", "request")]
    assert told(parsed(other), exchange("http://127.0.0.1/x")) == []


def test_other_agents_are_left_out():
    access = '127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET /x HTTP/1.1" 200 2 "-" "{}"'
    lines = parsed(access.format("Mozilla"), access.format("curl/7.88.1"), access.format("bot"))
    (found,) = belonging(lines, exchange("http://127.0.0.1/x"), since_mark=False)
    assert found.values["user_agent"] == "curl/7.88.1"


def test_a_stranger_with_an_equal_request_is_left_out_where_ours_is_known():
    lines = parsed(
        nginx("theirs", client="10.0.0.9", connection=3),
        nginx("ours"),
        nginx("theirs", client="10.0.0.8", connection=4),
    )
    assert told(lines, exchange("http://127.0.0.1/x", address="10.0.0.5")) == []
    assert told(lines, exchange("http://127.0.0.1/x"), since_mark=True) == [("ours", "offset")]


def test_behind_a_translation_the_only_stranger_may_be_us():
    lines = parsed(nginx("ours", client="203.0.113.7"))
    asked = exchange("http://127.0.0.1/x", address="10.0.0.5")
    assert told(lines, asked) == [("ours", "window")]
    assert told(lines, asked, since_mark=True) == [("ours", "window")]
    assert told(lines, exchange("http://127.0.0.1/x")) == []


def test_equal_requests_at_one_time_leave_a_doubt():
    lines = parsed(nginx("one", connection=1), nginx("two", connection=2))
    assert told(lines, exchange("http://127.0.0.1/x"), since_mark=True) == [
        ("one", "window"),
        ("two", "window"),
    ]
    lines = parsed(nginx("one", connection=1), nginx("two", connection=1))
    assert told(lines, exchange("http://127.0.0.1/x"), since_mark=True) == [
        ("one", "offset"),
        ("two", "offset"),
    ]


def test_a_line_that_could_be_forged_is_never_sure():
    forged = nginx(
        'user "x, client: 127.0.0.1, server: , request: "GET /x HTTP/1.1"" was not found',
        "/other",
        client="127.0.0.1",
    )
    assert {
        certainty
        for _, certainty in told(
            parsed(forged, nginx("o", "/z")), exchange("http://127.0.0.1/x"), since_mark=True
        )
    } <= {"window"}


def test_a_failed_handshake_names_no_request():
    failed = (
        "2026/11/21 00:15:19 [info] 7#7: *5 SSL_do_handshake() failed (SSL: error:0A000418) while SSL handshaking, "
        "client: 127.0.0.1, server: 127.0.0.1:443"
    )
    failing = exchange("https://127.0.0.1/x", status=None)
    message = "SSL_do_handshake() failed (SSL: error:0A000418) while SSL handshaking"
    assert told(parsed(failed), failing, since_mark=True) == [(message, "offset")]
    assert told(parsed(failed), failing) == [(message, "window")]
    assert told(parsed(failed, nginx("theirs", "/y", connection=6)), failing, since_mark=True) == [
        (message, "window")
    ]
    # Whoever got an answer had no failed handshake.
    assert told(parsed(failed), exchange("https://127.0.0.1/x", status=403), since_mark=True) == []
    # Several such connections, and they say different things: nobody can tell which was ours.
    another = failed.replace("*5", "*6").replace("0A000418", "0A000086")
    assert told(parsed(failed, another), failing, since_mark=True) == []


def test_equal_lines_of_several_connections_are_told_once():
    lines = parsed(
        *(
            apache(
                "AH01114: HTTP: failed to make connection to backend", port=6000 + each, tid=each
            )
            for each in range(9)
        )
    )
    (found,) = belonging(lines, exchange("http://127.0.0.1/x"), since_mark=True)
    assert found.certainty == "window"


def test_a_long_log_is_joined_soon():
    import time

    texts = [apache(f"AH00957: {each}", port=None, tid=each % 50) for each in range(5000)]
    lines = parsed(*texts, apache("AH01114: x", tid=1))
    began = time.process_time()
    belonging(lines, exchange("http://127.0.0.1/x", port=5000), since_mark=True)
    assert time.process_time() - began < 3


def test_lines_without_a_client_have_a_bound():
    lines = parsed(*(f"2026-11-21 00:15:19 ERROR fault {each}" for each in range(100)))
    assert len(belonging(lines, exchange("http://127.0.0.1/x"), since_mark=True)) == 20


def test_a_traceback_belongs_to_the_only_request_there_was():
    trace = [
        "ERROR:    Exception in ASGI application",
        "Traceback (most recent call last):",
        "ValueError: boom",
    ]
    ours = 'INFO:     127.0.0.1:5000 - "GET /boom HTTP/1.1" 500 Internal Server Error'
    theirs = 'INFO:     127.0.0.1:5001 - "GET /ok HTTP/1.1" 200 OK'
    asked = exchange("http://127.0.0.1/boom", status=500, port=5000)
    alone = belonging(parsed(*trace, ours), asked, since_mark=True)
    assert [(each.kind, each.certainty) for each in alone] == [
        ("error", "offset"),
        ("access", "offset"),
    ]
    crowded = belonging(parsed(*trace, ours, theirs), asked, since_mark=True)
    assert [(each.kind, each.certainty) for each in crowded] == [
        ("error", "window"),
        ("access", "offset"),
    ]


def test_chatter_is_no_evidence():
    lines = parsed(
        "2026/11/21 00:15:19 [notice] 1#1: start worker process 7",
        "2026/11/21 00:15:19 [info] 7#7: *1 client 127.0.0.1 closed keepalive connection",
        nginx("ours"),
        "2026/11/21 00:15:19 [alert] 7#7: worker process 8 exited on signal 9",
    )
    assert told(lines, exchange("http://127.0.0.1/x"), since_mark=True) == [
        ("ours", "offset"),
        ("worker process 8 exited on signal 9", "offset"),
    ]


def test_the_thread_of_another_request_is_left_out():
    lines = parsed(
        apache(
            "(111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:9 failed",
            port=None,
            tid=2,
        ),
        apache("AH01114: HTTP: failed to make connection to backend", port=6000, tid=2),
        apache(
            "(111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:8 failed",
            port=None,
            tid=1,
        ),
        apache("AH01114: HTTP: failed to make connection to backend", port=5000, tid=1),
    )
    found = belonging(lines, exchange("http://127.0.0.1/x", port=5000), since_mark=True)
    assert [(each.values["tid"], each.code, each.certainty) for each in found] == [
        ("1", "AH00957", "offset"),
        ("1", "AH01114", "offset"),
    ]


def test_the_server_behind_a_proxy_is_joined_by_path():
    """nginx 1.22.1 passes on to Apache 2.4.71: Apache sees nginx's port."""
    refused = apache("AH01630: client denied by server configuration: /srv/www/secret", port=6000)
    asked = exchange("http://127.0.0.1/secret", port=5000, status=403)
    assert told(parsed(refused), asked, since_mark=True) == [
        ("client denied by server configuration: /srv/www/secret", "offset")
    ]
    other = apache("AH01630: client denied by server configuration: /srv/www/else", port=6001)
    assert told(parsed(other), asked, since_mark=True) == []
    both = belonging(parsed(refused, other), asked, since_mark=True)
    assert [(each.message[-6:], each.certainty) for each in both] == [("secret", "window")]


@pytest.mark.parametrize(
    ("said", "since_mark", "certainty"),
    [
        ("shop.test", True, "offset"),
        ("shop.test", False, "window"),
        ("other.test", True, None),
    ],
)
def test_behind_a_proxy_on_this_host_the_name_in_the_message_tells(said, since_mark, certainty):
    # Measured with httpd 2.4.71 behind nginx: the client is the proxy, and no path is named.
    text = apache(
        f"AH02032: Hostname a.test (default host as no SNI was provided) and hostname {said}"
        " provided via HTTP have no compatible SSL setup for policy 'secure'",
        port=7777,
    )
    asked = exchange("http://shop.test/", port=5000, status=421)
    found = belonging(parsed(text), asked, since_mark=since_mark)
    assert [line.certainty for line in found] == ([certainty] if certainty else [])


def test_the_server_s_own_clock_may_be_another():
    lines = parsed(nginx("ours", second=19))
    early = exchange("http://127.0.0.1/x", at=AT - 7200, date="Sat, 21 Nov 2026 00:15:19 GMT")
    assert told(lines, early) == [("ours", "request")]
    assert told(lines, exchange("http://127.0.0.1/x", at=AT - 7200)) == []
    assert told(lines, exchange("http://127.0.0.1/x", at=0.0)) == []


def test_since_the_mark_no_time_is_asked():
    assert told(
        parsed(nginx("ours")), exchange("http://127.0.0.1/x", at=AT + 9000), since_mark=True
    ) == [("ours", "offset")]


def test_a_line_without_a_time_is_joined_since_the_mark_only():
    lines = parsed('INFO:     127.0.0.1:5000 - "GET /x HTTP/1.1" 500 Internal Server Error')
    asked = exchange("http://127.0.0.1/x", status=500, port=5000)
    assert len(belonging(lines, asked, since_mark=True)) == 1
    assert belonging(lines, asked, since_mark=False) == ()


def test_secrets_are_hidden():
    (found,) = belonging(
        lines_of("nginx_error"),
        exchange("http://127.0.0.1:38359/basic?token=abc", status=401),
        since_mark=True,
    )
    assert "abc" not in repr(found)
    assert found.target is not None
    assert found.target.startswith("/basic?token=<")


def test_a_recording_without_an_address_is_joined_by_its_request():
    lines = parsed(nginx("ours", client="203.0.113.7"), nginx("theirs", "/y", client="203.0.113.8"))
    assert told(lines, exchange("http://127.0.0.1/x", address=None)) == [("ours", "request")]


LINES = st.sampled_from(
    lines_of(
        "nginx_error",
        "apache_error",
        "nginx_access",
        "caddy_error",
        "haproxy",
        "uvicorn",
        "php_fpm",
    )
)


@given(
    st.lists(LINES, max_size=12),
    st.booleans(),
    st.sampled_from(["/", "/basic", "/dead/q?x=1", "/bad/x"]),
    st.none() | st.integers(52000, 53000),
)
def test_the_lines_of_others_never_come_along(lines, since_mark, path, port):
    lines = [replace(each) for each in lines]
    for each in belonging(
        lines, exchange(f"http://127.0.0.1{path}", port=port), since_mark=since_mark
    ):
        assert each.certainty in {"offset", "request", "window"}
        assert each.target is None or each.target.partition("?")[0] == path.partition("?")[0]
