"""Answers that call a request malformed for want of credentials, weighed against a stranger's."""

from dataclasses import replace

import pytest

from tests.causes.credentials.test_nobody import case, verdict
from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.model import Fields, Verdict

JWT = '{"message": "missing or malformed jwt"}'
NAMED = '{"detail": [{"loc": ["header", "x-token"], "msg": "Field required"}]}'
VAGUE = '{"error": "アクセストークンがありません"}'
HINT = '{"error": "date missing", "help": "An Authorization header raises limits."}'
STRANGER = Fields.of([("Authorization", "Bearer nobody")])


def answered(body: str, status: int, then: tuple[str, int] | None) -> Case:
    """Return a case in which a stranger was told something, or nobody was asked."""
    asked = case(body, status=status)
    if then is None:
        return asked
    other = replace(case(then[0], sent=STRANGER, status=then[1]).exchange, index=1)
    nobody = ProbeResult("garbage-credential", ProbeState.DONE, (other,))
    again = ProbeResult("unchanged-again", ProbeState.DONE, (replace(asked.exchange, index=2),))
    return replace(asked, probes={nobody.id: nobody, again.id: again})


@pytest.mark.parametrize(
    ("body", "status", "then", "expected"),
    [
        (JWT, 400, None, Verdict.LIKELY),
        (JWT, 400, ('{"message": "invalid"}', 401), Verdict.PROVED),
        (JWT, 400, (JWT, 400), Verdict.POSSIBLE),
        (NAMED, 422, None, Verdict.PROVED),
        (VAGUE, 400, None, Verdict.POSSIBLE),
        (VAGUE, 400, ("{}", 401), Verdict.LIKELY),
        (VAGUE, 400, (VAGUE, 400), None),
        (HINT, 400, ("{}", 401), Verdict.LIKELY),
        (HINT, 400, (HINT, 400), None),
        ('{"error": "boom"}', 500, ("{}", 401), Verdict.POSSIBLE),
        ('{"error": "boom"}', 500, ('{"error": "boom"}', 500), None),
        ('{"error": "boom"}', 400, ("{}", 401), None),
        (JWT, 500, ("{}", 401), Verdict.LIKELY),
    ],
)
def test_verdicts(body, status, then, expected):
    assert verdict(answered(body, status, then)) is expected


def test_a_recording_proves_nothing():
    judged = replace(answered(NAMED, 422, None), recorded=True)
    assert verdict(judged) is Verdict.LIKELY
    assert verdict(replace(case("boom", status=500), recorded=True)) is None
