"""A scheme is written as usual, and a token also goes by the other schemes for tokens."""

import pytest

from wwwhy.model import Exchange, Experiment, Fields, Request, Response, Url
from wwwhy.probes import NotApplicable, probe
from wwwhy.probes.usual_scheme import is_allowed, is_unusual, scheme_written


def exchange(value: str, challenge: str = "") -> Exchange:
    request = Request(Url.parse("http://api.test/"), fields=Fields.of([("Authorization", value)]))
    fields = Fields.of([("WWW-Authenticate", challenge)] if challenge else [])
    return Exchange(request, Response(401, fields=fields))


@pytest.mark.parametrize(
    ("value", "challenge", "sent"),
    [
        ("bearer t0k", "", ["Bearer t0k", "Token t0k"]),
        ("Bearer t0k", "", ["Token t0k"]),
        ("Bearer: t0k", "", ["Bearer t0k", "Token t0k"]),
        ("Token t0k", "", ["Bearer t0k"]),
        ("JWT eyJ0.eyJ1.c2ln", "", ["Bearer eyJ0.eyJ1.c2ln", "Token eyJ0.eyJ1.c2ln"]),
        ("bearer t0k", "Bearer", ["Bearer t0k"]),
        ("Bearer  t0k", "Bearer", ["Bearer t0k"]),
        ("Bearer Bearer t0k", "Bearer", ["Bearer t0k"]),
        ("bearer Bearer: t0k", "Bearer", ["Bearer t0k"]),
        ('Bearer "t0k"', "Bearer", ["Bearer t0k"]),
        ("Bearer <t0k>", "Bearer", ["Bearer t0k"]),
        ("basic YTpi", "Basic", ["Basic YTpi"]),
    ],
)
def test_the_same_secret_under_usual_names(value, challenge, sent):
    made = probe("usual-scheme").change(exchange(value, challenge), ())
    assert isinstance(made, Experiment)
    assert [each.fields.get("authorization") for each in made.requests] == sent


@pytest.mark.parametrize(
    ("value", "challenge"),
    [
        ("Basic YTpi", ""),
        ("Bearer t0k", "Bearer"),
        ("Basic Basic", "Basic"),
        ('Bearer ""', "Bearer"),
        ("t0k", ""),
        ('Digest username="a", realm="b"', ""),
        ("", ""),
    ],
)
def test_what_is_as_usual_stays(value, challenge):
    made = probe("usual-scheme").change(exchange(value, challenge), ())
    assert isinstance(made, NotApplicable)


def test_an_unusual_spelling_is_seen():
    assert is_unusual(exchange("bearer t0k").request)
    assert is_unusual(exchange("Bearer=t0k").request)
    assert not is_unusual(exchange("Bearer t0k").request)
    assert not is_unusual(exchange("Acme t0k").request)
    assert scheme_written(exchange("Bearer: t0k").request) == "Bearer:"


def test_a_scheme_is_written_without_its_secret():
    assert scheme_written(exchange("Bearer:t0k").request) == "Bearer:"
    assert scheme_written(exchange('"t0k').request) == ""


@pytest.mark.parametrize("value", ["bearer t0k", "Bearer   t0k", "BEARER t0k", "Bearer t0k"])
def test_the_standard_lets_case_and_blanks_be(value):
    assert is_allowed(exchange(value).request)


@pytest.mark.parametrize(
    "value", ["Bearer: t0k", "Bearer Bearer t0k", 'Bearer "t0k"', "Bearer\tt0k", "t0k", ""]
)
def test_the_standard_allows_nothing_else(value):
    assert not is_allowed(exchange(value).request)
