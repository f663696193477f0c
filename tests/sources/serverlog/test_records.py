"""Lines are decoded, parsed and folded."""

from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT, SAMPLES
from wwwhy.sources.serverlog.moments import LOCAL
from wwwhy.sources.serverlog.records import MAX_FOLDED, log_lines
from wwwhy.sources.serverlog.tail import MAX_LINE, RawLine


def read(name_or_text: str | bytes, **options):
    data = (
        name_or_text
        if isinstance(name_or_text, bytes)
        else (SAMPLES / f"{name_or_text}.log").read_bytes()
    )
    raw = [RawLine(line, number) for number, line in enumerate(data.splitlines(), 1)]
    return log_lines(raw, source="x.log", clock=LOCAL, **options)


def test_lines_carry_file_and_number():
    lines = read("nginx_error")
    assert lines[0].pointer == "x.log:1"
    assert len(lines) == len((SAMPLES / "nginx_error.log").read_bytes().splitlines())


def test_a_traceback_belongs_to_its_line():
    (line,) = read("python_logging")
    assert line.message == "app: failed on /boom"
    assert line.values["exception"] == "ValueError: boom"
    assert line.text.endswith("ValueError: boom")
    assert line.number == 1


def test_a_traceback_of_gunicorn_and_uvicorn_is_folded():
    (line,) = [each for each in read("gunicorn_error") if each.level == "error"]
    assert (line.method, line.target, line.values["exception"]) == (
        "GET",
        "/boom",
        "ValueError: boom",
    )
    (line,) = [each for each in read("uvicorn") if each.level == "error"]
    assert line.message == "Exception in ASGI application"
    assert line.values["exception"] == "ValueError: boom"
    assert [each.status for each in read("uvicorn") if each.kind == "access"] == [200, 500]


def test_php_s_messages_keep_their_lines_and_lose_the_stack_trace():
    messages = [line.message for line in read("php_error")]
    assert messages == [
        "PHP Fatal error:  Uncaught Error: Call to undefined function undefined_fn() in /srv/www/x.php:1",
        "custom message\nsecond line",
        "PHP Fatal error:  Uncaught RuntimeException: boom\nbang in /srv/www/slow.php:2",
    ]


def test_nginx_s_message_of_several_lines_gets_its_context():
    lines = read(
        b'2026/11/21 00:15:19 [error] 8#8: *1 FastCGI sent in stderr: "PHP message: PHP Fatal error: x\n'
        b'Stack trace:\n#0 {main}\n  thrown in /x.php on line 1" while reading response header from upstream, '
        b'client: 127.0.0.1, server: a, request: "GET /x.php HTTP/1.1", host: "a"\n'
        b"2026/11/21 00:15:20 [error] 8#8: *2 next\n"
    )
    assert [line.target for line in lines] == ["/x.php", None]
    assert lines[0].number == 1
    assert "Fatal error: x" in lines[0].message


def test_access_lines_are_never_folded():
    lines = read(b'127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET / HTTP/1.1" 200 2\nrubbish\n')
    assert len(lines) == 1
    assert "rubbish" not in lines[0].text


def test_two_formats_in_one_file_are_both_read():
    lines = read(
        b'127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET / HTTP/1.1" 404 2\n'
        b'2026/11/21 00:15:19 [error] 8#8: *1 x, client: 127.0.0.1, server: , request: "GET / HTTP/1.1"\n'
        b"{}\n"
    )
    assert sorted(line.kind for line in lines) == ["access", "error"]


def test_lines_come_out_of_their_envelope():
    (line,) = read(b"Nov 21 00:15:19 host nginx[7]: 2026/11/21 00:15:19 [error] 8#8: *1 x\n")
    assert (line.server, line.message) == ("nginx", "x")


def test_a_line_without_a_time_gets_that_of_its_envelope():
    lines = read(
        b"2026-11-21T00:15:19+00:00 host haproxy[7]: Server b/s1 is DOWN, reason: Layer4 timeout\n"
        b"2026-11-21T00:15:20+00:00 host app[7]: something failed\n"
    )
    assert [(line.server, line.time) for line in lines] == [
        ("haproxy", 1795220119.0),
        ("application", 1795220120.0),
    ]


def test_a_traceback_in_envelopes_is_folded():
    envelope = b"2026-11-21T00:15:19.123456789Z stderr F "
    trace = [
        b"2026-11-21 00:15:19 ERROR x",
        b"Traceback (most recent call last):",
        b'  File "/x.py", line 1',
        b"ValueError: boom",
    ]
    (line,) = read(b"\n".join(envelope + each for each in trace))
    assert line.values["exception"] == "ValueError: boom"


def test_a_record_has_a_bound():
    text = b"2026-11-21 00:15:19 ERROR x\n" + b"  more\n" * 5000
    (line,) = read(text)
    assert line.text.count("\n") < MAX_FOLDED
    (line,) = read(b"2026-11-21 00:15:19 ERROR x\n" + (b"y" * 1000 + b"\n") * 200)
    assert len(line.text) <= MAX_LINE


def test_own_formats_come_first():
    def own(text, clock):
        from wwwhy.model import LogLine

        return LogLine("", None, "mine", "access", text)

    assert {line.server for line in read("nginx_error", own=[own])} == {"mine"}


@given(st.lists(st.binary(max_size=80), max_size=8))
def test_no_bytes_are_an_accident(pieces):
    raw = [RawLine(piece) for piece in pieces]
    assert len(log_lines(raw, source="x", clock=LOCAL)) <= len(raw)


def test_what_only_an_envelope_dates_is_read_all_the_same():
    (line,) = read(
        b'{"__REALTIME_TIMESTAMP": "1795220119000000", "MESSAGE": "ERROR shop: password mismatch"}\n'
    )
    assert (line.time, line.level, line.message) == (AT, "error", "shop: password mismatch")
    lines = read(
        b'{"log":"Internal Server Error: /a\\n","stream":"stderr","time":"2026-11-21T00:15:19Z"}\n'
        b'{"log":"Traceback (most recent call last):\\n","stream":"stderr","time":"2026-11-21T00:15:19Z"}\n'
        b'{"log":"ValueError: boom\\n","stream":"stderr","time":"2026-11-21T00:15:19Z"}\n'
    )
    assert [(each.target, each.time, each.values.get("exception")) for each in lines] == [
        ("/a", AT, "ValueError: boom")
    ]


def test_json_inside_an_envelope_is_read_by_its_names():
    (line,) = read(
        b'2026-11-21T00:15:19.000000000Z {"level":"error","ts":1795220119,"msg":"x","path":"/a"}\n'
    )
    assert (line.message, line.target, line.time) == ("x", "/a", AT)
