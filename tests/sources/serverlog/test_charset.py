"""UTF-16 is known by its mark, or by where its NUL octets stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.serverlog.charset import UTF_8, charset_of, recoded

TEXT = "2026/11/21 00:15:19 [error] 7#7: вход запрещён\r\n"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(name):
    data = TEXT.encode(name)
    charset = charset_of(data[:4], data)
    assert charset.name == name
    assert recoded(data, charset).decode() == TEXT


@pytest.mark.parametrize("name", ["utf-16", "utf-8-sig"])
def test_a_mark_is_taken_away(name):
    data = TEXT.encode(name)
    assert recoded(data, charset_of(data[:4], data)).decode() == TEXT


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 900, b"\0" * 301 + TEXT.encode(), TEXT.encode(), b"a\0b", b"\xff" * 90]
)
def test_everything_else_is_utf_8(data):
    assert charset_of(data[:4], data) is UTF_8
    assert recoded(data, UTF_8) == data


@given(st.binary())
def test_no_octets_are_an_accident(data):
    recoded(data, charset_of(data[:4], data)).decode("utf-8", "replace")
