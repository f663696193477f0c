from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict
from wwwhy.probes.user_agent_repeated import UNDER_OWN_NAME

REQUEST = Request(Url.parse("http://shop.test/"), fields=Fields.of([("User-Agent", "curl/8")]))
TOLD = Response(403, fields=Fields.of([("Content-Type", "text/plain")]), body=b"locked")
PAGE = Response(200, fields=Fields.of([("Content-Type", "text/html")]), body=b"<form>log in</form>")
AWAY = Response(302, fields=Fields.of([("Location", "/login")]))
BOX = Response(403, fields=Fields.of([("Content-Type", "text/html")]), body=b"<h1>Forbidden</h1>")


def verdict(refusal, browser, plain):
    """Judge a refusal, what a browser's name gets, and what a name gets that nobody knows."""
    numbers = iter(range(1, 20))
    made = lambda response: Exchange(REQUEST, response, index=next(numbers))  # noqa: E731
    refused = Exchange(REQUEST, refusal)
    probes = {
        "browser-user-agent": (made(browser),),
        "fresh-connection": (made(refusal),),
        "plain-user-agent": (made(plain),),
        "user-agent-repeated": tuple(made(refusal if own else browser) for own in UNDER_OWN_NAME),
    }
    results = {name: ProbeResult(name, ProbeState.DONE, each) for name, each in probes.items()}
    finding = cause("bot-user-agent-block").judge(Case(refused, refused, probes=results))
    return finding.verdict if finding else None


@pytest.mark.parametrize("refusal", [TOLD, replace(TOLD, fields=Fields())])
@pytest.mark.parametrize("browser", [PAGE, replace(AWAY, fields=Fields.of([("Location", "/de/")]))])
def test_a_page_for_people_in_place_of_a_programs_refusal_is_no_proof(refusal, browser):
    assert verdict(refusal, browser, refusal) is Verdict.LIKELY


def test_a_login_that_people_are_led_to_is_hardly_a_rule_about_names():
    asks = replace(PAGE, body=b'<form><input type="password" name="p"></form>')
    assert verdict(TOLD, AWAY, TOLD) is Verdict.POSSIBLE
    assert verdict(TOLD, asks, TOLD) is Verdict.POSSIBLE


def test_what_lets_an_unknown_name_through_refuses_names():
    assert verdict(TOLD, PAGE, PAGE) is Verdict.PROVED
    assert verdict(TOLD, AWAY, AWAY) is Verdict.PROVED


def test_a_box_that_refuses_with_a_page_shows_everybody_pages():
    assert verdict(BOX, PAGE, BOX) is Verdict.PROVED
