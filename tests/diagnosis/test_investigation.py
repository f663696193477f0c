from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, investigate, request, response, run
from wwwhy.causes import Cause, ProbeState
from wwwhy.diagnosis import Budget, Investigation, report
from wwwhy.model import Failure, Role, Verdict


def tool_refused(asked):
    agent = asked.fields.get("user-agent") or ""
    return response(200, b"ok") if agent.startswith("Mozilla/") else response(403, b"no")


def test_a_healthy_request_is_sent_once_and_gets_no_probe():
    investigation, wants = investigate(request(), lambda _: response(200, b"ok"))
    assert [want.role for want in wants] == [Role.BASELINE]
    diagnosis = report(investigation)
    assert diagnosis.outcome.healthy
    assert diagnosis.requests_sent == 1


def test_a_probe_that_heals_is_the_repair():
    investigation, wants = investigate(request(user_agent="curl/8"), tool_refused)
    assert {want.probe for want in wants} >= {None, "browser-user-agent"}
    diagnosis = report(investigation)
    best = diagnosis.best
    assert best is not None
    assert (best.id, best.verdict) == ("bot-user-agent-block", Verdict.PROVED)
    assert best.repair is not None
    assert best.repair.verified
    assert "Mozilla" in best.repair.command
    assert diagnosis.exchanges[best.repair.exchange].role is Role.REPAIR


@pytest.mark.parametrize("mishap", ["bound.time", "internal", "tcp.reset", "tcp.refused"])
def test_a_probe_that_failed_by_itself_proves_nothing_and_is_named(mishap):
    investigation = Investigation(request(user_agent="curl/8"), budget=Budget(), now=1.0)
    run(investigation, tool_refused, lambda want: Failure(mishap))
    assert investigation.results["browser-user-agent"].state is ProbeState.FAILED
    diagnosis = report(investigation)
    assert all(each.verdict is not Verdict.PROVED for each in diagnosis.causes)
    assert ("browser-user-agent", "failed") in [(n.what, n.why) for n in diagnosis.not_checked]


def test_unsafe_methods_are_sent_once_and_probed_as_get():
    investigation, wants = investigate(request(method="POST", user_agent="curl/8"), tool_refused)
    methods = [r.method for want in wants for r in want.experiment.requests]
    assert methods.count("POST") == 1
    assert set(methods[1:]) <= {"GET", "HEAD", "OPTIONS"}
    assert wants[1].probe == "method-get"
    best = report(investigation).best
    assert best is not None
    assert best.id == "bot-user-agent-block"


def test_a_control_that_ends_otherwise_makes_probes_say_nothing():
    def only_get_is_served(asked):
        return response(200, b"ok") if asked.method == "GET" else response(403, b"no")

    investigation, _ = investigate(request(method="POST", user_agent="curl/8"), only_get_is_served)
    verdicts = {each.id: each.verdict for each in report(investigation).causes}
    assert verdicts.get("bot-user-agent-block") is not Verdict.PROVED


def test_replay_needs_consent():
    _, wants = investigate(
        request(method="POST", user_agent="curl/8"), tool_refused, replay_unsafe=True
    )
    assert [r.method for w in wants for r in w.experiment.requests].count("POST") > 1


def test_no_probes_when_they_are_switched_off():
    investigation, wants = investigate(request(user_agent="curl/8"), tool_refused, probes=False)
    assert len(wants) == 1
    assert {n.why for n in report(investigation).not_checked} == {"off"}


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_never_more_requests_than_allowed(limit):
    investigation, wants = investigate(
        request(user_agent="curl/8"), lambda _: response(403, b"no"), max_requests=limit
    )
    assert sum(len(want.experiment.requests) for want in wants) <= limit
    assert investigation.requests_sent <= limit


def test_waves_are_at_most_six_at_once():
    investigation = Investigation(request(user_agent="curl/8", authorization="Bearer abc.def.ghi"))
    while wants := investigation.wants():
        assert sum(len(want.experiment.requests) for want in wants) <= 6
        for want in wants:
            answers = [exchange(each, response(403, b"no")) for each in want.experiment.requests]
            investigation.feed(want, answers)


def test_at_most_one_wrong_credential():
    _, wants = investigate(
        request(authorization="Bearer abc.def.ghi"),
        lambda _: response(401, b"no", www_authenticate='Bearer realm="r"'),
    )
    assert len([w for w in wants if w.probe in {"garbage-credential", "final-url"}]) <= 1


