"""A bare token gets a scheme: Bearer, and what the server asks for."""

import pytest

from wwwhy.model import Exchange, Experiment, Fields, Request, Response, Url
from wwwhy.probes import NotApplicable, probe


def change(value: str, challenge: str = "", probe_id: str = "bearer-prefix-added"):
    request = Request(Url.parse("http://api.test/"), fields=Fields.of([("Authorization", value)]))
    fields = Fields.of([("WWW-Authenticate", challenge)] if challenge else [])
    return probe(probe_id).change(Exchange(request, Response(401, fields=fields)), ())


@pytest.mark.parametrize(
    ("challenge", "values"),
    [
        ("", ["Bearer tok-12345678", "Token tok-12345678"]),
        ("Bearer", ["Bearer tok-12345678"]),
        ("Token", ["Token tok-12345678", "Bearer tok-12345678"]),
    ],
)
def test_the_scheme_stands_in_front(challenge, values):
    made = change("tok-12345678", challenge)
    assert isinstance(made, Experiment)
    assert [request.fields.get("authorization") for request in made.requests] == values


@pytest.mark.parametrize("value", ["Bearer tok-12345678", "Basic YTpi", "", "Basic", "Bearer"])
def test_what_is_no_bare_token_stays(value):
    assert isinstance(change(value), NotApplicable)


def test_a_bare_token_has_no_scheme_to_change():
    assert isinstance(change("tok-12345678", "Token", "challenged-scheme"), NotApplicable)


def test_what_belongs_to_basic_goes_there_under_its_own_name():
    made = change("Bearer YW5uOnNlY3JldA==", 'Basic realm="a"', "challenged-scheme")
    assert isinstance(made, Experiment)
    assert made.requests[0].fields.get("authorization") == "Basic YW5uOnNlY3JldA=="


def test_a_stranger_shows_a_token_where_no_scheme_is_named():
    bare = Request(Url.parse("http://api.test/"))
    for status, expected in ((401, "Bearer"), (403, "Bearer"), (500, "Bearer"), (404, None)):
        made = probe("garbage-credential").change(Exchange(bare, Response(status)), ())
        if expected is None:
            assert isinstance(made, NotApplicable)
        else:
            assert isinstance(made, Experiment)
            assert (made.requests[0].fields.get("authorization") or "").startswith(expected)
