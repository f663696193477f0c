"""Access lines: the combined family, JSON, and formats that a configuration defines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT, sample
from wwwhy.model import LogLine
from wwwhy.sources.config import apache, nginx
from wwwhy.sources.serverlog import apache_access, combined, nginx_access
from wwwhy.sources.serverlog.moments import LOCAL
from wwwhy.sources.serverlog.template import Template

TIME = "[21/Nov/2026:00:15:19 +0000]"
COMBINED = f'127.0.0.1 - - {TIME} "GET /x?y=1 HTTP/1.1" 404 153 "http://r/" "curl/7.88.1"'


def known(line: LogLine | None) -> LogLine:
    assert line is not None
    return line


def test_combined_has_all_its_parts():
    read = known(combined.read(COMBINED))
    assert (read.server, read.kind, read.time, read.client) == (
        "combined",
        "access",
        AT,
        "127.0.0.1",
    )
    assert (read.method, read.target, read.status, read.host) == ("GET", "/x?y=1", 404, None)
    assert dict(read.values) == {
        "bytes": "153",
        "referer": "http://r/",
        "user_agent": "curl/7.88.1",
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"a.test:80 {COMBINED}", {"host": "a.test:80", "client": "127.0.0.1"}),
        (f"a.test {COMBINED}", {"host": "a.test"}),
        (COMBINED.replace("127.0.0.1", "2001:db8::1"), {"client": "2001:db8::1"}),
        (COMBINED.replace("127.0.0.1", "client.test"), {"client": "client.test"}),
        (f'{COMBINED} "203.0.113.9" rt=0.001 upstream="127.0.0.1:9" us="502"', {"upstream": "127.0.0.1:9", "upstream_status": "502"}),
        (f'127.0.0.1 - a user {TIME} "GET / HTTP/1.1" 200 -', {"status": 200}),
        (f'127.0.0.1 - - {TIME} "\\x16\\x03\\x01" 400 150', {"method": None, "status": 400}),
        (f'127.0.0.1 - - {TIME} "-" 408 0', {"method": None, "status": 408}),
        (f'127.0.0.1 - - {TIME} "GET /a\\"b HTTP/1.1" 404 1', {"target": '/a\\"b'}),
        (f'127.0.0.1 - - {TIME} "GET /a b HTTP/1.1" 400 1', {"target": "/a b"}),
        ('2026-11-21T00:15:19+00:00 127.0.0.1 "GET / HTTP/1.1" 200 5', {"time": AT, "status": 200}),
        ('127.0.0.1 -  21/Nov/2026:00:15:19 +0000 "GET /index.php" 500', {"target": "/index.php", "time": AT}),
        (f'127.0.0.1 - - {TIME} "GET / HTTP/1.1" 200 5 "unfinished', {"status": 200}),
        (f'192.0.2.1:555 a.test:80 - - {TIME} "GET / HTTP/1.1" 200 5', {"client": "192.0.2.1", "host": "a.test:80"}),
        (f'192.0.2.9:80 192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5', {"client": "192.0.2.1", "host": "192.0.2.9:80"}),
        (f"{COMBINED} 89 0.001 [default-web-80] [] 10.0.0.5:8080 59 0.000 502 abc", {"status": 404, "upstream": "10.0.0.5:8080", "upstream_status": "502"}),
        (f"{COMBINED} 0 0.000 [] [] - - - - abc", {"upstream": None, "upstream_status": None}),
    ],
)  # fmt: skip
def test_usual_variants_are_read_by_shape(line, expected):
    read = known(combined.read(line))
    assert {name: getattr(read, name) for name in expected} == expected


def test_users_with_blanks_are_kept():
    read = known(combined.read(f'127.0.0.1 - a user {TIME} "GET / HTTP/1.1" 200 -'))
    assert read.values["user"] == "a user"


@pytest.mark.parametrize(
    "line", ["", "x", TIME, f'{TIME} "GET / HTTP/1.1"', '"GET / HTTP/1.1" 200', COMBINED[:60]]
)
def test_what_lacks_a_part_is_none(line):
    assert combined.read(line) is None


def test_only_apache_s_own_lines_are_called_apache_s():
    assert known(apache_access.parse(f"a.test:80 {COMBINED}", LOCAL)).server == "apache"
    assert known(apache_access.parse(COMBINED, LOCAL)).server == "combined"


def test_json_by_common_names_is_read():
    read = known(nginx_access.parse(sample("nginx_access_json")[3], LOCAL))
    assert (read.server, read.status, read.method, read.target) == (
        "nginx",
        502,
        "GET",
        '/dead?x="1',
    )
    assert (read.upstream, read.upstream_status, read.host) == (
        "127.0.0.1:47479",
        "502",
        "127.0.0.1",
    )
    assert read.time is not None


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "{}",
        "[1]",
        '{"status": 200}',
        '{"status": [1]}',
        '{"a":' * 5000,
        '{"msg": "x", "status": 1}',
    ],
)
def test_other_json_is_none(line):
    assert nginx_access.parse(line, LOCAL) is None


def test_a_log_format_is_taken_from_the_configuration():
    config = nginx.read_text(
        "http { log_format mine escape=json '[$time_local] $remote_addr|$request_id|\"$request\" '\n"
        "'$status $host $upstream_addr/$upstream_status port=$remote_port;$http_user_agent'; }"
    )
    (read,) = nginx_access.parser_of(config)
    line = known(
        read(
            f'{TIME} 192.0.2.1|abc|"GET /a\\"b HTTP/1.1" 502 a.test 127.0.0.1:9, 127.0.0.1:8/502, - port=77;x y',
            LOCAL,
        )
    )
    assert (line.client, line.method, line.target, line.status) == ("192.0.2.1", "GET", '/a"b', 502)
    assert (line.host, line.upstream, line.upstream_status) == (
        "a.test",
        "127.0.0.1:9, 127.0.0.1:8",
        "502, -",
    )
    assert (line.time, line.values["port"], line.values["user_agent"]) == (AT, "77", "x y")
    assert read("something else", LOCAL) is None


def test_a_logformat_is_taken_from_the_configuration():
    config = apache.read_text(
        'LogFormat "%v:%p %{c}a %{remote}p %l %u %t \\"%r\\" %>s %O \\"%{User-Agent}i\\" %L %D" mine\n'
        'CustomLog /x "%{msec}t %m %U%q %s"\nCustomLog /y mine\n'
    )
    first, second = apache_access.parser_of(config)
    line = known(
        first(
            f'a.test:443 192.0.2.1 555 - bob {TIME} "POST /a\\"b HTTP/1.1" 403 9 "x y" Wj 12', LOCAL
        )
    )
    assert (line.server, line.client, line.method, line.target, line.status) == (
        "apache",
        "192.0.2.1",
        "POST",
        '/a"b',
        403,
    )
    assert (line.time, line.host) == (AT, "a.test")
    assert dict(line.values) == {
        "p": "443",
        "port": "555",
        "user": "bob",
        "bytes": "9",
        "user_agent": "x y",
        "log_id": "Wj",
        "D": "12",
    }
    line = known(second("1795220119500 GET /x?q=1 404", LOCAL))
    assert (line.time, line.method, line.target, line.status) == (AT + 0.5, "GET", "/x?q=1", 404)


@given(st.text(max_size=40), st.text(max_size=80))
def test_no_format_is_an_accident(text, line):
    config = nginx.read_text("")
    assert nginx_access.parser_of(config) == []
    import re

    template = Template.of(text, re.compile(r"\$(\w+)"))
    template.values(line)


@given(
    st.lists(
        st.sampled_from(["status", "request", "host", "x"]), min_size=1, max_size=4, unique=True
    ),
    st.data(),
)
def test_what_is_written_by_a_format_is_read(names, data):
    import re

    values = {
        name: data.draw(st.text(st.characters(exclude_characters="|\\", codec="ascii"), max_size=8))
        for name in names
    }
    template = Template.of(
        "<" + "|".join(f"${name}" for name in names) + ">", re.compile(r"\$(\w+)")
    )
    assert template.values("<" + "|".join(values.values()) + ">") == values
