"""What two answers say, held apart from noise and from what they repeat of their requests."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState, wording
from wwwhy.model import Exchange, Fields, Request, Response, Url

PLAIN = Request(Url.parse("http://shop.test/orders"))
ASKED = replace(PLAIN, fields=Fields.of((("Authorization", "Bearer k-1"), ("Accept", "*/*"))))
BARE = replace(PLAIN, fields=Fields.of((("Accept", "*/*"),)))


def answer(body: str, request: Request = ASKED, status: int = 401, challenge: str = "") -> Exchange:
    kind = "application/json" if body.startswith(("{", "[")) else "text/html"
    lines = [("Content-Type", kind), *([("WWW-Authenticate", challenge)] if challenge else [])]
    return Exchange(request, Response(status, fields=Fields.of(lines), body=body.encode()))


def case_of(control: Exchange, **probes: tuple[Exchange, ...]) -> Case:
    results: Mapping[str, ProbeResult] = {
        name.replace("_", "-"): ProbeResult(name.replace("_", "-"), ProbeState.DONE, exchanges)
        for name, exchanges in probes.items()
    }
    numbered = {
        name: replace(
            each,
            exchanges=tuple(replace(e, index=1 + place) for place, e in enumerate(each.exchanges)),
        )
        for name, each in results.items()
    }
    return Case(control, control, (control,), probes=numbered)


def told(case: Case) -> bool | None:
    return wording.told_apart(case, case.probe("without-credentials"))


TRACED = '{"error": "network_denied", "trace": "%s"}'
NONCE = '<html><script nonce="%s"></script><p>%s</p></html>'


def test_another_answer_without_a_repetition_says_nothing():
    case = case_of(answer('{"m": "bad"}'), without_credentials=(answer('{"m": "none"}', BARE),))
    assert told(case) is None


def test_the_same_answer_needs_no_repetition():
    case = case_of(answer('{"m": "no"}'), without_credentials=(answer('{"m": "no"}', BARE),))
    assert told(case) is False


@pytest.mark.parametrize(
    ("control", "again", "bare"),
    [
        (TRACED % "kfjqwpozx", TRACED % "ahshdjfkg", TRACED % "mznxbcvla"),
        (NONCE % ("kfjq", "no"), NONCE % ("ahsh", "no"), NONCE % ("mznx", "no")),
        ("<p>Carpe diem</p><p>no</p>", "<p>Memento mori</p><p>no</p>", "<p>Sapere</p><p>no</p>"),
    ],
)
def test_a_word_that_changes_by_itself_is_noise(control, again, bare):
    one = case_of(
        answer(control),
        unchanged_again=(answer(again),),
        without_credentials=(answer(bare, BARE),),
    )
    assert told(one) is False
    # The anonymous request alone shows the noise as well.
    pair = (answer(bare, BARE), answer(again, BARE))
    assert told(case_of(answer(control), without_credentials=pair)) is False


@pytest.mark.parametrize(
    ("control", "again", "bare"),
    [
        ('{"m": "bad", "t": "kfjq"}', '{"m": "bad", "t": "ahsh"}', '{"m": "who", "t": "mznx"}'),
        (NONCE % ("kfjq", "bad"), NONCE % ("ahsh", "bad"), NONCE % ("mznx", "who are you")),
    ],
)
def test_what_differs_beside_the_noise_counts(control, again, bare):
    case = case_of(
        answer(control),
        unchanged_again=(answer(again),),
        without_credentials=(answer(bare, BARE),),
    )
    assert told(case) is True


def test_a_realm_that_changes_each_time_is_noise():
    def realm(word: str, request: Request = ASKED) -> Exchange:
        return answer("", request, challenge=f'Bearer realm="{word}"')

    noisy = case_of(realm("kfjq"), without_credentials=(realm("mznx", BARE), realm("ahsh", BARE)))
    assert told(noisy) is False
    steady = case_of(realm("a"), without_credentials=(realm("b", BARE), realm("b", BARE)))
    assert told(steady) is True


@pytest.mark.parametrize(
    ("control", "bare"),
    [
        ('{"sent": ["accept", "authorization"]}', '{"sent": ["accept"]}'),
        (
            '{"headers": {"Accept": "*/*", "Authorization": "[redacted]"}}',
            '{"headers": {"Accept": "*/*"}}',
        ),
        (
            '{"headers": {"HTTP_ACCEPT": "*/*", "HTTP_AUTHORIZATION": "Bearer k-1"}}',
            '{"headers": {"HTTP_ACCEPT": "*/*"}}',
        ),
    ],
)
def test_an_echo_of_the_request_is_no_reading(control, bare):
    pair = (answer(bare, BARE),) * 2
    assert told(case_of(answer(control), without_credentials=pair)) is False


def test_a_target_that_answers_now_so_now_so_tells_nothing():
    turns = (answer("{}", BARE, 200), answer('{"m": "no"}', BARE))
    assert told(case_of(answer('{"m": "no"}'), without_credentials=turns)) is None
    again = (answer("{}", status=200),)
    pair = (answer('{"m": "none"}', BARE),) * 2
    case = case_of(answer('{"m": "no"}'), unchanged_again=again, without_credentials=pair)
    assert told(case) is None
    assert wording.is_steady(case) is False


@pytest.mark.parametrize("status", [429, 503])
def test_a_limit_reached_meanwhile_tells_nothing(status):
    pair = (answer('{"m": "slow down"}', BARE, status),) * 2
    assert told(case_of(answer('{"m": "no"}'), without_credentials=pair)) is None


def test_without_a_repetition_nobody_knows_whether_it_is_steady():
    assert wording.is_steady(case_of(answer("no"))) is None
    assert wording.is_steady(case_of(answer("no"), fresh_connection=(answer("no"),))) is True


def test_a_hostile_answer_is_read_within_bounds():
    deep = "[" * 5000 + "]" * 5000
    wide = "{" + ",".join(f'"k{n}": "x"' for n in range(5000)) + "}"
    for body in (deep, wide, "<" * 20000, "a\n" * 20000):
        pair = (answer(body, BARE), answer(body, BARE))
        assert told(case_of(answer(body), without_credentials=pair)) is False
