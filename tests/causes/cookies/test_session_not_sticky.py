"""Servers that take turns: what may be said of the one that refuses."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.cookies.session_not_sticky.rule import judge
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict

ASKED = Request(Url.parse("http://shop.test/"), fields=Fields.of([("Cookie", "sid=mine; lang=en")]))
NEW = ("Set-Cookie", "sid=another; Path=/")


def answer(index, status, *fields):
    return Exchange(ASKED, Response(status, fields=Fields.of(fields)), index=index)


def turns(*, served=(), refused=(), strangers=403):
    """Return a case in which every second answer knows the session."""
    one = (answer(0, 200, *served), answer(0, 403, *refused))
    failed = answer(0, 403, *refused)
    probes = {
        "repeated": ProbeResult("repeated", ProbeState.DONE, one * 3),
        "session-in-turns": ProbeResult(
            "session-in-turns",
            ProbeState.DONE,
            (*one * 2, answer(0, strangers), answer(0, strangers)),
        ),
    }
    return Case(failed, failed, hops=(failed,), probes=probes)


def test_one_that_refuses_whoever_comes_looks_the_same_from_outside():
    found = judge(turns())
    assert found is not None
    assert found.verdict is Verdict.LIKELY
    assert found.next_experiment is not None


def test_a_new_session_in_the_place_of_ours_proves_it():
    found = judge(turns(refused=(NEW,)))
    assert found is not None
    assert found.verdict is Verdict.PROVED


@pytest.mark.parametrize(
    "field",
    [
        ("Set-Cookie", "sid=mine; Path=/"),
        ("Set-Cookie", "other=new; Path=/"),
        ("Set-Cookie", "sid=; Path=/; Max-Age=0"),
        ("Set-Cookie", "sid=gone; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        ("Set-Cookie", ""),
    ],
)
def test_other_cookies_of_a_refusal_prove_nothing(field):
    found = judge(turns(refused=(field,)))
    assert found is not None
    assert found.verdict is Verdict.LIKELY


def test_a_cookie_that_everybody_gets_anew_proves_nothing():
    found = judge(turns(served=(NEW,), refused=(NEW,)))
    assert found is not None
    assert found.verdict is Verdict.LIKELY


def test_strangers_who_are_served_tell_of_another_fault():
    assert judge(turns(strangers=200)) is None


def test_one_server_whose_store_fails_now_and_then_keeps_no_order():
    case = turns()
    order = (200, 200, 403, 200)
    probes = dict(case.probes)
    exchanges = (*(answer(0, each) for each in order), answer(0, 403), answer(0, 403))
    probes["session-in-turns"] = ProbeResult("session-in-turns", ProbeState.DONE, exchanges)
    found = judge(Case(case.exchange, case.control, hops=case.hops, probes=probes))
    assert found is not None
    assert found.verdict is Verdict.POSSIBLE


# Servers that lead to a page to log in on ------------------------------------------------------


def led(index=0, *fields):
    return Exchange(
        ASKED, Response(302, fields=Fields.of([("Location", "/login"), *fields])), index=index
    )


def way(*known, strangers=None, cookie=True):
    """Return a case whose request was led to log in, and what its repetitions got."""
    asked = ASKED if cookie else ASKED.without_fields("cookie")
    hop = Exchange(asked, Response(302, fields=Fields.of([("Location", "/login?next=/")])))
    page = Exchange(asked.with_field("Accept", "*/*"), Response(200), index=1)
    results = {"session-before-login": known, "stranger-before-login": strangers or ()}
    probes = {
        name: ProbeResult(name, ProbeState.DONE, exchanges)
        for name, exchanges in results.items()
        if exchanges
    }
    return Case(page, page, hops=(hop, page), probes=probes)


KNOWN, HOME = answer(2, 200), (led(8), led(9))
ELSEWHERE = Exchange(ASKED, Response(302, fields=Fields.of([("Location", "/orders")])), index=2)


def test_a_stranger_who_is_led_to_log_in_is_healthy():
    assert judge(way(cookie=False)) is None


def test_a_known_person_who_is_led_to_log_in_is_asked_for_again():
    found = judge(way())
    assert found is not None
    assert (found.verdict, found.wants) == (Verdict.POSSIBLE, ("session-before-login",))


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ((led(), KNOWN) * 3, Verdict.LIKELY),
        ((led(), led(), KNOWN) * 2, Verdict.LIKELY),
        ((led(), ELSEWHERE) * 3, Verdict.LIKELY),
        ((led(0, NEW), KNOWN) * 3, Verdict.PROVED),
        ((led(), led(), KNOWN, KNOWN, led(), KNOWN), Verdict.LIKELY),
        ((KNOWN, KNOWN, KNOWN, led(), led(), led()), Verdict.POSSIBLE),
        ((led(), KNOWN, KNOWN, KNOWN, KNOWN, KNOWN), Verdict.POSSIBLE),
        ((led(),) * 6, Verdict.RULED_OUT),
        ((KNOWN,) * 6, None),
        ((led(), answer(2, 503)) * 3, None),
    ],
)
def test_what_takes_turns_before_the_login_page(known, verdict):
    found = judge(way(*known, strangers=HOME))
    assert (found and found.verdict) == verdict


def test_a_page_that_lets_strangers_in_now_and_then_is_no_matter_of_sessions():
    assert judge(way(*(led(), KNOWN) * 3, strangers=(led(8), KNOWN))) is None
