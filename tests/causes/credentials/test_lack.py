"""What an answer of 400, 422 or 500 misses: a field of the head, or words of no such thing."""

import json

import pytest

from tests.causes.credentials.test_nobody import case
from wwwhy.causes.credentials import lack
from wwwhy.model import Fields

FASTAPI = {"type": "missing", "loc": ["header", "x-token"], "msg": "Field required"}
QUERY = {"type": "missing", "loc": ["query", "q"], "msg": "Field required"}
BODY = {"type": "missing", "loc": ["body", "access_token"], "msg": "Field required"}


def found(said, *, sent=Fields(), status=400):
    return lack.found(case(json.dumps(said), sent=sent, status=status))


@pytest.mark.parametrize(
    ("said", "name", "placed", "alone"),
    [
        ({"detail": [FASTAPI]}, "x-token", True, True),
        ({"detail": [FASTAPI, QUERY]}, "x-token", True, False),
        ({"in": "header", "name": "X-API-Key", "message": "is required"}, "X-API-Key", True, True),
        (
            {"message": "headers must have required property 'authorization'"},
            "authorization",
            True,
            True,
        ),
        (
            {"errors": {"Authorization": ["The Authorization field is required."]}},
            "Authorization",
            False,
            True,
        ),
        ({"msg": "缺少请求头 Authorization"}, "Authorization", True, True),
        ({"m": "KeyError: 'HTTP_AUTHORIZATION'"}, "HTTP_AUTHORIZATION", False, False),
    ],
)
def test_a_field_that_is_named(said, name, placed, alone):
    missed = found(said)
    assert missed is not None
    assert (missed.name, missed.is_placed, missed.is_alone) == (name, placed, alone)


@pytest.mark.parametrize(
    ("said", "clear"),
    [
        ({"message": "missing or malformed jwt"}, True),
        ({"error": "Не передан ключ API"}, True),
        ({"error": "アクセストークンがありません"}, False),
        ({"error": "missing token ';'"}, False),
        ({"error": "page_token required"}, False),
    ],
)
def test_words_without_a_name(said, clear):
    missed = found(said)
    assert missed is not None
    assert (missed.name, missed.is_clear) == ("", clear)


@pytest.mark.parametrize(
    "said",
    [
        {"detail": [BODY]},
        {"error": "password is required"},
        {"error": "invalid_request", "error_description": "Missing refresh_token"},
        {"error": "Syntax error: missing token )"},
        {"error": "CSRF token missing"},
        {"error": "date is required"},
        {},
        "[" * 100,
    ],
)
def test_what_else_may_lack(said):
    assert found(said) is None


def test_a_hint_is_no_complaint():
    missed = found({"error": "date is required", "help": "An Authorization header raises limits."})
    assert missed is not None
    assert not missed.is_clear
    assert not missed.is_placed


def test_a_field_that_was_sent_does_not_lack():
    sent = Fields.of([("Authorization", "Bearer x")])
    assert found({"error": "Authorization header is missing"}, sent=sent) is not None
    assert found({"error": "The Authorization header is odd"}, sent=sent) is None
