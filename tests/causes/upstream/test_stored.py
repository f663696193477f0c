"""Answers that came out of a cache, by the fields of several makers."""

import pytest

from wwwhy.causes.upstream.stored import is_stored
from wwwhy.model import Exchange, Fields, Request, Response, Url


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Varnish", "32784 65539", True),
        ("X-Varnish", "32784", False),
        ("Age", "7", True),
        ("Age", "0", False),
        ("X-Cache", "HIT", True),
        ("X-Cache", "MISS, HIT", True),
        ("X-Cache", "MISS from white", False),
        ("CF-Cache-Status", "STALE", True),
        ("Cache-Status", "edge; hit; ttl=30", True),
        ("Cache-Status", "edge; fwd=miss", False),
        ("Cache-Control", "max-stale=5", False),
    ],
)
def test_a_kept_answer_says_so(name, value, expected):
    response = Response(503, fields=Fields.of([(name, value)]))
    assert is_stored(Exchange(Request(Url.parse("http://a.test/")), response)) is expected
