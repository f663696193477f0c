"""A refused password is sent once more at most, a refused token three times."""

from base64 import b64encode
from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, investigate, request, response
from wwwhy.diagnosis import lockout, report
from wwwhy.model import Experiment, Login, Proxy, Verdict

BASIC = "Basic " + b64encode(b"ann:wrong-one").decode()
TOKEN = "Bearer k9f8e7d6c5b4a3928170aabbccddeeff"
AGAIN = "unchanged-again"


def refused(asked, status=401):
    return exchange(asked, response(status, b"no"))


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"authorization": BASIC}, (lockout.PASSWORD_AGAIN, 1)),
        ({"authorization": 'Digest username="ann", response="x"'}, (lockout.PASSWORD_AGAIN, 1)),
        ({"authorization": TOKEN}, (lockout.TOKEN_AGAIN, 1)),
        ({"x_api_key": "k9f8e7d6c5b4a392"}, (lockout.TOKEN_AGAIN, 1)),
        ({"cookie": "sid=k9f8e7d6c5b4a392"}, None),
        ({}, None),
    ],
)
def test_how_often_what_was_refused_may_be_sent_again(fields, allowed):
    left = lockout.left(refused(request(**fields)), ())
    assert (left and (left.requests, left.reserved)) == allowed


@pytest.mark.parametrize(
    ("status", "said", "free"),
    [(403, b"no", True), (403, b"no key", False), (401, b"no", False)],
)
def test_a_403_that_nobody_gets_as_well_is_about_something_else(status, said, free):
    asked = request(authorization=BASIC)
    bare = exchange(asked.without_fields("authorization"), response(status, said))
    seen = (replace(bare, probe=lockout.NOBODY),)
    assert (lockout.left(refused(asked, status), seen) is None) is free


def test_a_login_and_a_password_in_the_query_are_passwords():
    waiting = replace(request(), login=Login("digest", "ann", "wrong-one"))
    asked = request("http://shop.test/cart?user=ann&password=wrong-one")
    for each in (waiting, asked):
        left = lockout.left(refused(each), ())
        assert left is not None
        assert left.requests == lockout.PASSWORD_AGAIN


def test_what_was_not_refused_may_be_sent_freely():
    asked = request(authorization=BASIC)
    assert lockout.left(refused(asked, 404), ()) is None
    assert lockout.left(refused(asked, 500), ()) is None


def test_a_proxy_refuses_the_login_that_was_given_for_it():
    asked = request(authorization=BASIC)
    assert lockout.left(refused(asked, 407), ()) is None
    proxy = Proxy("http", "127.0.0.1", 3128, userinfo="ann:wrong-one")
    through = asked.with_transport(proxy=proxy)
    assert lockout.left(refused(through, 407), ()) == lockout.Allowance(1, 1, forms=True)


def test_what_was_taken_in_another_form_does_not_count():
    asked = request(x_api_key="k9f8e7d6c5b4a392")
    seen = (refused(asked), exchange(asked, response(200, b"ok")))
    left = lockout.left(refused(asked), seen)
    assert left is not None
    assert left.requests == lockout.TOKEN_AGAIN - 1


def test_of_alternatives_the_first_remain_and_of_a_control_one():
    last = refused(request(authorization=TOKEN))
    forms = tuple(request(authorization=f"{each} k-1") for each in ("Token", "JWT", "ApiKey"))
    allowance = lockout.Allowance(3, reserved=1)
    kept = allowance.sparing("usual-scheme", Experiment(forms), last)
    assert kept is not None
    assert kept.requests == forms[:2]
    control = Experiment((last.request,) * 2)
    assert allowance.sparing(AGAIN, control, last) == Experiment((last.request,))
    assert lockout.Allowance(0, 0).sparing(AGAIN, control, last) is None
    # Repetitions are a matter of counting: fewer of them would say nothing.
    counted = Experiment((last.request,) * 6)
    assert allowance.sparing("repeated", counted, last) is None


def test_what_carries_nothing_is_always_allowed():
    last = refused(request(authorization=TOKEN))
    bare = Experiment((request(),) * 2)
    garbage = Experiment((request(authorization="Bearer wwwhy-probe-nobody"),))
    for each in (bare, garbage):
        assert lockout.Allowance(0, 0).sparing("browser-user-agent", each, last) == each
    beside = Experiment((request(authorization="Bearer wwwhy-probe-nobody", x_api_key="k-1"),))
    assert lockout.Allowance(0, 0).sparing("browser-user-agent", beside, last) is None


@pytest.mark.parametrize(
    ("fields", "most"),
    [
        ({"authorization": BASIC}, 1),
        ({"authorization": TOKEN}, 3),
        ({"authorization": TOKEN.partition(" ")[2]}, 3),
        ({"x_api_key": "k9f8e7d6c5b4a3928170"}, 3),
        ({"api_key": "k9f8e7d6c5b4a3928170"}, 3),
    ],
)
@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/html"])
def test_a_whole_diagnosis_keeps_within_it(fields, most, status, kind):
    asked = request(user_agent="curl/8", **fields)
    secret = next(iter(fields.values())).rpartition(" ")[2]
    seen = []

    def server(each):
        seen.append(any(secret in line.value for line in each.fields))
        said = b'{"error": "denied"}' if seen[-1] else b'{"error": "no credential"}'
        return response(status, said, content_type=kind)

    investigation, _ = investigate(asked, server)
    assert sum(seen) - 1 <= most
    assert all(each.verdict is not Verdict.PROVED for each in report(investigation).causes)


def test_what_was_left_out_is_named_and_what_tells_most_was_sent():
    asked = request(user_agent="curl/8", x_api_key="k9f8e7d6c5b4a3928170")
    refusal = response(401, b'{"error": "denied"}', content_type="application/json")
    investigation, wants = investigate(asked, lambda _: refusal)
    sent = {want.probe: len(want.experiment.requests) for want in wants}
    assert sent["key-elsewhere"] == lockout.TOKEN_AGAIN - 1
    assert sent["without-credentials"]
    names = [each.what for each in report(investigation).not_checked if each.why == "lockout"]
    assert "browser-user-agent" in names
    assert not {*names} & {*sent}
    assert len(names) == len(set(names))


def test_a_password_is_kept_for_another_form_or_for_a_control():
    last = refused(request(authorization=BASIC))
    once = Experiment((last.request,))
    allowance = lockout.Allowance(1, reserved=1, forms=True)
    assert allowance.sparing("browser-user-agent", once, last) is None
    assert allowance.sparing("challenged-scheme", once, last) == once
    assert allowance.sparing(AGAIN, once, last) == once
