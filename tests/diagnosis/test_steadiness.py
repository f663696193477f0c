"""A flip counts only where the unchanged request goes on failing."""

from itertools import count

import pytest

from tests.causes.replay import case_of, spoiled
from tests.causes.test_cases import label
from tests.causes.test_contract import RECORDED
from tests.diagnosis.peers import exchange, investigate, request, response, run
from wwwhy.causes import Case, Cause, ProbeState, live_causes
from wwwhy.causes.case import is_success
from wwwhy.diagnosis import MAX_REQUESTS, Budget, Investigation, report
from wwwhy.diagnosis.steadiness import AGAIN, KEPT, TIMES, ended_otherwise, may_repeat, settled
from wwwhy.model import Experiment, Failure, Finding, Polarity, Request, Strength, Verdict
from wwwhy.probes import probe
from wwwhy.sources.raw import read_case

REPEATS = ("unchanged-again", "fresh-connection", "repeated", "one-by-one")
WANTED = "Bearer tok-0123456789abcdef"
FLIP = "bearer-prefix-missing"


def refused():
    return response(401, b"no")


def served_if(asked, wanted):
    return response(200, b"ok") if asked.fields.get("authorization") == wanted else refused()


def verdicts(answer):
    bare = request(authorization="tok-0123456789abcdef")
    investigation, wants = investigate(bare, answer)
    diagnosis = report(investigation)
    found = {each.id: each.verdict for each in diagnosis.causes}
    named = [each.id for each in diagnosis.defects if each.id == "comes-and-goes"]
    return found, [*named, *(want.probe for want in wants)]


def test_a_flip_is_proved_when_the_unchanged_request_goes_on_failing():
    found, probes = verdicts(lambda asked: served_if(asked, "Bearer tok-0123456789abcdef"))
    assert found["bearer-prefix-missing"] is Verdict.PROVED
    assert AGAIN in probes
    assert "comes-and-goes" not in probes


@pytest.mark.parametrize("turns", [2, 3])
def test_servers_that_take_turns_prove_no_flip(turns):
    number = count()
    found, said = verdicts(lambda _: response(200, b"ok") if next(number) % turns else refused())
    assert Verdict.PROVED not in found.values()
    # Whose turn it is when the control is made, if it is, depends on how many came before.
    assert AGAIN not in said or "comes-and-goes" in said


def test_a_server_that_refuses_only_at_first_proves_no_flip():
    number = count()
    found, _ = verdicts(lambda _: response(200, b"ok") if next(number) else refused())
    assert Verdict.PROVED not in found.values()


def test_without_a_flip_nothing_is_repeated():
    _, probes = verdicts(lambda _: refused())
    assert AGAIN not in probes


@pytest.mark.parametrize(
    ("status", "credential", "may"),
    [
        (401, "Basic dTpw", False),
        (403, "digest username=u", False),
        (401, "Bearer a.b.c", True),
        (401, "tok-0123456789abcdef", True),
        (404, "Basic dTpw", True),
    ],
)
def test_a_wrong_password_is_not_repeated_on_suspicion(status, credential, may):
    made = exchange(request(authorization=credential), response(status))
    assert may_repeat(made) is may


def test_it_takes_as_many_requests_as_are_kept_for_it():
    made = exchange(request(), refused())
    repeated = probe(AGAIN).change(made, (made,))
    assert isinstance(repeated, Experiment)
    assert len(repeated.requests) == TIMES


def flipping(max_requests: int = MAX_REQUESTS, waves: int = 4) -> Investigation:
    bare = request(authorization="tok-0123456789abcdef")
    budget = Budget(max_requests=max_requests, waves=waves)
    return Investigation(bare, budget=budget, now=1_795_000_000.0)


def found_by(investigation: Investigation) -> Verdict | None:
    listed = {each.id: each.verdict for each in report(investigation).causes}
    return listed.get(FLIP)


def test_a_control_that_failed_by_itself_proves_no_flip():
    investigation = flipping()
    broken = Failure("bound.time")
    run(
        investigation,
        lambda asked: served_if(asked, WANTED),
        lambda want: broken if want.probe == AGAIN else None,
    )
    diagnosis = report(investigation)
    assert [each.verdict for each in diagnosis.causes if each.id == FLIP] == [Verdict.LIKELY]
    assert (AGAIN, "failed") in [(each.what, each.why) for each in diagnosis.not_checked]


@pytest.mark.parametrize("status", [429, 500])
def test_a_control_that_ended_in_another_way_proves_no_flip(status):
    investigation = flipping()
    while wants := investigation.wants():
        for want in wants:
            other = response(status, b"other") if want.probe == AGAIN else None
            made = want.experiment.requests
            came = [exchange(each, other or served_if(each, WANTED)) for each in made]
            investigation.feed(want, came)
    assert AGAIN in investigation.results
    assert found_by(investigation) is Verdict.LIKELY


