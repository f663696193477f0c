"""Arguments as octets."""

from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.octets import as_argument, field_text, octets


def test_half_a_character_is_replaced() -> None:
    assert octets("a\ud83d") == b"a?"
    assert octets("\udcff") == b"\xff"


@given(st.text(max_size=10))
def test_octets_survive(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    assert as_argument(field_text(encodable)) == encodable
    assert field_text(text).encode("latin-1") is not None
