"""Which probes are worth sending: open causes vote, and a finding may want fewer than its cause."""

from wwwhy.causes import cause
from wwwhy.diagnosis.planner import wanted
from wwwhy.model import Finding, Verdict

MISMATCH = cause("auth-scheme-mismatch")


def test_an_open_cause_wants_all_its_probes():
    names = wanted([(MISMATCH, Finding(Verdict.LIKELY))], frozenset())
    assert set(names) == set(MISMATCH.probes)


def test_a_finding_may_want_fewer():
    fewer = Finding(Verdict.LIKELY, wants=("without-credentials",))
    assert wanted([(MISMATCH, fewer)], frozenset()) == ("without-credentials",)
    assert wanted([(MISMATCH, Finding(Verdict.PROVED, wants=()))], frozenset()) == ()


def test_what_is_known_is_not_asked_again_and_what_is_ruled_out_asks_nothing():
    assert wanted([(MISMATCH, Finding(Verdict.RULED_OUT))], frozenset()) == ()
    known = frozenset(MISMATCH.probes)
    assert wanted([(MISMATCH, Finding(Verdict.POSSIBLE))], known) == ()
