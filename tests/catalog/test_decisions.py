"""The decision tables that programs ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy import catalog
from wwwhy.catalog.decisions import LONGEST_WAIT, is_retryable, retry_after, status
from wwwhy.errors import UsageError

NOW = 784111777.0
"""Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110."""


@pytest.mark.parametrize(
    ("code", "name", "owner"),
    [
        (401, "Unauthorized", "iana"),
        (499, "Client Closed Request", "nginx"),
        (525, "SSL Handshake Failed", "cloudflare"),
        (463, "X-Forwarded-For with more than 30 addresses", "aws"),
        (999, "Request Denied", "unofficial"),
        (477, "Client Error", "iana"),
        (700, "Out of range", "iana"),
        (0, "No status", "unofficial"),
    ],
)
def test_status(code, name, owner):
    found = catalog.status(code)
    assert (found.name, found.owner.id) == (name, owner)


@pytest.mark.parametrize("code", [-1, 1000, 10**9, True])
def test_no_status(code):
    with pytest.raises(UsageError):
        catalog.status(code)


@given(st.integers(0, 999))
def test_every_number_of_three_digits_has_an_answer(code):
    assert catalog.status(code).meaning.ru
    assert catalog.is_retryable(code) in {True, False}


@pytest.mark.parametrize(
    ("code", "method", "headers", "answer"),
    [
        (429, "POST", {}, True),
        (425, "POST", {}, True),
        (421, "POST", {}, True),
        (408, "POST", {}, True),
        (503, "GET", {}, True),
        (503, "get", {}, True),
        (503, "POST", {}, False),
        (502, "PUT", {}, True),
        (504, "PATCH", {}, False),
        (500, "DELETE", {}, True),
        (413, "PUT", {}, False),
        (413, "PUT", {"Retry-After": "5"}, True),
        (413, "POST", {"Retry-After": "5"}, False),
        (404, "GET", {"Retry-After": "5"}, False),
        (401, "GET", {}, False),
        (501, "GET", {}, False),
        (200, "GET", {}, False),
        (301, "GET", {}, False),
        (522, "GET", {}, True),
        (526, "GET", {}, False),
    ],
)
def test_is_retryable(code, method, headers, answer):
    assert catalog.is_retryable(code, method, headers) is answer


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 06 Nov 1994 08:51:37 GMT", 120),
        ("Sun, 06 Nov 1994 08:51:60 GMT", 143),
        ("Sunday, 06-Nov-94 08:51:37 GMT", 120),
        ("Sun Nov  6 08:51:37 1994", 120),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("120, 120", None),
        ("٣", None),
        ("99999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Sun, 99 Nov 1994 08:49:37 GMT", None),
    ],
)
def test_retry_after(value, seconds):
    assert catalog.retry_after({"Retry-After": value}, NOW) == seconds


def test_retry_after_of_several_lines_and_of_none():
    lines = [("retry-after", "5"), ("Server", "x"), ("RETRY-AFTER", "30"), ("retry-after", "?")]
    assert catalog.retry_after(lines, NOW) == 30
    assert catalog.retry_after([], NOW) is None


@given(st.text(max_size=100))
def test_any_value_gives_a_wait_or_none(value):
    wait = catalog.retry_after([("Retry-After", value)], NOW)
    assert wait is None or 0 <= wait <= LONGEST_WAIT


def test_signatures_of_default_pages():
    assert "nginx" in catalog.default_page_signatures()


@pytest.mark.parametrize("value", ["", " ", "soon", "-5", "1.5"])
def test_an_unreadable_wait_makes_no_413_temporary(value):
    assert not is_retryable(413, "PUT", {"Retry-After": value})


@pytest.mark.parametrize("value", ["5", "0", "Sat, 21 Nov 2026 10:00:00 GMT"])
def test_a_readable_wait_makes_a_413_temporary(value):
    assert is_retryable(413, "PUT", {"Retry-After": value})


@pytest.mark.parametrize("method", ["SEARCH", "QUERY", "MKCOL", "PROPPATCH", "COPY", "UNLOCK"])
def test_methods_of_the_registry_are_repeated(method):
    assert is_retryable(503, method)


@pytest.mark.parametrize("method", ["POST", "PATCH", "LOCK", "CONNECT"])
def test_methods_that_are_not_idempotent_are_not(method):
    assert not is_retryable(503, method)


@pytest.mark.parametrize("code", [430, 540])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_attack_is_not_repeated(code, method):
    assert not is_retryable(code, method)


@pytest.mark.parametrize("code", [401.0, "401", None])
def test_what_is_no_number_is_refused(code):
    with pytest.raises(UsageError):
        status(code)


def test_no_fields_are_none():
    assert is_retryable(503, "GET", None)
    assert retry_after(None, 0.0) is None
