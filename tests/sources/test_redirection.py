"""Entries of a recording are joined where one leads to the other, and only there."""

from dataclasses import replace

import pytest

from wwwhy.model import Exchange, Fields, Request, Response, Timing, Url
from wwwhy.sources import find_hops
from wwwhy.sources.redirection import MOST_HOPS

TOKEN = ("Authorization", "Bearer t0kenT0ken99")
KEY = ("X-Api-Key", "k-5511aa22")
COOKIE = ("Cookie", "sid=1")


def entry(
    url: str, *sent: tuple[str, str], to: str = "", method: str = "GET", at: float = 0.0
) -> Exchange:
    request = Request(Url.parse(url), method=method, fields=Fields.of(sent))
    answer = Response(302 if to else 401, fields=Fields.of([("Location", to)] if to else []))
    return Exchange(request, answer, timing=Timing(started_at=at, total_ms=10))


def paths(hops: tuple[Exchange, ...]) -> list[str]:
    return [hop.request.url.path for hop in hops]


def test_what_stayed_behind_is_named():
    first = entry("http://a.test/one", TOKEN, KEY, COOKIE, to="http://b.test/two")
    last = entry("http://b.test/two", KEY)
    between = entry("http://a.test/style.css")
    hops = find_hops([first, between, last], last)
    assert paths(hops) == ["/one", "/two"]
    assert [hop.withheld for hop in hops] == [(), ("Authorization",)]


def test_a_chain_of_several_and_its_method():
    entries = [
        entry("http://a.test/login", to="/step", method="POST"),
        entry("http://a.test/step", TOKEN, to="/app"),
        entry("http://a.test/app"),
    ]
    hops = find_hops(entries, entries[2])
    assert paths(hops) == ["/login", "/step", "/app"]
    # The same origin gets what its client sends; if it does not send it, no redirect is to blame.
    assert [hop.withheld for hop in hops] == [(), ("method",), ()]
    assert [hop.request.cookie_jar for hop in hops[:2]] == [True, True]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([entry("http://a.test/1")], id="alone"),
        pytest.param([entry("http://a.test/0", to="/2"), entry("http://a.test/1")], id="elsewhere"),
        pytest.param(
            [entry("http://a.test/0", to="/1"), entry("http://a.test/1"), entry("http://a.test/1")],
            id="a later visit",
        ),
        pytest.param(
            [entry("http://a.test/0", to="/1"), entry("http://a.test/1", method="OPTIONS")],
            id="a preflight",
        ),
        pytest.param(
            [entry("http://a.test/0", to="/1", at=100), entry("http://a.test/1", at=900)],
            id="much later",
        ),
        pytest.param(
            [entry("http://a.test/0", to="mailto:a@b.test"), entry("http://a.test/1")], id="no http"
        ),
    ],
)
def test_nothing_is_joined_that_does_not_belong_together(entries):
    assert len(find_hops(entries, entries[-1])) == 1


def test_in_time_and_with_a_fragment():
    first = entry("http://a.test/0", to="/1#top", at=100)
    last = entry("http://a.test/1", at=100.02)
    assert len(find_hops([first, last], last)) == 2


def test_a_ring_has_an_end():
    ring = [replace(entry("http://a.test/1", to="/1")) for _ in range(3 * MOST_HOPS)]
    assert len(find_hops(ring, ring[-1])) == MOST_HOPS
