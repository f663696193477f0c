"""What waits show: whole seconds, quick answers beside it, and others that wait as long."""

from dataclasses import replace

import pytest

from tests.causes.upstream.test_gateway import case, exchange
from wwwhy.causes import Case
from wwwhy.causes.upstream.upstream_connection_refused import rule as refused
from wwwhy.causes.upstream.upstream_header_too_big import rule as head_too_big
from wwwhy.causes.upstream.upstream_read_timeout import rule as read_timeout
from wwwhy.causes.upstream.waits import long_wait, quick_answers, slow_answers
from wwwhy.model import Box, Strength, Verdict


def late(seconds: float, box: str = "Node.js", role: str = "application", **probes: float) -> Case:
    """A 502 after so many seconds, and what is answered beside it."""
    beside = {name: exchange(404, wait, index=1) for name, wait in probes.items()}
    own = exchange(502, seconds)
    seen = case(502, box, role, **beside)
    return replace(seen, exchange=own, control=own, answered_by=Box(box, role, confidence=0.9))


@pytest.mark.parametrize(
    ("seconds", "name", "strength"),
    [(2.02, "round_wait", Strength.STRONG), (2.6, "waited", Strength.WEAK)],
)
def test_a_whole_number_of_seconds_is_a_limit(seconds, name, strength):
    said = long_wait(late(seconds))
    assert (said.name, said.strength) == (name, strength)


def test_what_is_beside_it_is_quick_or_waits_too():
    own = late(2.0, random_sibling=0.01)
    assert [each.name for each in quick_answers(own)] == ["quick_answer"]
    assert slow_answers(own) == ()
    alike = replace(own, probes=case(502, random_sibling=exchange(502, 2.0, index=1)).probes)
    assert [each.name for each in slow_answers(alike)] == ["all_wait"]


@pytest.mark.parametrize(
    ("seconds", "box", "role", "beside", "timeout", "head"),
    [
        # Whoever says 502 of every fault says it of his own limit as well.
        (2.02, "Node.js", "application", 0.01, Verdict.POSSIBLE, None),
        # No whole number of seconds, or everything is as slow.
        (2.6, "Node.js", "application", 0.01, None, Verdict.POSSIBLE),
        (2.02, "Node.js", "application", 1.9, None, Verdict.POSSIBLE),
        # nginx says 504 of its own limit; somebody's behind it is left.
        (2.02, "nginx", "reverse-proxy", 0.01, Verdict.POSSIBLE, Verdict.POSSIBLE),
    ],
)
def test_a_502_after_whole_seconds_may_be_a_limit(seconds, box, role, beside, timeout, head):
    own = late(seconds, box, role, random_sibling=beside)
    found = (read_timeout.judge(own), head_too_big.judge(own))
    assert [each and each.verdict for each in found] == [timeout, head]


@pytest.mark.parametrize(
    ("seconds", "box", "name"),
    [
        (0.01, "HAProxy", "at_once"),
        # Three further attempts, a second apart: nobody may say that it did not wait.
        (3.006, "HAProxy", "tried_again"),
        (0.9, "Apache", "at_once"),
    ],
)
def test_a_gateway_that_calls_again_takes_its_time(seconds, box, name):
    own = exchange(503, seconds)
    finding = refused.judge(replace(case(503, box), exchange=own, control=own))
    assert finding is not None
    assert name in [each.name for each in finding.evidence]
