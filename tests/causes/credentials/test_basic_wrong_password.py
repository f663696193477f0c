"""Whose password a log line is about."""

from base64 import b64encode
from dataclasses import replace

import pytest

from wwwhy.causes import Case, cause
from wwwhy.model import Exchange, Fields, LogLine, Request, Response, Url, Verdict

PAIR = "Basic " + b64encode(b"ann:wrong-one").decode()
ASKED = Request(Url.parse("http://shop.test/me"), fields=Fields.of((("Authorization", PAIR),)))


def case(message: str, code: str = "", certainty: str = "offset") -> Case:
    challenge = Fields.of((("WWW-Authenticate", 'Basic realm="a"'),))
    exchange = Exchange(ASKED, Response(401, fields=challenge))
    line = LogLine(
        "app.log", 1, "app", "error", message, code=code, message=message, certainty=certainty
    )
    return Case(exchange, exchange, (exchange,), log=(line,))


def verdict(judged: Case) -> Verdict | None:
    finding = cause("basic-wrong-password").judge(judged)
    return finding.verdict if finding else None


@pytest.mark.parametrize(
    "message",
    [
        'user "ann": password mismatch, client: 127.0.0.1',
        'user "ann" was not found in "/srv/htpasswd"',
        "wrong password for ann",
        "no such user: ann",
    ],
)
def test_a_line_about_this_user_proves_it(message):
    assert verdict(case(message)) is Verdict.PROVED
    assert verdict(case(message, certainty="window")) is not Verdict.PROVED


@pytest.mark.parametrize(
    "message",
    [
        "authentication failure: could not reach directory (timeout)",
        'FATAL: password authentication failed for user "shop_app"',
        "LDAP bind as cn=reader: Invalid credentials (49)",
        "database: wrong password",
        "user annabel not found",
    ],
)
def test_a_line_about_another_account_proves_nothing(message):
    assert verdict(case(message)) is Verdict.LIKELY


def test_lighttpd_says_the_same_of_a_user_who_is_not_admitted():
    judged = case("password doesn't match for /ceo username: ann IP: 127.0.0.1")
    lighttpd = replace(judged, log=(replace(judged.log[0], server="lighttpd"),))
    finding = cause("basic-wrong-password").judge(lighttpd)
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY
    assert "log_or_rule" in {each.name for each in finding.evidence}


def test_a_code_of_the_server_names_no_user_and_proves_it():
    assert verdict(case("user: authentication failure", code="AH01617")) is Verdict.PROVED