def test_what_stopped_before_the_control_proves_no_flip():
    investigation = flipping()
    while wants := investigation.wants():
        if any(want.probe == AGAIN for want in wants):
            investigation.stop("deadline")
            break
        for want in wants:
            came = [exchange(each, served_if(each, WANTED)) for each in want.experiment.requests]
            investigation.feed(want, came)
    assert found_by(investigation) is Verdict.LIKELY
    left_out = [(each.what, each.why) for each in report(investigation).not_checked]
    assert (AGAIN, "deadline") in left_out


def test_where_requests_are_few_some_are_kept_for_the_control():
    verdicts = []
    for most in range(1, 12):
        investigation = flipping(max_requests=most)
        asked = run(investigation, lambda asked: served_if(asked, WANTED))
        assert investigation.requests_sent <= most
        controlled = AGAIN in [want.probe for want in asked]
        verdict = found_by(investigation)
        assert controlled or verdict is not Verdict.PROVED
        verdicts.append(verdict)
    assert verdicts[-4:] == [Verdict.PROVED] * 4


def test_the_control_may_follow_the_last_wave():
    investigation = flipping(waves=1)
    asked = run(investigation, lambda asked: served_if(asked, WANTED))
    assert asked[-1].probe == AGAIN
    assert found_by(investigation) is Verdict.PROVED


def hangs_on_flips(cause: Cause, case: Case) -> bool:
    """Whether experiments that succeeded, and changed something, make the whole proof."""
    names = [
        name
        for name, result in case.probes.items()
        if name not in REPEATS and any(is_success(each) for each in result.exchanges)
    ]
    for name in names:
        case = spoiled(case, name, ProbeState.NOT_RUN)
    otherwise = cause.judge(case)
    return bool(names) and (otherwise is None or otherwise.verdict is not Verdict.PROVED)


def is_said(finding: Finding, case: Case) -> bool:
    """Whether something conclusive stands elsewhere than in an answer that was a success."""
    healed = {each.index for each in case.exchanges if is_success(each)}
    told = [
        each
        for each in finding.evidence
        if each.strength is Strength.CONCLUSIVE and each.polarity is Polarity.FOR
    ]
    return any(each.exchange not in healed for each in told)


@pytest.mark.parametrize("path", RECORDED, ids=label)
@pytest.mark.parametrize("state", [ProbeState.FAILED, ProbeState.NOT_RUN])
def test_no_recorded_flip_is_proved_without_its_control(path, state):
    case = case_of(read_case(path.read_text(encoding="utf-8")))
    if case.failure is not None or is_success(case.control):
        return
    for name in REPEATS:
        case = spoiled(case, name, state) if name in case.probes else case
    for cause in live_causes(case.exchange):
        finding = cause.judge(case)
        if finding is None or finding.verdict is not Verdict.PROVED:
            continue
        if hangs_on_flips(cause, case) and not is_said(finding, case):
            left = settled(cause, finding, case, final=True)
            assert left is not None
            assert left.verdict is Verdict.LIKELY, cause.slug


@pytest.mark.parametrize("path", RECORDED, ids=label)
def test_recorded_flips_whose_control_went_on_failing_stay_proved(path):
    case = case_of(read_case(path.read_text(encoding="utf-8")))
    if AGAIN not in case.probes or not case.ends_alike(AGAIN) or ended_otherwise(case):
        return
    for cause in live_causes(case.exchange):
        finding = cause.judge(case)
        if finding is not None:
            assert settled(cause, finding, case, final=True) == finding


def test_a_copy_that_a_cache_kept_of_an_experiment_is_no_control():
    """A cache in front keeps what a browser's name got and gives it to everybody from then on."""
    kept: list[Request] = []

    def peer(asked):
        if kept:
            return response(200, b"welcome", age="3", x_varnish="7 3")
        if (asked.fields.get("user-agent") or "").startswith("Mozilla/"):
            kept.append(asked)
            return response(200, b"welcome", age="0", x_varnish="3")
        return response(403, b"no", x_varnish="1")

    investigation, _ = investigate(request(user_agent="curl/8.14.1"), peer)
    results = investigation.results
    repeats = [results[name] for name in ("fresh-connection", "unchanged-again") if name in results]
    assert any(each.state is ProbeState.FAILED and each.why == KEPT for each in repeats)
    found = {each.cause.slug: each.finding.verdict for each in investigation.judged()}
    assert found["bot-user-agent-block"] is Verdict.LIKELY
