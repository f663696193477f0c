"""A preflight that is refused and, asked once more, allowed, says nothing of methods or fields."""

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.cors.cors_method_or_header_not_allowed.rule import judge
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict

PAGE = "https://app.test"


def question(method, *, allowed, index):
    asked = Fields.of([("Origin", PAGE), ("Access-Control-Request-Method", method)])
    said = Fields.of([("Access-Control-Allow-Origin", PAGE)] if allowed else [])
    request = Request(Url.parse("http://api.test/items"), "OPTIONS", asked)
    return Exchange(request, Response(200 if allowed else 403, fields=said), index=index)


def case(*plainer, again=(False, False)):
    """Return a refused question for PUT with the answers to plainer ones, and to itself."""
    refused = question("PUT", allowed=False, index=0)
    names = zip(("GET", "POST", "PUT"), plainer, strict=True)
    simplest = tuple(question(name, allowed=yes, index=1) for name, yes in names)
    repeated = tuple(question("PUT", allowed=yes, index=4) for yes in again)
    made = {"preflight-simplest": simplest, "unchanged-again": repeated}
    probes = {name: ProbeResult(name, ProbeState.DONE, each) for name, each in made.items()}
    return Case(refused, refused, hops=(refused,), probes=probes)


def test_a_plainer_method_is_allowed():
    found = judge(case(True, True, False))
    assert found is not None
    assert found.verdict is Verdict.PROVED
    assert found.evidence[0].name == "method_refused"


@pytest.mark.parametrize(
    "asked",
    [
        case(True, True, True),
        case(True, False, False, again=(True, False)),
        case(False, False, False),
    ],
)
def test_servers_that_take_turns_and_refusals_of_everything_are_other_faults(asked):
    assert judge(asked) is None
