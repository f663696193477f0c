from dataclasses import replace
from functools import partial

import pytest

from tests.diagnosis.peers import exchange, investigate, request, response
from wwwhy.diagnosis import report
from wwwhy.diagnosis.defects import defects
from wwwhy.diagnosis.hiding import hidden
from wwwhy.diagnosis.report import _repair
from wwwhy.model import (
    Box,
    BoxSign,
    Connection,
    Evidence,
    Finding,
    LogLine,
    Ranked,
    TlsFacts,
    Verdict,
    VerifyError,
)
from wwwhy.model.masking import Masker

SECRET = "Xk29-very-secret-token-77f1"


def test_secrets_are_hidden_in_whatever_a_rule_says():
    masker = Masker()
    masker.learn(exchange(request(authorization=f"Bearer {SECRET}"), response(401)))
    evidence = Evidence("log", {"message": f"bad token {SECRET}", "all": (SECRET,), "n": 3})
    ranked = Ranked("x", Verdict.PROVED, 0.9, (evidence,))
    line = LogLine("error.log", 1, "nginx", "error", f"GET /?t={SECRET}", values={"a": SECRET})
    box = Box("nginx", "web-server", signs=(BoxSign(f"Server: {SECRET}"),))
    for value in (ranked, line, box):
        assert SECRET not in str(hidden(value, masker))
    assert hidden(ranked, masker).evidence[0].values["n"] == 3
    assert hidden(ranked, masker).verdict is Verdict.PROVED


def test_defects_are_named_once_with_their_place():
    bare = exchange(request(), response(401))
    assert [d.id for d in defects((bare, bare))] == ["401-without-challenge"]
    broken = exchange(request(), response(401, www_authenticate='Basic realm="r'))
    assert [d.id for d in defects((broken,))] == ["challenge-grammar"]
    useless = exchange(request(), response(401, www_authenticate="Digest realm=x"))
    assert [d.id for d in defects((useless,))] == ["challenge-rules"]
    fine = exchange(request(), response(401, www_authenticate='Basic realm="r"'))
    assert defects((fine,)) == ()


def test_a_redirect_that_nobody_asked_to_follow_is_no_failure():
    asked = request()
    asked = type(asked)(asked.url, follow_redirects=False)
    investigation, wants = investigate(asked, lambda _: response(302, location="/login"))
    assert len(wants) == 1
    assert report(investigation).outcome.healthy


@pytest.mark.parametrize(
    ("errors", "unchecked"),
    [((), False), ((VerifyError("name", 0, 62, "is for another", "user"),), True)],
)
def test_a_repair_goes_without_a_check_only_where_the_check_would_fail(errors, unchecked):
    asked = request("https://127.0.0.1:8443/").with_tls(verify=False)
    seen = Connection(tls=TlsFacts(verify_errors=errors))
    healed = replace(exchange(asked, response(200)), connection=seen, probe="scheme-swapped")
    repair = _repair(Finding(Verdict.PROVED, repair=0), {0: healed})
    assert repair is not None
    assert ("-k" in repair.command.split()) is unchecked


def test_a_repair_waits_as_long_as_the_users_own_command():
    own = exchange(request(), response(401))
    hasty = request().with_transport(timeout=5.0, connect_timeout=5.0)
    healed = replace(exchange(hasty, response(200)), index=1, probe="protocol-swapped")
    repair = _repair(Finding(Verdict.PROVED, repair=1), {0: own, 1: healed})
    assert repair is not None
    assert "-m" not in repair.command.split()
    assert "--connect-timeout" not in repair.command.split()


def test_an_error_status_is_never_healthy():
    for status in (400, 404, 418, 500, 599):
        investigation, _ = investigate(request(), partial(answering, status), probes=False)
        assert not report(investigation).outcome.healthy


def answering(status, _asked):
    return response(status)


@pytest.mark.parametrize(
    ("budget", "healthy"), [({"max_requests": 3}, False), ({"probes": False}, True)]
)
def test_a_check_that_could_not_be_made_makes_nothing_sound(budget, healthy):
    """A cookie that does not come back leads to the login page again, which looks fine."""

    def peer(asked):
        if asked.method == "POST":
            return response(302, location="/home", set_cookie="sid=k3Jh9zQw8Lm; Path=/login")
        if asked.url.path == "/home":
            return response(302, location="/login")
        form = b"<form method=post><input type=password name=word></form>"
        return response(200, form, content_type="text/html")

    asked = replace(
        request("http://shop.test/login", "POST", Content_Type="application/x-www-form-urlencoded"),
        body=b"user=ann",
        follow_redirects=True,
        cookie_jar=True,
    )
    investigation, _ = investigate(asked, peer, **budget)
    diagnosis = report(investigation)
    assert diagnosis.outcome.healthy is healthy
    assert [each.id for each in diagnosis.causes] == (
        [] if healthy else ["cookie-domain-path-mismatch"]
    )
