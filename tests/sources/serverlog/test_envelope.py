"""Lines come out of what they were wrapped in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import AT, SAMPLES, sample
from wwwhy.sources.serverlog.envelope import opened, unwrapped

INNER = '127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET / HTTP/1.1" 200 2'


@pytest.mark.parametrize(
    "line",
    [
        f"Nov 21 00:15:19 host haproxy[7]: {INNER}",
        f"<134>Nov  1 00:15:19 host nginx: {INNER}",
        f"2026-11-21T00:15:19.123456+00:00 host.test app/web.1[7]: {INNER}",
        f"<134>1 2026-11-21T00:15:19Z host nginx 7 - - {INNER}",
        f"web-1  | {INNER}",
        f"haproxy[7]: {INNER}",
        f"2026-11-21T00:15:19.123456789Z stdout F {INNER}",
        json.dumps({"log": INNER + "\n", "stream": "stdout", "time": "x"}),
        json.dumps({"stream": "stdout", "time": "x", "log": INNER + "\n"}),
        json.dumps({"__REALTIME_TIMESTAMP": "1795220119000000", "PRIORITY": "6", "MESSAGE": INNER}),
        json.dumps({"MESSAGE": [*INNER.encode()], "_SYSTEMD_UNIT": "nginx.service"}),
        json.dumps({"@timestamp": "x", "message": INNER, "agent": {"type": "filebeat"}}),
        json.dumps({"timestamp": "x", "severity": "DEFAULT", "textPayload": INNER}),
        f"2026-11-21T00:15:19+0000 host nginx[7]: {INNER}",
        f"2026-11-21T00:15:19.123456+0000 host nginx[7]: {INNER}",
        f"Nov 21 00:15:19.123456 host nginx[7]: {INNER}",
        f"Sat 2026-11-21 00:15:19 UTC host nginx.service[7]: {INNER}",
        f"1795220119.123456 host nginx[7]: {INNER}",
        f"[  123.456789] host nginx[7]: {INNER}",
        f"<134>Nov 21 00:15:19 nginx: {INNER}",
        f"170 <134>Nov 21 00:15:19 host nginx: {INNER}",
        f'<134>1 2026-11-21T00:15:19Z host nginx 7 - [a@1 b="c]d" e="\\"f"][g h="i"] \ufeff{INNER}',
        f"2026-11-21T00:15:19.123456789Z {INNER}",
        f"[pod/web-1/app] 2026-11-21T00:15:19.123456789Z {INNER}",
        f"web-1  | 2026-11-21T00:15:19.123456789Z {INNER}",
        f"web.1.abc@node-1    | {INNER}",
        json.dumps({"log": f"Nov 21 00:15:19 host nginx[7]: {INNER}\n", "stream": "stderr"}),
        f"\x1b[32mweb-1  | \x1b[0m{INNER}",
    ],
)
def test_the_inner_line_comes_out(line):
    assert unwrapped(line) == INNER


@pytest.mark.parametrize(
    ("line", "time"),
    [
        (json.dumps({"MESSAGE": "x", "__REALTIME_TIMESTAMP": "1795220119000000"}), AT),
        (json.dumps({"log": "x\n", "time": "2026-11-21T00:15:19.5Z"}), AT + 0.5),
        ("2026-11-21T00:15:19+0000 host nginx[7]: x", AT),
        ("Sat 2026-11-21 00:15:19 UTC host nginx[7]: x", AT),
        ("1795220119.250000 host nginx[7]: x", AT + 0.25),
        ("2026-11-21T00:15:19.500000000Z x", AT + 0.5),
        ("[ 12.345678] host nginx[7]: x", None),
    ],
)
def test_the_time_of_the_envelope_is_kept(line, time):
    assert opened(line) == ("x", time)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21T00:15:19Z ERROR shop.views: password mismatch",
        "2026-11-21 00:15:19,123 shop.views ERROR: password mismatch",
        "Sat Nov 21 00:15:19.5 2026 [core:error] x: y",
        "ERROR[7]: x",
        "ERROR | x",
        json.dumps({"level": "error", "message": "x", "hostname": "a"}),
        json.dumps({"log": {"level": "x"}, "message": "x", "time": 1, "level": "error"}),
        json.dumps({"MESSAGE": None}),
        json.dumps({"MESSAGE": [1, "a"]}),
        json.dumps({"message": INNER}),
    ],
)
def test_what_a_program_says_itself_is_no_envelope(line):
    assert unwrapped(line) == line


@given(
    st.dictionaries(
        st.sampled_from(["MESSAGE", "log", "message", "time", "agent"]),
        st.one_of(
            st.none(),
            st.text(),
            st.integers(),
            st.floats(),
            st.lists(st.integers()),
            st.just({"a": 1}),
        ),
    )
)
def test_no_object_is_an_accident(data):
    opened(json.dumps(data))


@pytest.mark.parametrize("line", ["", '{"log":', '{"log":1}', '{"log":' * 9000, "a | b"])
def test_broken_envelopes_stay(line):
    assert unwrapped(line) == ("b" if line == "a | b" else line)


@pytest.mark.parametrize("name", [path.stem for path in SAMPLES.glob("*.log")])
def test_lines_of_servers_are_not_taken_for_envelopes(name):
    assert all(unwrapped(line) == line for line in sample(name))


@given(st.text())
def test_no_text_is_an_accident(text):
    unwrapped(text)
