"""The right scheme in another spelling is no other scheme."""

from types import MappingProxyType

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.causes.credentials.spelling import same_scheme
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict

USUAL = "Bearer t0kenT0ken99"


def exchange(value: str | None, status: int, index: int = 0) -> Exchange:
    sent = Fields.of([("Authorization", value)] if value is not None else [])
    request = Request(Url.parse("http://api.test/"), fields=sent)
    return Exchange(request, Response(status), index=index)


def case(sent: str, taken: str = USUAL) -> Case:
    """Return a case in which another value of Authorization was taken, and none was not."""
    failed = exchange(sent, 401)
    results = (
        ProbeResult("usual-scheme", ProbeState.DONE, (exchange(taken, 200, 1),)),
        ProbeResult("without-credentials", ProbeState.DONE, (exchange(None, 401, 2),)),
    )
    probes = MappingProxyType({each.id: each for each in results})
    return Case(failed, failed, (failed,), probes)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("bearer t0kenT0ken99", "only_spelled_otherwise"),
        ("Bearer  t0kenT0ken99", "only_spelled_otherwise"),
        ("Bearer: t0kenT0ken99", "written_wrongly"),
        ('Bearer "t0kenT0ken99"', "written_wrongly"),
        ("Bearer Bearer t0kenT0ken99", "written_wrongly"),
    ],
)
def test_another_spelling_is_never_proved(sent, name):
    judged = case(sent)
    finding = cause("auth-scheme-mismatch").judge(judged)
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY
    assert finding.repair == 1
    assert finding.evidence[0].name == name
    assert "t0ken" not in repr(finding.evidence)


@pytest.mark.parametrize(
    ("sent", "taken"),
    [(USUAL, "Token t0kenT0ken99"), ("bearer t0kenT0ken99", "Token t0kenT0ken99")],
)
def test_another_scheme_is_proved(sent, taken):
    judged = case(sent, taken)
    assert same_scheme(judged, judged.probe("usual-scheme").exchanges[0]) is None
    finding = cause("auth-scheme-mismatch").judge(judged)
    assert finding is not None
    assert finding.verdict is Verdict.PROVED
