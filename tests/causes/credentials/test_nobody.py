"""Whether a request shows nobody, and whether that is what the answer can have meant."""

from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, cause
from wwwhy.causes.credentials import nobody
from wwwhy.model import Connection, Exchange, Fields, Request, Response, TlsFacts, Url, Verdict

OWN = Fields.of([("X-Door", "sesame")])


def case(
    body: str = "", *, sent: Fields = Fields(), status: int = 401, challenge: str = ""
) -> Case:
    lines = [("Content-Type", "application/json")]
    lines += [("WWW-Authenticate", challenge)] if challenge else []
    response = Response(status, fields=Fields.of(lines), body=body.encode(), body_length=len(body))
    exchange = Exchange(Request(Url.parse("https://a.test/me"), fields=sent), response)
    return Case(exchange, exchange, (exchange,))


def stripped(before: Case, after: Case) -> Case:
    bare = replace(after.exchange, request=replace(after.request, fields=Fields()), index=1)
    done = ProbeResult("without-other-fields", ProbeState.DONE, (bare,))
    again = ProbeResult("unchanged-again", ProbeState.DONE, (replace(before.exchange, index=2),))
    return replace(before, probes={done.id: done, again.id: again})


def verdict(judged: Case) -> Verdict | None:
    finding = cause("auth-missing").judge(judged)
    return finding.verdict if finding else None


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (case(challenge="Bearer"), Verdict.PROVED),
        (case(challenge="Bearer", sent=OWN), Verdict.LIKELY),
        (case(sent=OWN), Verdict.POSSIBLE),
        (case('{"error": "client certificate required"}'), None),
        (case(challenge="Certificate"), None),
        (case('{"error": "client certificate required"}', challenge="Bearer"), Verdict.LIKELY),
    ],
)
def test_what_else_may_be_meant_is_never_called_proved(judged, expected):
    assert verdict(judged) is expected


def test_a_field_without_which_the_words_change_is_a_credential():
    before = case('{"m": "wrong"}', sent=OWN)
    assert nobody.is_read(stripped(before, case('{"m": "log in"}')))
    assert verdict(stripped(before, case('{"m": "log in"}'))) is None


def test_a_field_without_which_another_fault_comes_is_a_parameter():
    before = case('{"m": "log in"}', sent=OWN, challenge="Bearer")
    assert not nobody.is_read(stripped(before, case('{"m": "no door"}', status=400)))
    assert verdict(stripped(before, case('{"m": "no door"}', status=400))) is Verdict.LIKELY


def test_a_certificate_that_was_asked_for_leaves_doubt():
    plain = case(challenge="Bearer")
    asked = Connection(tls=TlsFacts(client_cert_requested=True))
    exchange = replace(plain.exchange, connection=asked)
    doubtful = replace(plain, exchange=exchange, control=exchange, hops=(exchange,))
    assert nobody.asks_certificate(doubtful)
    assert verdict(doubtful) is Verdict.LIKELY


def test_a_403_and_its_like_inside_a_200_are_forbidden():
    assert nobody.is_forbidden(case(status=403))
    assert not nobody.is_forbidden(case())
    inside = Fields.of([("Content-Type", "application/grpc"), ("grpc-status", "7")])
    exchange = Exchange(Request(Url.parse("https://a.test/me")), Response(200, fields=inside))
    assert nobody.is_forbidden(Case(exchange, exchange))
