"""The most confident format reads a log; none of them ever fails on a line."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import SAMPLES, sample
from wwwhy.sources.serverlog.formats import all_formats, parsed, ranked, share
from wwwhy.sources.serverlog.moments import LOCAL, Clock

FORMATS = [
    "apache_access", "apache_error", "caddy", "envoy", "haproxy", "json_lines",
    "key_values", "lighttpd", "nginx_access", "nginx_error", "php_fpm", "plain",
    "squid_access",
]  # fmt: skip
BEST = {
    "nginx_error": "nginx_error",
    "nginx_access_json": "nginx_access",
    "apache_error": "apache_error",
    "apache_access_vhost": "apache_access",
    "haproxy": "haproxy",
    "caddy_error": "caddy",
    "caddy_access": "caddy",
    "squid_access": "squid_access",
    "squid_cache": "plain",
    "php_fpm": "php_fpm",
    "php_error": "php_fpm",
    "gunicorn_error": "plain",
    "uvicorn": "plain",
    "python_logging": "plain",
}
LINES = [line for path in sorted(SAMPLES.glob("*.log")) for line in sample(path.stem) if line]


def test_every_module_with_both_functions_is_a_format():
    assert [each.name for each in all_formats()] == FORMATS


@pytest.mark.parametrize(("name", "best"), BEST.items())
def test_the_most_confident_format_is_the_right_one(name, best):
    assert ranked("\n".join(sample(name)))[0].name == best


@pytest.mark.parametrize("hint", ["nginx access", "apache access"])
def test_a_hint_decides_between_equals_only(hint):
    names = [each.name for each in ranked("\n".join(sample("nginx_access")), hint)]
    assert names[0] == hint.replace(" ", "_")
    assert ranked("\n".join(sample("nginx_error")), "apache access")[0].name == "nginx_error"


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in BEST
        if n not in {"php_error", "gunicorn_error", "uvicorn", "python_logging", "squid_cache"}
    ],
)
def test_every_line_of_a_sample_is_known(name):
    best = ranked("\n".join(sample(name)))[0]
    assert all(best.parse(line, LOCAL) for line in sample(name) if line)


def test_nothing_is_known_of_nothing():
    assert ranked("") == ()
    assert share("", str) == 0
    assert parsed("x", all_formats(), LOCAL) is None


@pytest.mark.parametrize("each", all_formats(), ids=lambda each: each.name)
@given(text=st.text())
def test_no_text_is_an_accident(each, text):
    assert 0 <= each.confidence(text) <= 1
    line = each.parse(text, Clock(near=1e9))
    assert line is None or line.text == text


@pytest.mark.parametrize("each", all_formats(), ids=lambda each: each.name)
@given(
    line=st.sampled_from(LINES),
    at=st.integers(0, 400),
    gone=st.integers(0, 30),
    put=st.text(max_size=12)
    | st.sampled_from(['"', "[", "]", "{", "}", "\\", "9" * 400, "-1", "null", "[]"]),
)
@settings(max_examples=300)
def test_no_damaged_line_is_an_accident(each, line, at, gone, put):
    at = min(at, len(line))
    each.parse(line[:at] + put + line[at + gone :], LOCAL)


@pytest.mark.parametrize("each", all_formats(), ids=lambda each: each.name)
def test_hostile_lines_end_soon(each):
    heads = {line[:60] for line in LINES[::4]} | {"", '{"a":', '{"level":', "[" * 100}
    began = time.process_time()
    for head in heads:
        for tail in (
            '"',
            ', request: "',
            "[",
            "{",
            " ",
            "a",
            "(",
            ", client: ",
            "a.",
            '"GET /',
            "\\",
        ):
            each.parse((head + tail * 65_536)[:65_536], LOCAL)
    per_line = (time.process_time() - began) / (len(heads) * 11)
    assert per_line < 0.05
