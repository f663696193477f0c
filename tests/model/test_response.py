"""Response: the server's clock, its kind of content, and where it leads."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Fields, Response
from wwwhy.model.response import http_date

NOV_1994 = 784_111_777.0


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "  Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06-Nov-1994 08:49:37 GMT",  # cookies write it so
        "Sun, 06 Nov 1994 09:49:37 +0100",
    ],
)
def test_http_date_reads_the_three_forms(text: str) -> None:
    assert http_date(text) == NOV_1994


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0",
        "-1",
        "now",
        "9" * 5000,
        "Sun, 06 Nov",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 99999 08:49:37 GMT",
        "Mon, 01 Jan 0001 00:00:00 +9999",
        "Sunday, 06-Xyz-94",
    ],
)
def test_http_date_says_none_for_anything_else(text: str | None) -> None:
    assert http_date(text) is None


@given(st.text(max_size=40) | st.text("Sun,0169 NovGMT:-+", max_size=40))
def test_http_date_never_raises(text: str) -> None:
    moment = http_date(text)
    assert moment is None or isinstance(moment, float)


def test_properties() -> None:
    fields = Fields.of(
        [
            ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("Content-Type", "Text/HTML ; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("Location", "/x"),
        ]
    )
    response = Response(302, fields=fields, body=gzip.compress("caf\u00e9".encode()))
    assert response.date == NOV_1994
    assert response.content_type == "text/html"
    assert response.text == "caf\u00e9"
    assert response.is_redirect
    assert not Response(304, fields=fields).is_redirect
    assert not Response(302).is_redirect
    assert Response(200).content_type == ""
    assert Response(200).date is None


def test_repr_holds_no_body() -> None:
    assert "s3cret" not in repr(Response(200, body=b"s3cret"))
