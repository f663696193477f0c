"""What is said of a request that ended well and still was not what was asked."""

from dataclasses import replace

import pytest

from tests.diagnosis.peers import investigate, request, response
from wwwhy.causes import Case
from wwwhy.diagnosis.defects import defects, on_the_way, trouble_behind
from wwwhy.model import Anomaly, Exchange, Failure, Fields, LogLine

PAGE = "https://app.test"


def _ids(*hops):
    return [each.id for each in on_the_way(hops)]


def _asked(origin):
    return request(Origin=origin)


def test_http_3_that_nobody_answers():
    asked = request("https://shop.test/").with_transport(http_version="3")
    assert _ids(Exchange(asked, failure=Failure("tcp.refused"))) == ["http3-unanswered"]
    assert _ids(Exchange(asked, response(200))) == []
    assert _ids(Exchange(asked, failure=Failure("dns.name_not_resolved"))) == []
    older = asked.with_transport(http_version="auto")
    assert _ids(Exchange(older, failure=Failure("tcp.refused"))) == []


@pytest.mark.parametrize(
    ("status", "location", "lost"),
    [
        (301, "/cart/", True),
        (301, "/elsewhere", True),
        (302, "/cart/", True),
        (302, "/thank-you", False),
        (303, "/cart/", False),
        (308, "/cart/", False),
    ],
)
def test_a_post_that_a_redirect_turned_into_a_get(status, location, lost):
    asked = replace(request(method="POST"), body=b"a=1")

    def peer(got):
        return response(status, location=location) if got.url.path == "/cart" else response(200)

    investigation, _ = investigate(asked, peer, probes=False)
    assert investigation.succeeded
    assert ("method-lost" in _ids(*investigation.hops)) is lost


@pytest.mark.parametrize("origin", [f"{PAGE}/", "HTTPS://APP.TEST", f"{PAGE}:443", f"{PAGE}/a"])
def test_an_origin_that_a_person_typed(origin):
    (found,) = on_the_way((Exchange(_asked(origin), response(200)),))
    assert (found.id, found.values["usual"]) == ("origin-as-typed", PAGE)


@pytest.mark.parametrize("origin", [PAGE, "null", "http://app.test:8080", "app://page"])
def test_an_origin_that_a_browser_sent(origin):
    assert _ids(Exchange(_asked(origin), response(200))) == []


def test_an_origin_that_the_answer_allows_anyway():
    allowed = response(200, access_control_allow_origin=f"{PAGE}/")
    assert _ids(Exchange(_asked(f"{PAGE}/"), allowed)) == []


def test_the_empty_answer_of_caddy():
    empty = replace(response(200, server="Caddy"), declared_length=0)
    assert _ids(Exchange(request(), empty)) == ["empty-answer"]
    assert _ids(Exchange(request("http://127.0.0.1/"), empty)) == []
    assert _ids(Exchange(request(), replace(empty, fields=Fields()))) == []


def test_content_that_goes_on_behind_its_length():
    extra = Anomaly("bytes_after_response", 0, "")
    longer = replace(response(200), declared_length=3, anomalies=(extra,))
    (found,) = defects((Exchange(request(), longer),))
    assert (found.id, found.values["declared"]) == ("longer-than-declared", 3)
    (other,) = defects((Exchange(request(method="HEAD"), longer),))
    assert other.id == "message-grammar"


def test_a_gateway_s_trouble_is_told_beside_a_sound_answer():
    message = "upstream prematurely closed connection while reading response header from upstream"
    line = LogLine("error.log", 7, "nginx", "error", "", message=message, certainty="offset")

    def said(status, *lines):
        own = Exchange(request("http://shop.test/"), response(status))
        return [dict(each.values) for each in trouble_behind(Case(own, own, log=lines))]

    assert said(200, line) == [{"words": message, "line": "error.log:7"}]
    assert said(502, line) == []
    assert said(200) == []
    assert said(200, LogLine("error.log", 7, "nginx", "error", "", message="client closed")) == []
