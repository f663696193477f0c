"""Two names of the client's own: which experiment shows that they are the fault."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.vhosts.client_host_sni_mismatch.rule import judge
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict


def asked(host, status, index, probe=None):
    request = Request(Url.parse("https://api.test/"), fields=Fields.of([("Host", host)]))
    return Exchange(request, Response(status), index=index, probe=probe)


def verdict(**answers):
    failed = asked("shop.test", 421, 0)
    probes = {}
    for place, (name, (host, status)) in enumerate(answers.items(), start=1):
        probe = name.replace("_", "-")
        made = (asked(host, status, place, probe),)
        probes[probe] = ProbeResult(probe, ProbeState.DONE, made)
    found = judge(Case(failed, failed, hops=(failed,), probes=probes))
    return found.verdict if found else None


@pytest.mark.parametrize(
    ("handshake", "most"), [(200, Verdict.PROVED), (404, Verdict.PROVED), (421, Verdict.LIKELY)]
)
def test_a_host_that_nobody_may_ask_for_is_another_fault(handshake, most):
    found = verdict(sni_as_host=("shop.test", handshake), host_as_url=("api.test", 200))
    assert found is most


def test_the_other_name_alone_does_not_prove_it():
    assert verdict(host_as_url=("api.test", 200)) is Verdict.LIKELY


def test_a_421_under_either_name_alone_has_another_reason():
    found = verdict(sni_as_host=("shop.test", 421), host_as_url=("api.test", 421))
    assert found is Verdict.RULED_OUT


@pytest.mark.parametrize(("status", "named"), [(403, False), (400, False), (421, True)])
def test_an_address_without_any_name_was_not_set_by_hand(status, named):
    failed = Exchange(Request(Url.parse("https://192.0.2.1/")), Response(status))
    assert (judge(Case(failed, failed, hops=(failed,))) is not None) is named
