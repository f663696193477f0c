"""{a,b} and [1-9] in URLs."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import UsageError
from wwwhy.sources.curl.globbing import expanded


@pytest.mark.parametrize(
    ("url", "urls"),
    [
        ("http://h/", ["http://h/"]),
        ("http://h/{a,b}{c}", ["http://h/ac", "http://h/bc"]),
        ("http://h/[8-10]", ["http://h/8", "http://h/9", "http://h/10"]),
        ("http://h/[08-10]", ["http://h/08", "http://h/09", "http://h/10"]),
        ("http://h/[1-9:4]", ["http://h/1", "http://h/5", "http://h/9"]),
        ("http://h/[a-c]", ["http://h/a", "http://h/b", "http://h/c"]),
        ("http://h/{<n>a,b}", ["http://h/a", "http://h/b"]),
        ("http://[::1]:80/", ["http://[::1]:80/"]),
        ("http://h/?a[]=1", ["http://h/?a[]=1"]),
        (r"http://h/\{a\}\[1\]", ["http://h/{a}[1]"]),
        (r"http://h/{a\,b,c}", ["http://h/a,b", "http://h/c"]),
        ("http://h/{,a}", ["http://h/", "http://h/a"]),
    ],
)
def test_globs(url: str, urls: list[str]) -> None:
    assert expanded(url) == urls


@pytest.mark.parametrize(
    "url",
    [
        "{",
        "}",
        "[",
        "]",
        "{a",
        "a]",
        "[3-1]",
        "[1-2:0]",
        "[1-99]",
        "{a{b}}",
        "[1-9][1-9]",
        "{}",
        "[1-999999999999]",
    ],
)
def test_globs_refuse(url: str) -> None:
    with pytest.raises(UsageError):
        expanded(f"http://h/{url}")


@given(st.text(alphabet="{}[]\\,-:019ab<>", max_size=20))
def test_hostile_globs(url: str) -> None:
    with contextlib.suppress(UsageError):
        assert 1 <= len(expanded(f"http://h/{url}")) <= 30
