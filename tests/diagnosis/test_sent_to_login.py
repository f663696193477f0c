"""Credentials that did not spare a request the way to the login page."""

import pytest

from tests.diagnosis.peers import request, response
from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.diagnosis.sent_to_login import sent_to_login
from wwwhy.model import Exchange, Response

FORM = Response(200, body=b"<form><input type=password name=kennwort></form>")
COOKIE = {"cookie": "sid=k9f8e7d6c5b4a392"}


def seen(*hops, again=()):
    result = ProbeResult("session-before-login", ProbeState.DONE, tuple(again))
    case = Case(hops[-1], hops[-1], hops=hops, probes={result.id: result} if again else {})
    return [each.id for each in sent_to_login(case)]


@pytest.mark.parametrize(
    ("fields", "location", "told"),
    [
        (COOKIE, "/login?next=/cart", True),
        ({"authorization": "Bearer k9f8e7d6c5b4"}, "/auth/sign-in", True),
        (COOKIE, "/cart/items", False),
        ({}, "/login", False),
    ],
)
def test_a_known_person_is_sent_to_log_in(fields, location, told):
    hop = Exchange(request(**fields), response(302, location=location))
    assert seen(hop) == (["login-in-spite"] if told else [])


def test_a_form_for_a_password_is_a_login_page_whatever_its_address_says():
    hop = Exchange(request(**COOKIE), response(302, location="/anmelden"))
    assert seen(hop, Exchange(request(**COOKIE), FORM)) == ["login-in-spite"]
    assert seen(hop, Exchange(request(**COOKIE), response(200))) == []


def test_who_is_sent_away_every_time_needs_no_second_try():
    hop = Exchange(request(**COOKIE), response(302, location="/login"))
    let_in = Exchange(request(**COOKIE), response(200))
    assert seen(hop, again=[hop] * 6) == ["session-over"]
    assert seen(hop, again=[hop, let_in]) == ["login-now-and-then"]
