from dataclasses import replace

import pytest

from wwwhy.model import Exchange, Experiment, Failure, Fields, Request, Response, Timing, Url
from wwwhy.model.fields import Field
from wwwhy.probes.refused_cookies import change, left_behind

LOGIN = "http://www.shop.test/login"


def hop(url, *cookies, cookie=None, method="GET", jar=True):
    fields = Fields.of([("Cookie", cookie)] if cookie else [])
    request = Request(Url.parse(url), method=method, fields=fields, cookie_jar=jar)
    answer = Response(302, fields=Fields.of([("Set-Cookie", each) for each in cookies]))
    return Exchange(request, answer, timing=Timing(started_at=1_000_000.0))


@pytest.mark.parametrize(
    ("line", "there", "reason", "scope"),
    [
        ("sid=1; Path=/app", "http://www.shop.test/home", "path", "/app"),
        (
            "sid=1; Domain=other.test; Path=/",
            "http://www.shop.test/",
            "foreign_domain",
            "other.test",
        ),
        ("sid=1; Path=/", "http://api.shop.test/", "domain", "www.shop.test"),
    ],
)
def test_says_why_it_was_left_behind(line, there, reason, scope):
    (lost,) = left_behind((hop(LOGIN, line), hop(there)))
    assert (lost.name, lost.reason, lost.scope) == ("sid", reason, scope)


def test_a_public_suffix_is_nobodys():
    hops = (hop("http://www.shop.co.uk/", "sid=1; Domain=co.uk"), hop("http://www.shop.co.uk/a"))
    assert [each.reason for each in left_behind(hops)] == ["public_suffix"]


@pytest.mark.parametrize(
    "hops",
    [
        (hop(LOGIN, "sid=1; Path=/"), hop("http://www.shop.test/home", cookie="sid=1")),
        (hop(LOGIN, "sid=; Path=/app; Max-Age=0"), hop("http://www.shop.test/home")),
        (hop(LOGIN, "sid=1; Path=/app; Max-Age=0"), hop("http://www.shop.test/home")),
        (hop(LOGIN, "sid=1; Path=/app", jar=False), hop("http://www.shop.test/home")),
        (hop(LOGIN, "sid=1; Path=/app"),),
        (hop(LOGIN, "garbage"), hop("http://www.shop.test/home")),
    ],
    ids=["sent", "emptied", "ended", "no-jar", "no-next-hop", "no-cookie"],
)
def test_nothing_was_left_behind(hops):
    assert left_behind(hops) == ()


def ring(*hops):
    failure = Failure("http.response.redirect_loop")
    return (*hops[:-1], replace(hops[-1], failure=failure))


def led_to(exchange, location):
    fields = Fields((*exchange.response.fields.lines, Field("Location", location)))
    return replace(exchange, response=replace(exchange.response, fields=fields))


def test_the_hop_to_which_a_ring_leads_back_would_have_lacked_it():
    hops = ring(hop(LOGIN), led_to(hop("http://www.shop.test/set", "a=1; Path=/x"), "/login"))
    (lost,) = left_behind(hops)
    assert (lost.name, lost.missed) == ("a", hops[0])


def test_a_ring_of_one_lacks_its_own():
    hops = ring(led_to(hop(LOGIN, "a=1; Path=/x"), "/login"))
    assert [each.missed for each in left_behind(hops)] == [hops[0]]


@pytest.mark.parametrize("location", ["http://[::", "/elsewhere"])
def test_a_ring_that_leads_nowhere_known(location):
    assert left_behind(ring(led_to(hop(LOGIN, "a=1; Path=/x"), location))) == ()


def test_sends_it_to_the_origin_that_set_it_with_a_control():
    hops = (hop(LOGIN, "sid=s3cr3t; Path=/app"), hop("http://www.shop.test/home", cookie="a=1"))
    made = change(hops[-1], hops)
    assert isinstance(made, Experiment)
    control, sent = made.requests
    assert control.fields.get("cookie") == "a=1"
    assert sent.fields.get("cookie") == "a=1; sid=s3cr3t"


@pytest.mark.parametrize(
    "there", ["http://api.shop.test/", "https://www.shop.test/", "http://b.test/"]
)
def test_never_sends_it_elsewhere(there):
    hops = (hop(LOGIN, "sid=s3cr3t; Path=/app"), hop(there))
    assert not isinstance(change(hops[-1], hops), Experiment)


def test_never_repeats_what_is_not_safe():
    hops = (hop(LOGIN, "sid=1; Path=/app"), hop("http://www.shop.test/home", method="POST"))
    assert not isinstance(change(hops[-1], hops), Experiment)


def test_a_hop_without_an_answer_sets_nothing():
    silent = replace(hop(LOGIN), response=None)
    assert left_behind((silent, hop("http://www.shop.test/home"))) == ()


def test_does_not_show_the_secret():
    (lost,) = left_behind((hop(LOGIN, "sid=s3cr3t; Path=/app"), hop("http://www.shop.test/home")))
    assert "s3cr3t" not in repr(lost)
