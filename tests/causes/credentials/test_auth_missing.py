"""What was read from a file may lack what was sent."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, cause
from wwwhy.diagnosis import Budget, Investigation
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict


def refused(status: int, **fields: str) -> Exchange:
    lines = Fields.of((name.replace("_", "-"), value) for name, value in fields.items())
    return Exchange(Request(Url.parse("http://shop.test/me")), Response(status, fields=lines))


@pytest.mark.parametrize(
    ("exchange", "live", "from_file"),
    [
        (refused(401, www_authenticate='Basic realm="a"'), Verdict.PROVED, Verdict.POSSIBLE),
        (refused(401, www_authenticate="Bearer"), Verdict.PROVED, Verdict.LIKELY),
        (refused(401), Verdict.LIKELY, Verdict.POSSIBLE),
        (refused(403, content_type="application/json"), Verdict.POSSIBLE, None),
        (refused(403), None, None),
    ],
)
def test_a_file_proves_nothing_by_what_it_lacks(exchange, live, from_file):
    case = Case(exchange, exchange, (exchange,))
    judge = cause("auth-missing").judge
    for recorded, verdict in ((False, live), (True, from_file)):
        finding = judge(replace(case, recorded=recorded))
        assert (finding.verdict if finding else None) is verdict


def test_an_investigation_of_a_recorded_exchange_says_so():
    exchange = refused(401, www_authenticate='Basic realm="a"')
    recorded = Investigation(exchange.request, budget=Budget(probes=False), recorded=exchange)
    assert recorded.case.recorded
    live = Investigation(exchange.request)
    live.feed(live.wants()[0], (exchange,))
    assert not live.case.recorded
