"""Arguments as octets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.octets import as_argument, field_text, in_utf8, octets


def test_half_a_character_is_replaced() -> None:
    assert octets("a\ud83d") == b"a?"
    assert octets("\udcff") == b"\xff"


@given(st.text(max_size=10))
def test_octets_survive(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    assert as_argument(field_text(encodable)) == encodable
    assert field_text(text).encode("latin-1") is not None


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_s_mark_says_how_it_is_written(charset: str) -> None:
    assert in_utf8("{ключ}\r\n".encode(charset)) == "{ключ}\r\n".encode()


def test_big_endian_and_half_a_unit() -> None:
    assert in_utf8(b"\xfe\xff\x00a\x00b\x00") == "ab\ufffd".encode()
