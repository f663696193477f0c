"""Words of an access line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.serverlog.tokens import MAX_TOKENS, request_line, tokens, unescaped


def kinds(line: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(line)]


def test_words_quotes_and_brackets_are_told_apart():
    assert kinds('a [b c] "d \\"e" f="g h" i=j "open') == [
        ("bare", "a"), ("bracketed", "b c"), ("quoted", 'd \\"e'), ("quoted", "g h"), ("bare", "j"), ("quoted", "open"),
    ]  # fmt: skip
    assert [token.key for token in tokens('f="g h" i=j k')] == ["f", "i", ""]


def test_the_number_of_words_has_a_bound():
    assert len(tokens("a " * 10_000)) == MAX_TOKENS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("GET / HTTP/1.1", ("GET", "/")),
        ("GET /a b HTTP/2.0", ("GET", "/a b")),
        ("POST /x", ("POST", "/x")),
        ("CONNECT a:443 HTTP/1.1", ("CONNECT", "a:443")),
        ("-", (None, None)),
        ("", (None, None)),
        ("\\x16\\x03", (None, None)),
    ],
)
def test_request_lines_are_split(text, parts):
    assert request_line(text) == parts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/a", "/a"), ("/\\x22", '/"'), ('/\\"', '/"'), ("\\\\", "\\"), ("\\xC3\\xA4", "ä"), ("\\u00e4", "ä"),
        ("\\n", "\n"), ("\\xFF", "\xff"), ("\\", "\\"),
    ],
)  # fmt: skip
def test_escapes_are_undone(text, plain):
    assert unescaped(text) == plain


@pytest.mark.parametrize(
    "line", ['"' * 60_000, "[" * 60_000, "a=" * 30_000, '\\"' * 30_000, 'a="' * 20_000]
)
def test_hostile_lines_end_soon(line):
    began = time.process_time()
    tokens(line)
    request_line(line)
    unescaped(line)
    assert time.process_time() - began < 2


@given(st.text())
def test_no_text_is_an_accident(text):
    tokens(text)
    request_line(text)
    unescaped(text)
