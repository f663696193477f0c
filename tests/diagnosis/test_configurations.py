"""Configurations that were handed in and do not speak of the request."""

from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, request, response
from wwwhy.causes import Case
from wwwhy.diagnosis.configurations import unused
from wwwhy.model import Connection, Failure
from wwwhy.sources.config import read_config_text

HERE = "http { server { listen 80; server_name shop.test; } }"
BEHIND = "http { server { listen 8080; server_name shop.test; } }"
ELSEWHERE = "http { server { listen 8080; server_name a.test; } server { listen 8080; server_name b.test; } }"
APPLIES_ANYWHERE = "Require all granted\nOptions -Indexes\nDirectoryIndex index.html\n"


def case(*texts: str, hops=None) -> Case:
    own = exchange(request(), response(403))
    config = tuple(read_config_text(text, f"{at}.conf") for at, text in enumerate(texts))
    return Case(own, own, hops or (own,), config=config)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), []),
        ((HERE,), []),
        ((APPLIES_ANYWHERE,), []),
        ((BEHIND,), [("by_name", "0.conf")]),
        ((ELSEWHERE,), [("no_server", "0.conf")]),
        ((HERE, ELSEWHERE, BEHIND), [("no_server", "1.conf"), ("by_name", "2.conf")]),
    ],
)
def test_names_what_was_of_no_use(texts, expected):
    found = unused(case(*texts), healthy=False)
    assert [(each.why, each.detail) for each in found] == expected
    assert {each.what for each in found} <= {"config"}


def test_where_nothing_failed_only_what_was_left_out_is_named():
    found = unused(case(ELSEWHERE, BEHIND), healthy=True)
    assert [each.why for each in found] == ["no_server"]


def test_an_earlier_hop_may_be_the_one_it_speaks_of():
    first = exchange(request(), response(302))
    last = exchange(request("http://login.test:8443/"), response(403))
    assert unused(case(HERE, hops=(first, last)), healthy=False) == ()


def test_a_request_that_reached_nobody_says_nothing_about_a_server():
    lost = exchange(request(), Failure("dns.name_not_resolved"))
    assert unused(case(ELSEWHERE, hops=(lost,)), healthy=False) == ()
    refused = replace(lost, connection=Connection(remote_address="192.0.2.1", remote_port=81))
    assert [each.why for each in unused(case(ELSEWHERE, hops=(refused,)), healthy=False)] == [
        "no_server"
    ]