def test_a_redirect_is_followed_and_its_hops_are_kept():
    def server(asked):
        if asked.url.path == "/old":
            return response(301, location="/new")
        return response(200, b"ok")

    investigation, wants = investigate(request("http://shop.test/old"), server)
    assert [want.role for want in wants] == [Role.BASELINE, Role.FOLLOW_UP]
    assert [hop.request.url.path for hop in investigation.hops] == ["/old", "/new"]


def test_a_loop_ends_as_a_failure():
    investigation, wants = investigate(
        request("https://shop.test/a"), lambda _: response(301, location="https://shop.test/a")
    )
    failure = investigation.hops[-1].failure
    assert failure is not None
    assert failure.type == "http.response.redirect_loop"
    assert len([want for want in wants if want.role is Role.FOLLOW_UP]) <= 2


def test_a_loop_that_sets_another_cookie_each_time_ends_early():
    numbers = iter(range(100))

    def server(asked):
        return response(302, location="/a", set_cookie=f"sid={next(numbers)}; Path=/")

    asked = replace(request("https://shop.test/a"), cookie_jar=True)
    investigation, _ = investigate(asked, server)
    failure = investigation.hops[-1].failure
    assert failure is not None
    assert failure.type == "http.response.redirect_loop"
    assert len(investigation.hops) <= 6


def test_endless_redirects_to_new_names_are_bounded():
    counter = iter(range(100_000))
    investigation, wants = investigate(
        request(), lambda _: response(302, location=f"http://h{next(counter)}.test/")
    )
    assert len(wants) <= 30
    assert investigation.hops[-1].failure is not None


def test_stopping_keeps_what_is_known():
    investigation = Investigation(request(user_agent="curl/8"))
    (want,) = investigation.wants()
    investigation.feed(want, [exchange(want.experiment.requests[0], response(403, b"no"))])
    investigation.stop("deadline")
    assert investigation.wants() == ()
    diagnosis = report(investigation)
    assert diagnosis.outcome.status == 403
    assert {n.why for n in diagnosis.not_checked} == {"deadline"}


def test_a_recorded_exchange_needs_no_request():
    recorded = exchange(request(), response(404, b"no"))
    investigation = Investigation(recorded.request, budget=Budget(probes=False), recorded=recorded)
    assert investigation.wants() == ()
    assert report(investigation, source="har").outcome.status == 404


def test_what_led_to_a_recorded_exchange_comes_before_it():
    led = exchange(request(), response(302, b""))
    recorded = exchange(request(), response(404, b"no"))
    investigation = Investigation(
        recorded.request, budget=Budget(probes=False), recorded=recorded, before=(led,)
    )
    assert [hop.status for hop in investigation.case.hops] == [302, 404]
    assert [hop.index for hop in investigation.hops] == [0, 1]
    diagnosis = report(investigation, source="har")
    assert [each.role for each in diagnosis.exchanges] == ["baseline", "follow-up"]
    assert diagnosis.outcome.status == 404


def test_a_rule_that_breaks_is_named_and_takes_nothing_with_it(monkeypatch):
    judge = Cause.judge

    def broken(cause, case):
        if cause.slug == "tcp-refused":
            raise ZeroDivisionError("s3cret in the text of an error")
        return judge(cause, case)

    monkeypatch.setattr(Cause, "judge", broken)
    investigation, _ = investigate(request(), lambda _: Failure("tcp.refused"))
    diagnosis = report(investigation)
    assert ("tcp-refused", "fault", "ZeroDivisionError") in [
        (each.what, each.why, each.detail) for each in diagnosis.not_checked
    ]
    assert "s3cret" not in repr(diagnosis)


def test_two_runs_give_the_same_answer():
    answers = {
        tuple((c.id, c.verdict, c.confidence) for c in report(investigate(
            request(user_agent="curl/8"), tool_refused)[0]).causes)
        for _ in range(3)
    }  # fmt: skip
    assert len(answers) == 1


def test_no_secret_reaches_the_report():
    secret = "hunter2-very-secret"
    asked = request(f"http://shop.test/a?access_token={secret}", authorization=f"Bearer {secret}")
    investigation, _ = investigate(asked, lambda _: response(401, secret.encode()))
    assert secret not in repr(report(investigation))
    assert secret not in str(report(investigation))
