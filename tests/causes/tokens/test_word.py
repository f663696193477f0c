"""What clocks and servers say of a token, and what a recording leaves to guess."""

import pytest

from tests.causes.tokens.test_expiry import jwt
from wwwhy.auth.schemes import bearer
from wwwhy.causes.case import Case
from wwwhy.causes.tokens.word import Subject, expiring, in_time, refusing, unseen
from wwwhy.model import Exchange, Fields, LogLine, Request, Response, Url, Verdict

EXPIRED = 'Bearer error="invalid_token", error_description="The token expired at 2026-01-01"'


def case(
    challenge: str = "",
    body: str = "",
    *lines: tuple[str, str],
    log: tuple[LogLine, ...] = (),
    recorded: bool = False,
) -> Case:
    told = [
        ("Content-Type", "application/json"),
        ("Date", "Sat, 21 Nov 2026 01:00:00 GMT"),
        *([("WWW-Authenticate", challenge)] if challenge else []),
    ]
    response = Response(401, fields=Fields.of(told), body=body.encode(), body_length=len(body))
    request = Request(Url.parse("http://a.test/"), fields=Fields.of(lines))
    exchange = Exchange(request, response)
    return Case(exchange, exchange, log=log, recorded=recorded)


@pytest.mark.parametrize(
    ("challenge", "body", "alone", "clear"),
    [
        (EXPIRED, "", False, True),
        ('Bearer error="invalid_token"', "", False, True),
        ('Bearer error="invalid_token", error_description="audience is wrong"', "", True, False),
        ("", '{"code": "TOKEN_EXPIRED"}', True, True),
        ("", '{"code": "TOKEN_EXPIRED"}', False, False),
        ("", '{"m": "session expired, log in"}', True, False),
        ("", '{"code": "subscription_expired"}', True, False),
    ],
)
def test_how_clear_the_word_is(challenge, body, alone, clear):
    assert refusing(case(challenge, body), alone=alone)[1] is clear


def test_another_thing_that_is_over_is_no_word_of_the_token():
    assert expiring(case("", '{"m": "your licence has expired"}'))[0] == ()


@pytest.mark.parametrize(
    ("message", "subject"),
    [("jwt: token is expired", Subject.TOKEN), ("cache entry expired", Subject.ANOTHER)],
)
def test_a_log_line_counts_if_it_is_of_the_token(message, subject):
    line = LogLine("app.log", 1, "app", "error", message, message=message, certainty="offset")
    assert expiring(case(log=(line,)))[1] is subject


def test_a_token_in_time_is_told_from_one_that_does_not_count_yet():
    judged = case()
    later = judged.judged_at + 60
    tokens = [bearer.read(f"Bearer {jwt(**claims)}") for claims in claims_around(later)]
    found = [in_time(judged, token) for token in tokens if token]
    assert [each and each.name for each in found] == ["still_valid", "not_yet_valid", None]


def claims_around(later: float) -> list[dict[str, float]]:
    return [{"exp": later}, {"exp": later + 9, "nbf": later}, {"exp": later - 90}]


def test_a_recording_without_its_token_is_judged_by_the_word():
    finding = unseen(case(EXPIRED, recorded=True))
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY


@pytest.mark.parametrize(
    "judged",
    [
        case(EXPIRED),
        case(EXPIRED, "", ("Authorization", "Basic YTpi"), recorded=True),
        case("", '{"m": "session expired"}', recorded=True),
        case("Bearer", recorded=True),
    ],
    ids=["live", "another-scheme", "a-session", "no-word"],
)
def test_less_than_that_says_nothing(judged):
    assert unseen(judged) is None
