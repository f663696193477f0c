"""Lines come out of what they were wrapped in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import SAMPLES, sample
from wwwhy.sources.serverlog.envelope import unwrapped

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
    ],
)
def test_the_inner_line_comes_out(line):
    assert unwrapped(line) == INNER


@pytest.mark.parametrize("line", ["", '{"log":', '{"log":1}', '{"log":' * 9000, "a | b"])
def test_broken_envelopes_stay(line):
    assert unwrapped(line) == ("b" if line == "a | b" else line)


@pytest.mark.parametrize("name", [path.stem for path in SAMPLES.glob("*.log")])
def test_lines_of_servers_are_not_taken_for_envelopes(name):
    assert all(unwrapped(line) == line for line in sample(name))


@given(st.text())
def test_no_text_is_an_accident(text):
    unwrapped(text)
