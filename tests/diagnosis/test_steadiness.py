"""A flip counts only where the unchanged request goes on failing."""

from itertools import count

import pytest

from tests.diagnosis.peers import exchange, investigate, request, response
from wwwhy.diagnosis import report
from wwwhy.diagnosis.steadiness import AGAIN, may_repeat
from wwwhy.model import Verdict


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
