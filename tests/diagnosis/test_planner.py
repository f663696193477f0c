"""Which probes are worth sending: open causes vote, and a finding may want fewer than its cause."""

from tests.diagnosis.peers import exchange, request, response
from wwwhy.causes import cause
from wwwhy.diagnosis.lockout import Allowance
from wwwhy.diagnosis.planner import plan, wanted
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


def test_where_few_may_carry_the_credential_those_about_it_come_first():
    names = ("browser-user-agent", "key-elsewhere", "without-credentials")
    asked = request(user_agent="curl/8", x_api_key="k9f8e7d6c5b4a3928170")
    for status, first in ((401, "key-elsewhere"), (403, "browser-user-agent")):
        refused = exchange(asked, response(status, b"no"))
        wave, left_out = plan(
            names,
            refused,
            (refused,),
            known=frozenset(),
            room=6,
            allowance=Allowance(2, reserved=1),
        )
        assert [name for name, _ in wave] == [first, "without-credentials"]
        # Of a 403 it is not known yet whether it is about the credential.
        assert [*left_out] == (["browser-user-agent"] if status == 401 else [])


def test_without_a_refusal_there_is_no_bound():
    asked = request(user_agent="curl/8", x_api_key="k9f8e7d6c5b4a3928170")
    missing = exchange(asked, response(404, b"no"))
    names = ("key-elsewhere", "browser-user-agent")
    wave, left_out = plan(names, missing, (missing,), known=frozenset(), room=6)
    assert [len(each.requests) for _, each in wave] == [3, 1]
    assert left_out == {}
