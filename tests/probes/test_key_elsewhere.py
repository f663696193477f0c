"""A key is moved to where the answer points, one place at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model import Exchange, Experiment, Fields, Request, Response, Url
from wwwhy.probes import NotApplicable, probe
from wwwhy.probes.key_elsewhere import find_key, places_named, without_keys

KEY = "k-4f9a8c27d1e35b60"


def asked(*lines: tuple[str, str], query: str = "", body: str = "") -> Exchange:
    url = Url.parse(f"http://api.test/x{query and '?'}{query}")
    return Exchange(Request(url, fields=Fields.of(lines)), Response(401, body=body.encode()))


def sent(exchange: Exchange) -> list[Request]:
    made = probe("key-elsewhere").change(exchange, ())
    assert isinstance(made, Experiment)
    return list(made.requests)


def test_from_the_query_into_the_usual_fields_and_the_rest_stays_as_typed():
    requests = sent(asked(query=f"a=%20&api_key={KEY}&b"))
    assert {request.url.query for request in requests} == {"a=%20&b"}
    assert requests[0].fields.get("x-api-key") == KEY
    assert len(requests) == 4
    for request in requests:
        assert sum(KEY in line.value for line in request.fields) == 1


@pytest.mark.parametrize(
    ("challenge", "second"),
    [("Key", "apikey"), ("APIKey", "apikey"), ("Bearer", "authorization"), ("", "authorization")],
)
def test_a_challenge_for_a_key_sends_it_into_a_field_of_its_own_first(challenge, second):
    exchange = asked(query=f"api_key={KEY}")
    lines = Fields.of((("WWW-Authenticate", challenge),) if challenge else ())
    requests = sent(Exchange(exchange.request, Response(401, fields=lines)))
    assert requests[0].fields.get("x-api-key") == KEY
    assert second in requests[1].fields


def test_where_the_answer_points_comes_first():
    requests = sent(asked(("Authorization", f"Bearer {KEY}"), body="X-Acme-Key fehlt"))
    assert requests[0].fields.get("x-acme-key") == KEY
    assert "authorization" not in requests[0].fields


def test_into_the_query_only_if_the_answer_asks_for_it():
    said = '{"loc": ["query", "appid"]}'
    assert sent(asked(("X-API-Key", KEY), body=said))[0].url.query == f"appid={KEY}"
    plain = sent(asked(("X-API-Key", KEY), body="appid and others"))
    assert all(request.url.query is None for request in plain)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (("Authorization", "Basic YTpi"),),
        (("Authorization", 'Digest username="a"'),),
        (("X-CSRF-Token", KEY),),
        (("Proxy-Authorization", f"Bearer {KEY}"),),
    ],
)
def test_what_is_no_key_is_not_moved(lines):
    assert isinstance(probe("key-elsewhere").change(asked(*lines), ()), NotApplicable)


@pytest.mark.parametrize(
    ("exchange", "place"),
    [
        (asked(("api_key", KEY)), "api_key"),
        (asked(("Authorization", f"ApiKey {KEY}")), "Authorization: ApiKey"),
        (asked(("Authorization", KEY)), "Authorization"),
        (asked(query=f"key={KEY}"), "?key"),
    ],
)
def test_a_key_is_found_in_its_place(exchange, place):
    found = find_key(exchange.request)
    assert found is not None
    assert found[:2] == (place, KEY)


def test_without_credentials_takes_keys_out_of_the_query_as_well():
    made = probe("without-credentials").change(asked(query=f"a=1&token={KEY}"), ())
    assert isinstance(made, Experiment)
    assert made.requests[0].url.query == "a=1"


@given(st.text(max_size=100), st.text(max_size=400))
def test_hostile_queries_and_answers(query, body):
    exchange = asked(query=query.replace("#", ""), body=body)
    assert len(places_named(exchange.response)) <= 2
    without_keys(exchange.request)
    find_key(exchange.request)
