"""An answer of which curl alone says that it broke off."""

from wwwhy.causes import Case, cause
from wwwhy.model import Exchange, Failure, Request, Response, Url, Verdict

ASKED = Request(Url.parse("http://shop.test/list"))


def judged(failure, response=None):
    exchange = Exchange(ASKED, response, failure)
    return cause("response-truncated").judge(Case(exchange, exchange, recorded=True))


def test_the_word_of_curl_makes_it_likely():
    failure = Failure("http.response.truncated", native={"curl": 18})
    for response in (None, Response(200, body=b"half", body_length=4)):
        finding = judged(failure, response)
        assert finding.verdict is Verdict.LIKELY
        assert finding.evidence[0].name == "client_says"


def test_a_head_that_broke_off_is_another_fault():
    assert judged(Failure("http.response.truncated")) is None
