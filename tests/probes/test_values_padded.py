import pytest

from wwwhy.model import Exchange, Experiment, Fields, Request, Url
from wwwhy.probes import values_padded, values_shortened

COOKIE = "sid=k3Jh9z; cart=" + "abc=123," * 400 + "; flag"
TOKEN = "Bearer " + "eyJncm91cHMiOlsi_-9Z" * 600


def sent(change, *pairs):
    made = change(Exchange(Request(Url.parse("http://shop.test/"), fields=Fields.of(pairs))))
    return made.requests[0].fields if isinstance(made, Experiment) else None


def test_cookies_keep_their_names_and_their_length():
    long = sent(values_padded.change, ("User-Agent", "curl/8"), ("Cookie", COOKIE))
    assert long.get("user-agent") == "curl/8"
    assert len(long.get("cookie")) == len(COOKIE)
    assert long.get("cookie").startswith("sid=aaaaaa; cart=aaaa")
    assert "k3Jh9z" not in long.get("cookie")


def test_the_short_twin_differs_in_length_alone():
    short = sent(values_shortened.change, ("Cookie", COOKIE), ("X-Trace", "t" * 900))
    assert short.get("cookie") == "sid=aaaaaa; cart=aaaaaaaa; flag"
    assert short.get("x-trace") == "aaaaaaaa"


@pytest.mark.parametrize("change", [values_padded.change, values_shortened.change])
def test_never_makes_a_wrong_credential(change):
    assert sent(change, ("Authorization", TOKEN)) is None
    mixed = sent(change, ("Authorization", TOKEN), ("Cookie", COOKIE))
    assert "authorization" not in mixed


@pytest.mark.parametrize("change", [values_padded.change, values_shortened.change])
def test_a_small_header_stays(change):
    assert sent(change, ("User-Agent", "curl/8")) is None
