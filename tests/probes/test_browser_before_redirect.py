"""The names are tried where a redirect led to another path."""

import pytest

from wwwhy.model import Exchange, Fields, Request, Response, Url
from wwwhy.probes import NotApplicable
from wwwhy.probes.browser_before_redirect import change, led_away

AGENT = Fields.of([("User-Agent", "curl/8")])
LED = Response(302, fields=Fields.of([("Location", "/elsewhere")]))


def way(*urls: str, method: str = "GET") -> tuple[Exchange, ...]:
    asked = (Request(Url.parse(url), method=method, fields=AGENT) for url in urls)
    hops = [Exchange(request, LED) for request in asked]
    return (*hops[:-1], Exchange(hops[-1].request, Response(403)))


def test_the_hop_before_another_path_is_asked_again_under_both_names() -> None:
    hops = way("http://h.test/shop", "https://h.test/shop/", "https://h.test/blocked")
    experiment = change(hops[-1], hops)
    assert not isinstance(experiment, NotApplicable)
    assert {str(each.url) for each in experiment.requests} == {"https://h.test/shop/"}
    names = [(each.fields.get("user-agent") or "")[:4] for each in experiment.requests]
    assert names == ["curl", "Mozi", "Mozi", "curl"]


@pytest.mark.parametrize(
    "hops",
    [
        way("http://h.test/shop"),
        way("http://h.test/shop", "https://www.h.test/shop/"),
        way("http://h.test/shop", "http://h.test/blocked", method="POST"),
    ],
)
def test_nothing_is_asked_where_nothing_led_away(hops: tuple[Exchange, ...]) -> None:
    assert led_away(hops) is None
    assert isinstance(change(hops[-1], hops), NotApplicable)
