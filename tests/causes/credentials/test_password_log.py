"""What a server's log says of a password."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case
from wwwhy.causes.credentials import password_log
from wwwhy.model import Box, Exchange, LogLine, Request, Response, Url

LINE = LogLine("app.log", 1, "apache", "error", "", message="", certainty="offset")


def case(line: LogLine) -> Case:
    exchange = Exchange(Request(Url.parse("http://shop.test/me")), Response(401))
    return Case(exchange, exchange, log=(line,))


def test_apache_says_whose_fault_it_was_by_numbers():
    mismatch, admitted = (replace(LINE, code=code) for code in ("AH01617", "AH01631"))
    assert password_log.refused(case(mismatch)) == mismatch
    assert password_log.right_password(case(mismatch)) is None
    assert password_log.right_password(case(admitted)) == admitted
    assert password_log.refused(case(admitted)) is None


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ('user "ann": password mismatch', True),
        ('user "annabel": password mismatch', False),
        ("wrong password", False),
    ],
)
def test_a_line_counts_that_names_the_user(message, told):
    assert password_log.tells(case(LINE), replace(LINE, message=message), "ann") is told
    assert not password_log.tells(case(LINE), replace(LINE, message=message), "")


@pytest.mark.parametrize(
    ("box", "told"),
    [
        (Box("Apache", "web-server"), True),
        (Box("unknown", "unknown"), True),
        (Box("application", "application"), False),
    ],
)
def test_a_web_servers_line_is_not_about_what_a_program_behind_it_answered(box, told):
    line = replace(LINE, message='user "ann": password mismatch')
    answered = replace(case(line), answered_by=box)
    assert password_log.tells(answered, line, "ann") is told
    assert password_log.tells(answered, replace(line, server="application"), "ann")


def test_lighttpd_has_one_line_for_two_faults():
    line = replace(LINE, server="lighttpd", message="password doesn't match username: ann")
    assert not password_log.tells(case(line), line, "ann")
    assert [each.name for each in password_log.hinted(case(line), line)] == ["log_or_rule"]


def test_a_vague_line_is_a_hint():
    vague = replace(LINE, message="authentication failure")
    assert password_log.refused(case(vague)) is None
    assert [each.name for each in password_log.hinted(case(vague), None)] == ["log"]
    silent = replace(LINE, message="worker started")
    assert password_log.hinted(case(silent), None) == ()


def test_another_system_that_could_not_be_asked():
    about = "authentication failure: could not reach directory (timeout)"
    line = replace(LINE, server="application", message=about)
    assert password_log.is_of_another_system(line)
    assert not password_log.is_of_another_system(replace(line, certainty="window"))
    assert not password_log.is_of_another_system(replace(line, message="wrong password for ann"))
