"""JSON lines of every library tell the same: who asked for what, when, and what went wrong."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT, sample
from wwwhy.model import LogLine
from wwwhy.sources.serverlog import json_lines
from wwwhy.sources.serverlog.moments import LOCAL, Clock

ISO = "2026-11-21T00:15:19Z"
WHO = {"method": "GET", "target": "/orders/7", "client": "127.0.0.1"}


def parse(line: str, clock: Clock = LOCAL) -> LogLine:
    read = json_lines.parse(line, clock)
    assert read is not None
    return read


LIBRARIES = {
    "plain": {"timestamp": "2026-11-21T03:15:19.000+03:00", "level": "error", "method": "GET", "path": "/orders/7", "client_ip": "127.0.0.1", "status": 401, "message": "password mismatch"},
    "pino": {"level": 50, "time": 1795220119000, "pid": 1, "hostname": "web1", "req": {"id": 1, "method": "GET", "url": "/orders/7", "headers": {"host": "shop.test", "user-agent": "curl/7"}, "remoteAddress": "127.0.0.1", "remotePort": 5}, "msg": "password mismatch"},
    "ecs": {"@timestamp": ISO, "log.level": "error", "message": "password mismatch", "http": {"request": {"method": "GET"}, "response": {"status_code": 401}}, "url": {"path": "/orders/7"}, "source": {"ip": "127.0.0.1"}, "host": {"name": "web.test", "ip": ["10.0.0.1"]}, "service": {"name": "shop"}},
    "ecs dotted": {"@timestamp": ISO, "log.level": "ERROR", "message": "password mismatch", "http.request.method": "GET", "url.path": "/orders/7", "client.ip": "127.0.0.1"},
    "zap": {"level": "error", "ts": 1795220119.0, "logger": "shop", "caller": "a.go:1", "msg": "password mismatch", "method": "GET", "path": "/orders/7", "ip": "127.0.0.1", "stacktrace": "main.main\n\t/x.go:1"},
    "zerolog": {"level": "error", "time": 1795220119, "message": "password mismatch", "method": "GET", "url": "/orders/7", "remote_ip": "127.0.0.1:52100"},
    "slog": {"time": "2026-11-21T00:15:19.000000001Z", "level": "ERROR", "msg": "password mismatch", "request": {"method": "GET", "uri": "/orders/7", "remote_addr": "127.0.0.1:5"}},
    "nanoseconds": {"t": 1795220119000000000, "severity": "ERROR", "event": "password mismatch", "request_uri": "/orders/7", "http_method": "GET", "remote_addr": "127.0.0.1"},
    "microseconds": {"ts": "1795220119000000", "lvl": "err", "msg": "password mismatch", "request": "GET /orders/7 HTTP/1.1", "client": "127.0.0.1"},
    "serilog compact": {"@t": "2026-11-21T00:15:19.0000000Z", "@mt": "password {What}", "@m": "password mismatch", "@l": "Error", "RequestMethod": "GET", "RequestPath": "/orders/7", "ClientIp": "127.0.0.1"},
    "serilog": {"Timestamp": "2026-11-21T01:15:19.0000000+01:00", "Level": "Error", "MessageTemplate": "x {y}", "RenderedMessage": "password mismatch", "Properties": {"RequestMethod": "GET", "RequestPath": "/orders/7", "ClientIp": "127.0.0.1"}},
    "monolog": {"message": "password mismatch", "context": {}, "level": 400, "level_name": "ERROR", "channel": "app", "datetime": {"date": "2026-11-21 00:15:19.000000", "timezone": "UTC"}, "extra": {"url": "/orders/7", "ip": "127.0.0.1", "http_method": "GET"}},
    "google": {"severity": "ERROR", "timestamp": ISO, "message": "password mismatch", "httpRequest": {"requestMethod": "GET", "requestUrl": "http://shop.test/orders/7", "status": 401, "remoteIp": "127.0.0.1"}},
    "google payload": {"severity": "ERROR", "timestamp": ISO, "jsonPayload": {"message": "password mismatch", "path": "/orders/7", "method": "GET", "remote_addr": "127.0.0.1"}},
    "logback": {"@timestamp": ISO, "@version": "1", "message": "password mismatch", "logger_name": "Shop", "thread_name": "exec-1", "level": "ERROR", "mdc": {"req.requestURI": "/orders/7", "req.method": "GET", "req.remoteHost": "127.0.0.1"}},
    "log4j": {"instant": {"epochSecond": 1795220119, "nanoOfSecond": 5}, "level": "ERROR", "loggerName": "Shop", "message": "password mismatch", "contextMap": {"path": "/orders/7", "method": "GET", "ip": "127.0.0.1"}},
    "rust": {"timestamp": ISO, "level": "ERROR", "fields": {"message": "password mismatch"}, "target": "shop::login", "span": {"method": "GET", "uri": "/orders/7", "client_ip": "127.0.0.1", "name": "request"}},
    "telemetry": {"Timestamp": "1795220119000000000", "SeverityText": "ERROR", "Body": "password mismatch", "Attributes": {"http.request.method": "GET", "url.path": "/orders/7", "client.address": "127.0.0.1"}},
    "proxied": {"timestamp": ISO, "level": "error", "msg": "password mismatch", "method": "GET", "path": "/orders/7", "remote_addr": "10.0.0.7", "x_forwarded_for": "127.0.0.1, 10.0.0.9"},
    "loguru": {"text": "...", "record": {"time": {"repr": "x", "timestamp": 1795220119.0}, "level": {"name": "ERROR", "no": 40}, "message": "password mismatch", "extra": {"path": "/orders/7", "method": "GET", "ip": "127.0.0.1"}}},
}  # fmt: skip
UTC_CLOCK = Clock()


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_library_tells_the_same(name):
    read = parse(json.dumps(LIBRARIES[name]))
    assert (read.kind, read.server, read.level) == ("error", "application", "error")
    assert read.message == "password mismatch"
    assert {field: getattr(read, field) for field in WHO} == WHO
    if name != "monolog":  # its zone stands apart
        assert read.time == pytest.approx(AT, abs=0.01)


def test_real_lines_of_node_are_read():
    lines = [parse(line) for line in sample("node_json")]
    assert [line.kind for line in lines] == ["error"] * 5 + ["access"]
    assert {line.target for line in lines} == {"/orders/7?x=1", None}
    assert [line.message for line in lines if line.values.get("exception")] == [
        "TypeError: boom",
        "password mismatch: TypeError: boom",
        "failed: TypeError: boom",
    ]
    assert (lines[-1].status, lines[-1].message) == (401, "request completed")


def test_real_lines_of_python_are_read():
    lines = [parse(line) for line in sample("python_json")]
    assert {line.target for line in lines} == {"/orders/7"}
    assert {line.message.partition(":")[0] for line in lines} == {"password mismatch"}
    assert {line.level for line in lines} == {"error"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"ts": AT, "level": "info", "msg": "request completed", "path": "/a", "status": 401}, "access"),
        ({"ts": AT, "level": "warn", "msg": "GET /a 401 12.5ms", "method": "GET", "path": "/a", "status": 401}, "access"),
        ({"ts": AT, "method": "GET", "path": "/a", "status": 401}, "access"),
        ({"ts": AT, "level": "info", "msg": "user is disabled", "path": "/a", "status": 401, "duration": 2}, "error"),
        ({"ts": AT, "level": "info", "msg": "request completed", "path": "/a", "status": 500, "err": {"message": "boom"}}, "error"),
    ],
)  # fmt: skip
def test_what_only_tells_of_a_request_is_an_access_line(data, kind):
    assert parse(json.dumps(data)).kind == kind


@pytest.mark.parametrize(
    "extra",
    [
        {"err": {"message": "x", "config": {"url": "/pay", "method": "POST"}, "request": {"path": "/pay"}}},
        {"upstream_call": {"url": "/pay", "method": "POST", "status": 500}},
        {"url": "http://payment.internal/pay"},
        {"target": "shop::login"},
        {"path": "C:\\logs\\x"},
        {"path": "/orders/{id}"},
        {"url": {"deep": [1]}, "path": None},
    ],
)  # fmt: skip
def test_what_is_about_others_is_not_the_request(extra):
    assert parse(json.dumps({"ts": AT, "level": "error", "msg": "x", **extra})).target is None


def test_a_whole_url_gives_target_and_host():
    read = parse(json.dumps({"ts": AT, "msg": "x", "url": "http://a.test/b?c", "ip": "127.0.0.1"}))
    assert (read.target, read.host) == ("/b?c", "a.test")


def test_the_name_of_the_machine_is_no_host():
    read = parse(
        json.dumps({"ts": AT, "msg": "x", "path": "/b", "host": "web1", "hostname": "a.b"})
    )
    assert read.host is None


def test_nginx_with_own_names_for_json_is_read_by_its_variables():
    own = {"time_iso8601": "2026-11-21T00:15:19+00:00", "remote_addr": "127.0.0.1", "request_method": "GET", "request_uri": "/x?y", "status": "502", "upstream_status": "-", "upstream_addr": "127.0.0.1:9", "request_time": "0.001"}  # fmt: skip
    read = parse(json.dumps(own))
    assert (read.server, read.kind, read.status) == ("nginx", "access", 502)
    assert (read.upstream, read.upstream_status, read.target) == ("127.0.0.1:9", None, "/x?y")


def test_real_lines_of_nginx_without_escape_json_are_read():
    read = parse(
        r'{"ts":1795235680.660,"client":{"ip":"127.0.0.1","port":40404},"http":{"method":"GET",'
        r'"uri":"/up?a=\x22b\x22&c=\xD0\xB6","host":"127.0.0.1:28411","status":502,"ua":"curl/7.88.1"},'
        r'"upstream":{"addr":"127.0.0.1:9","status":"502","time":-}}'
    )
    assert (read.kind, read.status, read.target) == ("access", 502, '/up?a="b"&c=ж')
    assert (read.upstream, read.upstream_status) == ("127.0.0.1:9", "502")
    assert (read.client, read.values["port"]) == ("127.0.0.1", "40404")


@pytest.mark.parametrize("line", ["", "{", "{}", "[]", '{"msg": "x"}', '{"ts": 1}', '{"ts": 1795220119}', '{"a":' * 20_000, "{" + '"a":1,' * 99_999 + '"b":2}'])  # fmt: skip
def test_what_tells_no_time_or_nothing_is_none(line):
    assert json_lines.parse(line) is None


_names = st.sampled_from(
    ["time", "msg", "path", "status", "req", "err", "level", "url", "stack", "ip", "host", "@t"]
)
_plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just(ISO), st.just("/x")
)
_values = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(_names, _values))
def test_no_object_is_an_accident(data):
    read = json_lines.parse(json.dumps(data))
    assert read is None or (read.time is not None and (read.message or read.target))
