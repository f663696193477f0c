from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes.headers_shrunk import FEW, change
from wwwhy.probes.registry import NotApplicable


def asked(*pairs):
    return Exchange(Request(Url.parse("http://shop.test/"), fields=Fields.of(pairs)))


def test_cookies_and_long_fields_go():
    made = change(asked(("Accept", "*/*"), ("Cookie", "a=1"), ("X-Token", "x" * 600)))
    assert isinstance(made, Experiment)
    assert [line.name for line in made.requests[0].fields] == ["Accept"]


def test_of_many_short_fields_the_first_few_stay():
    made = change(asked(*((f"X-{number}", "1") for number in range(60))))
    assert isinstance(made, Experiment)
    assert len(made.requests[0].fields.lines) == FEW


def test_a_small_header_stays_as_it_is():
    assert isinstance(change(asked(("Accept", "*/*"), ("X-A", "1"))), NotApplicable)
