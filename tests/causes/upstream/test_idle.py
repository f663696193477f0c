"""A client's own connection that the server had closed meanwhile."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.upstream.idle import judge_direct
from wwwhy.model import Connection, Exchange, Failure, Request, Response, Url, Verdict

OWN = Exchange(
    Request(Url.parse("http://a.test/")),
    failure=Failure("http.response.empty"),
    connection=Connection(requests_before=1),
)
SERVED, ENDED = replace(OWN, failure=None, response=Response(200)), OWN


def case(**probes: tuple[Exchange, Exchange]) -> Case:
    names = {name.replace("_", "-"): pair for name, pair in probes.items()}
    results = {name: ProbeResult(name, ProbeState.DONE, pair) for name, pair in names.items()}
    return Case(OWN, OWN, probes=results)


@pytest.mark.parametrize(
    ("probes", "verdict"),
    [
        ({}, Verdict.LIKELY),
        ({"reused_after_idle": (SERVED, ENDED)}, Verdict.LIKELY),
        (
            {"reused_after_idle": (SERVED, ENDED), "reused_connection": (SERVED, SERVED)},
            Verdict.PROVED,
        ),
        # A second request fails without a pause as well: then idleness is not the factor.
        (
            {"reused_after_idle": (SERVED, ENDED), "reused_connection": (SERVED, ENDED)},
            Verdict.LIKELY,
        ),
        ({"reused_after_idle": (SERVED, SERVED)}, Verdict.POSSIBLE),
        ({"reused_after_idle": (ENDED, ENDED)}, Verdict.POSSIBLE),
    ],
)
def test_the_pause_is_the_factor(probes, verdict):
    finding = judge_direct(case(**probes))
    assert finding is not None
    assert finding.verdict is verdict


def test_another_failure_is_another_fault():
    late = replace(OWN, failure=Failure("http.response.timed_out"))
    assert judge_direct(Case(late, late)) is None
    assert judge_direct(Case(SERVED, SERVED)) is None
