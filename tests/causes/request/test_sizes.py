"""Two refusals of one status: what is said tells the size of a header from what stands in it."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.causes.request import sizes
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict

LARGE = "something is not right here"
NEXT = "which tenant is meant"
PAGE = "400 Request Header Or Cookie Too Large"
ALL = ("headers-shrunk", "headers-padded", "values-padded", "values-shortened", "unchanged-again")


def got(text, index=0, status=400):
    fields = Fields.of((("Cookie", "a=" + "x" * 5000),))
    kind = Fields.of((("Content-Type", "text/plain"),))
    response = Response(status, fields=kind, body=text.encode(), body_length=len(text))
    return Exchange(Request(Url.parse("http://shop.test/"), fields=fields), response, index=index)


def case(first, texts):
    """Let the probes in their order get these answers; None is one that does not apply."""
    probes = {
        name: ProbeResult(name, ProbeState.NOT_APPLICABLE)
        if text is None
        else ProbeResult(name, ProbeState.DONE, (got(text, index),))
        for index, (name, text) in enumerate(zip(ALL, texts, strict=False), 1)
    }
    own = got(first)
    return Case(own, own, probes=probes)


def judged(first, *texts):
    return cause("headers-or-cookies-too-large").judge(case(first, texts))


def names(finding):
    return {each.name for each in finding.evidence}


@pytest.mark.parametrize("first", [LARGE, PAGE])
def test_another_refusal_behind_it_does_not_hide_it(first: str):
    finding = judged(first, NEXT, first, first, NEXT, first)
    assert finding.verdict is Verdict.PROVED
    assert {"small_differs", "same_size_same_words"} <= names(finding)
    assert ("page_says" in names(finding)) is (first == PAGE)


def test_it_is_not_proved_before_the_request_was_repeated_and_all_was_tried():
    assert judged(LARGE, NEXT, LARGE, LARGE, NEXT).verdict is not Verdict.PROVED
    untried = case(LARGE, (NEXT, LARGE, LARGE, NEXT, LARGE))
    probes = {**untried.probes, "values-padded": ProbeResult("values-padded", ProbeState.FAILED)}
    finding = cause("headers-or-cookies-too-large").judge(replace(untried, probes=probes))
    assert finding is not None
    assert finding.verdict is Verdict.POSSIBLE
    assert judged(LARGE, NEXT, LARGE).verdict is Verdict.POSSIBLE
    assert judged(PAGE, NEXT, PAGE).verdict is Verdict.LIKELY


def test_one_name_alone_tells_of_its_content_unless_the_page_speaks_of_size():
    assert judged(LARGE, NEXT, NEXT, LARGE, NEXT, LARGE) is None
    assert judged(PAGE, NEXT, NEXT, PAGE, NEXT, PAGE).verdict is Verdict.PROVED


def test_answers_that_disagree_prove_nothing():
    for texts in (
        (NEXT, LARGE, NEXT, NEXT, LARGE),
        (NEXT, LARGE, LARGE, LARGE, LARGE),
        (NEXT, LARGE, LARGE, NEXT, NEXT),
    ):
        finding = judged(LARGE, *texts)
        assert finding is None or finding.verdict is not Verdict.PROVED


def test_a_small_header_that_gets_the_same_words_rules_it_out():
    assert judged(LARGE, LARGE, LARGE, LARGE, LARGE, LARGE).verdict is Verdict.RULED_OUT
    assert judged(LARGE, LARGE).verdict is Verdict.RULED_OUT


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        (PAGE, 400, True),
        ("Size of a request header field exceeds server limit.", 400, True),
        ("HTTP Error 400. The size of the request headers is too long.", 400, True),
        ("The request has too many headers", 403, True),
        ("upstream sent too big header", 502, False),
        ("invalid header: page-size is missing", 400, False),
        ("the file is too large", 413, False),
    ],
)
def test_pages_that_speak_of_the_size(text: str, status: int, says: bool):
    own = got(text, status=status)
    assert (sizes.stated(Case(own, own)) is not None) is says
