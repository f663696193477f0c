import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict
from wwwhy.sources.raw.messages import UNKNOWN_URL


def judged(url, allow, *, recorded):
    refused = Exchange(Request(url), Response(405, fields=Fields.of([("Allow", allow)])))
    return cause("method-not-allowed-route").judge(Case(refused, refused, recorded=recorded))


@pytest.mark.parametrize("allow", ["POST", "GET", ""])
def test_an_answer_without_its_request_proves_and_rules_out_nothing(allow):
    finding = judged(UNKNOWN_URL, allow, recorded=True)
    assert finding is not None
    assert finding.verdict is Verdict.POSSIBLE


def test_a_known_method_that_is_not_listed_is_proved():
    finding = judged(Url.parse("http://shop.test/"), "POST", recorded=False)
    assert finding is not None
    assert finding.verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("allow", "verdict"),
    [
        ("GET, POST, OPTIONS", Verdict.POSSIBLE),
        ("GET, OPTIONS", Verdict.PROVED),
        (None, Verdict.LIKELY),
    ],
)
def test_what_options_names_may_be_refused_only_now(allow, verdict):
    url = Url.parse("http://shop.test/orders/7")
    refused = Exchange(Request(url, method="POST"), Response(405))
    fields = Fields.of([("Allow", allow)] if allow else [])
    listed = Exchange(Request(url, method="OPTIONS"), Response(204, fields=fields), index=1)
    probes = {"method-options": ProbeResult("method-options", ProbeState.DONE, (listed,))}
    finding = cause("method-not-allowed-route").judge(Case(refused, refused, probes=probes))
    assert finding is not None
    assert finding.verdict is verdict
