"""Nothing that shows who is asking, twice: so noise shows beside it."""

from wwwhy.model import Exchange, Experiment, Fields, Request, Response, Url
from wwwhy.probes import NotApplicable, probe

URL = "http://shop.test/orders?page=2&api_key=k-4f9a8c27d1e35b60"


def changed(request: Request) -> Experiment | NotApplicable:
    return probe("without-credentials").change(Exchange(request, Response(401)), ())


def test_it_takes_everything_away_and_sends_the_rest_twice():
    lines = (("Authorization", "Bearer x"), ("Cookie", "sid=1"), ("Accept", "*/*"))
    made = changed(Request(Url.parse(URL), fields=Fields.of(lines)))
    assert isinstance(made, Experiment)
    first, second = made.requests
    assert first == second
    assert [line.name for line in first.fields] == ["Accept"]
    assert first.url.query == "page=2"


def test_a_request_without_credentials_has_nothing_to_lose():
    assert isinstance(changed(Request(Url.parse("http://shop.test/"))), NotApplicable)
