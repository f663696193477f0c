"""The token goes; everything else that proves who is asking stays."""

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes import NotApplicable, probe


def change(request: Request) -> Experiment | NotApplicable:
    return probe("without-token").change(Exchange(request), ())


def sent(request: Request) -> Request:
    made = change(request)
    assert isinstance(made, Experiment)
    return made.requests[0]


def test_the_field_goes_and_other_credentials_stay():
    lines = [("Authorization", "Bearer abc"), ("Cookie", "sid=1"), ("X-API-Key", "k")]
    request = Request(Url.parse("http://a.test/?page=2"), fields=Fields.of(lines))
    assert sent(request) == request.without_fields("authorization")


def test_the_parameter_goes_and_the_query_stays():
    request = Request(Url.parse("http://a.test/?page=2&access_token=abc&key=k"))
    assert str(sent(request).url) == "http://a.test/?page=2&key=k"


def test_without_a_token_there_is_nothing_to_take_away():
    assert isinstance(change(Request(Url.parse("http://a.test/"))), NotApplicable)


def test_a_body_is_not_sent_again():
    fields = Fields.of([("Content-Type", "application/x-www-form-urlencoded")])
    request = Request(Url.parse("http://a.test/"), "POST", fields, b"access_token=abc")
    assert isinstance(change(request), NotApplicable)
