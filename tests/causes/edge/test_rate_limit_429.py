from wwwhy.causes import Case, cause
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict


def judged(*pairs):
    fields = Fields.of((("Content-Type", "application/json"), *pairs))
    refused = Exchange(Request(Url.parse("http://shop.test/")), Response(429, fields=fields))
    return cause("rate-limit-429").judge(Case(refused, refused))


def test_a_counter_with_something_left_counts_something_else():
    assert judged(("RateLimit-Remaining", "57")).verdict is Verdict.POSSIBLE


def test_a_wait_that_is_asked_for_outweighs_it():
    assert judged(("RateLimit-Remaining", "57"), ("Retry-After", "3")).verdict is Verdict.LIKELY


def test_without_a_counter_the_status_speaks():
    assert judged().verdict is Verdict.LIKELY
