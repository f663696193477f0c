"""What an exchange and a log line both tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT, exchange
from wwwhy.model import LogLine, ProxyFacts
from wwwhy.sources.serverlog.asked import SLACK, Asked


def line(**parts) -> LogLine:
    return LogLine("x", None, parts.pop("server", "nginx"), parts.pop("kind", "error"), "", **parts)


@pytest.mark.parametrize(
    ("sent", "logged", "same"),
    [
        ("/a", "/a", True),
        ("/a?b=c", "/a?b=c", True),
        ("/a?b=c", "/a", False),
        ("/a?b=c", "/a?", False),
        ("/a?b=c", "/a?b=d", False),
        ("/a", "/a?b=c", False),
        ("/a", "/b", False),
        ("/a", "/a/", False),
        ("/a%20b", "/a b", True),
        ("/a%22b", "/a\\x22b", True),
        ("/a", "http://a.test/a", True),
        ("/a", "http://A.test:80/a", True),
        ("/a", "http://b.test/a", False),
        ("/", "http://a.test", True),
    ],
)
def test_targets_are_compared(sent, logged, same):
    asked = Asked.of(exchange(f"http://a.test{sent}"))
    assert asked.has_target(line(method="GET", target=logged)) is same


def test_a_query_may_be_left_out_by_squid_and_applications():
    asked = Asked.of(exchange("http://a.test/a?b=c"))
    assert asked.has_target(line(server="squid", target="http://a.test/a?")) is True
    assert asked.has_target(line(target="/a", values={"path_only": "yes"})) is True
    assert asked.has_target(line(target="/a?d", values={"path_only": "yes"})) is False


def test_methods_are_compared():
    asked = Asked.of(exchange("http://a.test/a"))
    assert asked.has_target(line(method="POST", target="/a")) is False
    assert asked.has_target(line(target="/a")) is True
    assert asked.has_target(line()) is None


def test_a_cut_target_is_compared_by_its_start():
    asked = Asked.of(exchange("http://a.test/" + "a" * 100))
    assert asked.has_target(line(method="GET", target="/aaa", values={"cut": "yes"})) is True
    assert asked.has_target(line(method="GET", target="/ab", values={"cut": "yes"})) is False


def test_a_proxy_sees_a_tunnel():
    asked = Asked.of(exchange("https://a.test/x", proxy=ProxyFacts("http", "p", 3128)))
    assert asked.has_target(line(method="CONNECT", target="a.test:443")) is True
    assert asked.has_target(line(method="CONNECT", target="b.test:443")) is False
    assert (
        Asked.of(exchange("https://a.test/x")).has_target(
            line(method="CONNECT", target="a.test:443")
        )
        is False
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "fields", "same", "possible"),
    [
        ("127.0.0.1", "127.0.0.1", (), True, True),
        ("127.0.0.1", "203.0.113.9", (), False, False),
        ("127.0.0.1", "172.17.0.1", (), False, True),
        ("127.0.0.1", "127.0.0.2", (), False, False),
        ("::1", "127.0.0.1", (), False, True),
        ("10.0.0.5", "203.0.113.9", (), False, True),
        ("203.0.113.1", "203.0.113.9", (), False, False),
        ("8.8.8.8", "9.9.9.9", (), False, False),
        ("8.8.8.8", "127.0.0.1", (), False, True),
        ("8.8.8.8", "9.9.9.9", (("X-Forwarded-For", "9.9.9.9, 10.0.0.1"),), True, True),
        ("::1", "::1", (), True, True),
        ("2001:4860:4860:0:0:0:0:8888", "2001:4860:4860::8888", (), True, True),
        (None, "9.9.9.9", (), None, True),
        ("8.8.8.8", None, (), None, True),
        ("8.8.8.8", "client.name", (), False, True),
    ],
)
def test_clients_are_compared(ours, theirs, fields, same, possible):
    asked = Asked.of(exchange(address=ours, fields=fields))
    assert asked.has_client(line(client=theirs)) is same
    assert asked.can_be_client(line(client=theirs)) is possible


def test_ports_are_compared():
    asked = Asked.of(exchange(port=5000))
    assert asked.has_port(line(values={"port": "5000"})) is True
    assert asked.has_port(line(values={"port": "5001"})) is False
    assert asked.has_port(line()) is None
    assert Asked.of(exchange()).has_port(line(values={"port": "5000"})) is None


@pytest.mark.parametrize(
    ("text", "port"),
    [("127.0.0.1:77", 77), ("[::1]:77", 77), ("127.0.0.1", None), ("::1", None), ("x", None)],
)
def test_a_port_may_stand_in_the_address(text, port):
    assert Asked.of(exchange(address=text)).port == port


def test_hosts_and_agents_are_compared():
    asked = Asked.of(exchange("http://A.test:8080/", fields=(("Host", "B.test"),)))
    assert asked.has_host(line(host="b.test")) is True
    assert asked.has_host(line(host="a.test:8080")) is True
    assert asked.has_host(line(host="c.test")) is False
    assert asked.has_host(line(kind="access", host="c.test")) is None
    assert asked.has_host(line()) is None
    assert asked.has_agent(line(values={"user_agent": "curl/7.88.1"})) is True
    assert asked.has_agent(line(values={"user_agent": "Mozilla"})) is False
    assert asked.has_agent(line()) is None


@pytest.mark.parametrize(
    ("path", "message", "how"),
    [
        ("/basic", 'user u: authentication failure for "/basic": Password Mismatch', 3),
        ("/basic", "user nouser not found: /basic", 3),
        ("/deny", "client denied by server configuration: /srv/www/deny", 2),
        ("/dir/", "Cannot serve directory /srv/www/dir/: No matching DirectoryIndex", 2),
        ("/a%22b?x", 'File does not exist: /srv/www/a"b', 2),
        ("/den", "client denied by server configuration: /srv/www/deny", 0),
        ("/eny", "client denied by server configuration: /srv/www/deny", 0),
        ("/", "client denied by server configuration: /srv/www/", 0),
        ("/x", "attempt to connect to 127.0.0.1:9 failed", 0),
        ("/deny/x/y", "client denied by server configuration: /srv/www/deny", 1),
        ("/deny/x", "client denied by server configuration: /srv/www/deny/y", 0),
    ],
)
def test_messages_mention_paths(path, message, how):
    assert Asked.of(exchange(f"http://a.test{path}")).mentions(message) == how


def test_time_is_taken_by_our_clock_and_by_the_server_s():
    asked = Asked.of(exchange(took_ms=1000.0))
    assert asked.span == (AT - SLACK, AT + 1 + SLACK)
    assert asked.was_then(AT + 2)
    assert not asked.was_then(None)
    assert not asked.was_then(AT + 60)
    late = Asked.of(exchange(took_ms=0.0, date="Sat, 21 Nov 2026 01:15:19 GMT"))
    assert late.was_then(AT)
    assert late.was_then(AT + 3600)
    assert not late.was_then(AT + 1800)


def test_the_distance_is_that_to_the_exchange_itself():
    asked = Asked.of(exchange(took_ms=1000.0))
    assert [asked.distance(line(time=AT + each)) for each in (-1, 0, 0.5, 3)] == [1, 0, 0, 2]
    assert asked.distance(line()) == 0


def test_an_exchange_without_a_time_has_the_server_s_or_none():
    assert Asked.of(exchange(at=0.0, took_ms=0.0, date="Sat, 21 Nov 2026 00:15:19 GMT")).was_then(
        AT
    )
    assert Asked.of(exchange(at=0.0)).span is None


@given(st.text(), st.text(), st.text())
def test_no_line_is_an_accident(target, message, client):
    asked = Asked.of(exchange("http://a.test/x?y"))
    each = line(
        method="GET", target=target, client=client, message=message, values={"port": message}
    )
    asked.has_target(each)
    asked.has_client(each)
    asked.can_be_client(each)
    asked.has_port(each)
    asked.mentions(message)
