"""A 421 to a Host that the same server serves once the handshake names it as well."""

from dataclasses import replace

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.model import Exchange, Fields, Request, Response, Url, Verdict

ASKED = Request(Url.parse("https://a.test/"), fields=Fields.of([("Host", "b.test")]))
REFUSED = Response(421, fields=Fields.of([("Content-Type", "application/json")]), body=b'{"n":1}')
SERVED = Response(200, body=b"ok", body_length=2)


def judged(renamed):
    """Judge it by what one name in both places gets."""
    refused = Exchange(ASKED, REFUSED)
    answers = {"host-other": REFUSED, "host-localhost": SERVED, "sni-as-host": renamed}
    probes = {}
    for index, (name, response) in enumerate(answers.items(), 1):
        host = "localhost" if name == "host-localhost" else "b.test"
        made = Exchange(ASKED.with_field("Host", host), response, index=index, probe=name)
        probes[name] = ProbeResult(name, ProbeState.DONE, (made,))
    again = tuple(replace(refused, index=index) for index in (7, 8))
    probes["unchanged-again"] = ProbeResult("unchanged-again", ProbeState.DONE, again)
    return cause("app-host-not-allowed").judge(Case(refused, refused, probes=probes))


def test_a_name_that_is_served_on_its_own_connection_is_on_the_list():
    assert judged(SERVED) is None


def test_a_name_that_is_refused_there_too_may_be_missing():
    finding = judged(REFUSED)
    assert finding is not None
    assert finding.verdict is Verdict.LIKELY
