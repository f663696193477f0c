"""Dates of -z."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.curl.dates import parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784111777),
        ("Sun Nov  6 08:49:37 1994", 784111777),
        ("06 Nov 1994 08:49:37 +0100", 784108177),
        ("Nov 6 1994", 784080000),
        ("06-Nov-94", 784080000),
        ("19941106", 784080000),
        ("6 Nov 04", 1099699200),
        ("19941106 08:49 PST", 784140540),
        ("1994-11-06", None),
        ("nonsense", None),
        ("", None),
        ("Nov 1994", None),
        ("32 Nov 1994 1", None),
        ("19941306", None),
        ("x" * 101, None),
    ],
)
def test_dates(text: str, expected: float | None) -> None:
    assert parse_date(text) == expected


@given(st.text(max_size=30) | st.text("0123456789 NovGMT:+-,", max_size=30))
def test_hostile_dates(text: str) -> None:
    assert isinstance(parse_date(text), float | None)
