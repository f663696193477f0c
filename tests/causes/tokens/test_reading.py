"""What shows that a token is looked at, and what only seems to."""

from collections.abc import Mapping

import pytest

from wwwhy.causes.case import Case, ProbeResult, ProbeState
from wwwhy.causes.tokens import reading
from wwwhy.model import Exchange, Fields, Request, Response, Url

URL = Url.parse("http://a.test/me")
PROBE = "without-credentials"


def request(*lines: tuple[str, str], query: str = "") -> Request:
    return Request(Url.parse(f"{URL}{query}"), fields=Fields.of(lines))


def answer(body: str, status: int = 401, challenge: str = "", index: int = 0) -> Exchange:
    lines = [("Content-Type", "application/json"), ("WWW-Authenticate", challenge)]
    fields = Fields.of([line for line in lines if line[1]])
    response = Response(status, fields=fields, body=body.encode(), body_length=len(body))
    return Exchange(
        request(("Authorization", "Bearer abc"), ("X-Door", "b")), response, index=index
    )


def case(control: Exchange, other: Exchange, *again: Exchange) -> Case:
    made: Mapping[str, ProbeResult] = {
        PROBE: ProbeResult(PROBE, ProbeState.DONE, (other,)),
        **({reading.AGAIN: ProbeResult(reading.AGAIN, ProbeState.DONE, again)} if again else {}),
    }
    return Case(control, control, probes=made)


REFUSED = answer('{"m": "bad token"}')


@pytest.mark.parametrize(
    "other",
    [
        answer('{"m": "log in first"}'),
        answer('{"m": "bad token"}', status=403),
        answer('{"m": "bad token"}', challenge="Bearer"),
        answer('{"m": "bad token", "code": "no_token"}'),
    ],
)
def test_another_answer_shows_it_once_the_unchanged_request_was_repeated(other):
    assert reading.differs(case(REFUSED, other), PROBE) is None
    assert reading.differs(case(REFUSED, other, REFUSED, REFUSED), PROBE) is True


def test_the_same_answer_shows_that_it_is_not():
    assert reading.differs(case(REFUSED, REFUSED), PROBE) is False


def test_an_echo_of_the_request_is_no_reading():
    control = answer('{"m": "no", "you_sent": ["authorization", "x-door"]}')
    other = answer('{"m": "no", "you_sent": ["x-door"]}')
    assert reading.differs(case(control, other, control), PROBE) is False


def test_letters_written_as_escapes_are_read():
    control = answer('{"m": "\\u0441\\u0440\\u043e\\u043a"}')
    other = answer('{"m": "\\u043d\\u0435\\u0442"}', index=1)
    assert reading.differs(case(control, other, control), PROBE) is True


def test_a_word_that_changes_each_time_says_nothing():
    answers = [answer(f'{{"m": "no", "trace": "{word}"}}') for word in ("kfjq", "wpoz", "qqab")]
    assert reading.differs(case(*answers), PROBE) is None


def test_a_number_that_changes_each_time_does_not_disturb():
    first, again = (answer(f'{{"m": "bad token", "id": "a{n}"}}') for n in (17, 18))
    other = answer('{"m": "log in", "id": "a19"}')
    assert reading.differs(case(first, other, again), PROBE) is True


def test_servers_that_take_turns_show_nothing():
    let_in = answer('{"ok": true}', status=200)
    taking_turns = case(REFUSED, let_in, REFUSED, let_in)
    assert reading.differs(taking_turns, PROBE) is None
    assert reading.comes_and_goes(taking_turns)
    assert not reading.comes_and_goes(case(REFUSED, let_in, REFUSED))


@pytest.mark.parametrize(
    ("lines", "alone"),
    [
        ([], True),
        ([("Cookie", "theme=dark")], True),
        ([("X-Request-Id", "7")], True),
        ([("Cookie", "sid=abcdef0123456789")], False),
        ([("X-API-Key", "k9f8e7d6c5b4a3928170")], False),
    ],
)
def test_one_factor_a_probe(lines, alone):
    sent = request(("Authorization", "Bearer abc"), *lines)
    assert reading.is_alone(sent) is alone
    assert reading.withheld(sent) == (PROBE if alone else "without-token")


def test_a_token_in_the_query_or_under_another_name_is_alone_too():
    assert reading.is_alone(request(query="?access_token=abc"))
    assert reading.is_alone(request(("Cookie", "access_token=abcd1234")), "access_token")
