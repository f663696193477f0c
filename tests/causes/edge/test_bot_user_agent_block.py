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


LED = Response(302, fields=Fields.of([("Location", "/blocked")]))


def led_away(*answers):
    """Judge a refusal that a redirect led to, and what each name gets before the redirect."""
    refusal = Exchange(replace(REQUEST, url=Url.parse("http://shop.test/blocked")), TOLD, index=1)
    tried = tuple(Exchange(REQUEST, each, index=i) for i, each in enumerate(answers, 5))
    before = {"browser-before-redirect": tried} if tried else {}
    same = {"browser-user-agent": (replace(refusal, index=2),), "fresh-connection": (refusal,)}
    probes = {**same, **before}
    results = {name: ProbeResult(name, ProbeState.DONE, each) for name, each in probes.items()}
    hops = (Exchange(REQUEST, LED), refusal)
    return cause("bot-user-agent-block").judge(Case(refusal, refusal, hops=hops, probes=results))


def test_the_name_counts_before_a_redirect_to_the_refusal():
    asked = led_away()
    assert (asked.verdict, asked.wants) == (Verdict.POSSIBLE, ("browser-before-redirect",))
    found = led_away(LED, PAGE, PAGE, LED)
    assert (found.verdict, found.repair) == (Verdict.PROVED, 6)


@pytest.mark.parametrize(
    "answers",
    [
        (LED, LED, LED, LED),
        (LED, PAGE, LED, PAGE),
        (PAGE, PAGE, PAGE, PAGE),
        (LED, PAGE, PAGE, AWAY),
        (LED, PAGE),
    ],
)
def test_what_does_not_part_by_the_name_is_not_about_the_name(answers):
    assert led_away(*answers).verdict is Verdict.RULED_OUT


def test_a_login_in_place_of_the_redirect_is_no_proof():
    asks = replace(PAGE, body=b'<form><input type="password" name="p"></form>')
    assert led_away(LED, asks, asks, LED).verdict is Verdict.LIKELY
