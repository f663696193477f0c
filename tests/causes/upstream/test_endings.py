from wwwhy.causes import Case, cause
from wwwhy.model import Exchange, Failure, Request, Response, Url, Verdict

URL = Url.parse("http://shop.test/film")


def judged(failure, **response):
    got = Response(response.pop("status", 200), complete=False, body_length=200, **response)
    cut = Exchange(Request(URL), got, failure=Failure(failure))
    return cause("response-truncated").judge(Case(cut, cut))


def test_silence_short_of_the_length_is_likely():
    finding = judged("http.response.read_timed_out", declared_length=300, framing="content-length")
    assert (finding.verdict, finding.evidence[0].name) == (Verdict.LIKELY, "stopped_short")


def test_silence_without_a_length_may_be_a_stream():
    assert judged("http.response.read_timed_out", framing="chunked") is None


def test_a_reset_behind_a_refusal_cuts_nothing_that_is_known():
    assert judged("http.response.truncated", framing="close", status=431) is None


def test_a_reset_where_only_the_end_tells_is_likely():
    finding = judged("http.response.truncated", framing="close")
    assert (finding.verdict, finding.evidence[0].name) == (Verdict.LIKELY, "torn_down")


def test_a_length_that_is_not_reached_is_proved():
    finding = judged("http.response.truncated", declared_length=300, framing="content-length")
    assert finding.verdict is Verdict.PROVED
