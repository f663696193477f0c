"""Content that its Content-Encoding contradicts is a failure, and nothing else is."""

import gzip

import pytest

from tests.diagnosis.peers import exchange, request, response
from wwwhy.diagnosis.coding import with_coding_judged

PAGE = b"<p>words</p>" * 50


def came(status: int, body: bytes, **fields: str):
    answer = response(status, body, **fields)
    return with_coding_judged(exchange(request(), answer))


def test_a_success_that_cannot_be_opened_is_a_failure():
    judged = came(200, PAGE, content_encoding="gzip", content_type="text/html")
    assert judged.failure is not None
    assert judged.failure.type == "http.response.coding_invalid"
    assert judged.failure.native == {"coding_fault": "not_coded"}
    assert "gzip" in str(judged.failure.detail)


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (200, {"content_type": "text/html"}),
        (206, {"content_type": "text/html", "content_encoding": "gzip"}),
        (304, {"content_encoding": "gzip"}),
        (404, {"content_type": "text/html", "content_encoding": "gzip"}),
    ],
)
def test_nothing_else_is(status, fields):
    assert came(status, PAGE, **fields).failure is None


@pytest.mark.parametrize("kind", ["text/html", "application/json", "application/problem+json"])
def test_text_is_not_gzip(kind):
    assert came(200, gzip.compress(PAGE), content_type=kind).failure is not None
    assert came(200, gzip.compress(PAGE), content_type="application/gzip").failure is None
