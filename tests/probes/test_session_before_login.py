"""Which request is repeated where cookies did not spare it a redirect."""

from wwwhy.model import Exchange, Fields, Request, Response, Url
from wwwhy.probes import NotApplicable, session_before_login, stranger_before_login
from wwwhy.probes.session_before_login import led_away

COOKIE = Fields.of([("Cookie", "sid=mine")])


def hop(url: str, to: str, *, method: str = "GET", fields: Fields = COOKIE) -> Exchange:
    answer = Response(302, fields=Fields.of([("Location", to)]))
    return Exchange(Request(Url.parse(url), method=method, fields=fields), answer)


def test_the_last_of_several_at_the_same_origin_is_repeated() -> None:
    hops = (
        hop("http://h.test/", "https://h.test/"),
        hop("https://h.test/", "/app"),
        hop("https://h.test/app", "/oauth"),
        hop("https://h.test/oauth", "https://id.test/authorize"),
    )
    found = led_away(hops)
    assert found is hops[2]
    known = session_before_login.change(hops[-1], hops)
    strangers = stranger_before_login.change(hops[-1], hops)
    assert not isinstance(known, NotApplicable)
    assert not isinstance(strangers, NotApplicable)
    assert {*known.requests} == {hops[2].request}
    assert known.in_order
    assert all("cookie" not in each.fields for each in strangers.requests)


def test_a_login_elsewhere_is_found_without_redirects_of_ones_own() -> None:
    hops = (hop("https://h.test/app", "https://id.test/authorize"),)
    assert led_away(hops) is hops[0]


def test_nothing_is_repeated_that_is_unsafe_or_shows_no_cookie() -> None:
    for hops in (
        (hop("https://h.test/app", "/login", method="POST"),),
        (hop("https://h.test/app", "/login", fields=Fields.of([])),),
        (hop("https://h.test/app", "/app/"),),
    ):
        assert led_away(hops) is None
        assert isinstance(session_before_login.change(hops[-1], hops), NotApplicable)
        assert isinstance(stranger_before_login.change(hops[-1], hops), NotApplicable)
