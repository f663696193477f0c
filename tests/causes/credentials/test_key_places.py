"""The place for a key that is proposed next is one that was not tried."""

from types import MappingProxyType

import pytest

from wwwhy.causes import Case, ProbeResult, ProbeState
from wwwhy.causes.credentials.key_places import PROBE, next_place, place_of
from wwwhy.model import Exchange, Fields, Request, Response, Url

KEY = "kkk-5511aa22bb"


def exchange(path: str, *sent: tuple[str, str]) -> Exchange:
    request = Request(Url.parse(f"http://api.test{path}"), fields=Fields.of(sent))
    return Exchange(request, Response(401))


def case(own: Exchange, *tried: Exchange) -> Case:
    result = ProbeResult(PROBE, ProbeState.DONE, tried)
    return Case(own, own, (own,), MappingProxyType({PROBE: result} if tried else {}))


IN_FIELD = exchange("/", ("X-API-Key", KEY))
IN_QUERY = exchange(f"/?api_key={KEY}")


@pytest.mark.parametrize(
    ("judged", "place", "named", "sentence", "part"),
    [
        (case(IN_FIELD), "X-API-Key", (), "try_the_query", '"api_key=$KEY" http://api.test/'),
        (case(IN_FIELD), "X-API-Key", ("X-Shop-Key",), "move_it", "X-Shop-Key: KEY"),
        (case(IN_FIELD), "X-API-Key", ("X-Api-Key",), "ask_for_the_name", "NAME-OF-THE-FIELD"),
        (case(IN_QUERY), "?api_key", (), "move_it", "X-API-Key: KEY"),
        (case(IN_QUERY, IN_FIELD), "?api_key", (), "ask_for_the_name", "NAME-OF-THE-FIELD"),
    ],
)
def test_the_next_place(judged, place, named, sentence, part):
    found = next_place(judged, place, named)
    assert found.name == sentence
    assert part in (found.command or "")


def test_where_a_probe_sent_the_key():
    assert place_of(case(IN_QUERY), IN_FIELD) == "X-API-Key"
    assert place_of(case(IN_FIELD), IN_QUERY) == "?api_key"
    bearer = exchange("/", ("Authorization", f"Bearer {KEY}"))
    assert place_of(case(IN_FIELD), bearer) == "Authorization: Bearer"
