"""Tokens that cannot be read, and a 403 beside what a stranger gets."""

from dataclasses import replace

import pytest

from tests.causes.tokens.test_expiry import jwt
from tests.causes.tokens.test_word import case
from wwwhy.auth.schemes import bearer
from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.tokens import opaque
from wwwhy.causes.tokens.word import by_milliseconds
from wwwhy.model import Verdict

OVER = '{"error": "token expired"}'
SENT = ("Authorization", "Bearer tok-4f9a8c27d1e35b60")


def told(body: str, other: str, status: int = 401) -> Case:
    """Return a case in which a stranger was told something of its own."""
    asked = case("", body, SENT)
    stranger = case("", other, SENT).exchange
    if stranger.response is not None:
        response = replace(stranger.response, status=status)
        stranger = replace(stranger, response=response, index=1)
    nobody = ProbeResult("garbage-credential", ProbeState.DONE, (stranger,))
    again = ProbeResult("unchanged-again", ProbeState.DONE, (replace(asked.exchange, index=2),))
    return replace(asked, probes={nobody.id: nobody, again.id: again})


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (told(OVER, '{"error": "unknown token"}'), Verdict.PROVED),
        (told(OVER, OVER), Verdict.POSSIBLE),
        (case("", OVER, SENT), Verdict.LIKELY),
    ],
)
def test_the_word_needs_a_stranger(judged, expected):
    token = bearer.token_of(judged.request)
    assert token is not None
    finding = opaque.judge(judged, token, None)
    assert finding is not None
    assert finding.verdict is expected


def test_without_a_word_there_is_nothing_to_say():
    judged = case("", '{"error": "no"}', SENT)
    token = bearer.token_of(judged.request)
    assert token is not None
    assert opaque.judge(judged, token, None) is None


@pytest.mark.parametrize(
    ("other", "status", "expected"),
    [('{"error": "bad"}', 401, Verdict.POSSIBLE), ('{"error": "no"}', 401, Verdict.LIKELY)],
)
def test_who_fares_better_than_a_stranger_was_recognised(other, status, expected):
    judged = told('{"error": "no"}', other, status)
    assert opaque.forbidden(judged, (), Verdict.LIKELY).verdict is expected


@pytest.mark.parametrize(
    ("exp", "is_late"),
    [(1_700_000_000_000, True), (1_900_000_000_000, False), (1_700_000_000, False)],
)
def test_milliseconds(exp, is_late):
    judged = case("", OVER, ("Authorization", f"Bearer {jwt(exp=exp)}"))
    token = bearer.token_of(judged.request)
    assert token is not None
    assert (by_milliseconds(judged, token) is not None) is is_late
