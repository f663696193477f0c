"""What nobody can tell the meaning of is left out; what everybody knows stays."""

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes import NotApplicable, probe

USUAL = [("User-Agent", "curl/8"), ("Accept", "*/*"), ("Referer", "http://shop.test/")]


def change(*lines: tuple[str, str]):
    request = Request(Url.parse("http://shop.test/"), fields=Fields.of([*USUAL, *lines]))
    return probe("without-other-fields").change(Exchange(request), ())


def test_own_fields_and_cookies_go():
    made = change(("X-Door", "sesame"), ("Cookie", "u=1"), ("X-Request-Id", "7"))
    assert isinstance(made, Experiment)
    names = [line.name for line in made.requests[0].fields]
    assert names == ["User-Agent", "Accept", "Referer", "X-Request-Id"]


def test_a_request_of_usual_fields_stays():
    assert isinstance(change(), NotApplicable)
