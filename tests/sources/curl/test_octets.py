"""Arguments as octets."""

from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.curl.octets import as_argument, field_text


@given(st.text(max_size=10))
def test_octets_survive(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    assert as_argument(field_text(encodable)) == encodable
    assert field_text(text).encode("latin-1") is not None
