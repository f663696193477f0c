from hypothesis import given
from hypothesis import strategies as st

from wwwhy.auth import der


@given(st.binary(max_size=300))
def test_walking_never_raises(data: bytes) -> None:
    list(der.elements(data))
    der.inside(data, 0x30, 0x02)


def test_der_stops_at_its_bounds() -> None:
    assert list(der.elements(b"\x02\x80\x01")) == []
    assert list(der.elements(b"\x02\x85\x01\x01\x01\x01\x01")) == []
    assert list(der.elements(b"\x02\x05ab")) == [(2, b"ab")]
    assert len(list(der.elements(b"\x02\x00" * 1000))) == der.MAX_ELEMENTS
    assert der.inside(b"\x30\x03\x02\x01\x07", 0x30, 0x02) == b"\x07"
    assert der.inside(b"\x30\x00", 0x30, 0x02) is None
