"""Lines of applications are joined by what they call the request, as surely as plain lines."""

import json
from dataclasses import replace

import pytest

from tests.sources.serverlog.exchanges import AT, exchange
from tests.sources.serverlog.test_join import parsed, told
from wwwhy.model import Exchange, Fields

ID, OTHER = "7f3c2d1e-aaaa-4bbb-8ccc-123456789abc", "00000000-1111-4222-8333-444455556666"
PLAIN = '2026-11-21T00:15:19Z ERROR shop: "GET /x" denied'


def said(message: str, **more: object) -> str:
    return json.dumps({"ts": AT, "level": "error", "message": message, **more})


def asked(path: str = "/x", *, name: str | None = None, sent: str | None = None) -> Exchange:
    fields = (("X-Request-Id", sent),) if sent else ()
    each = exchange(f"http://127.0.0.1{path}", status=401, fields=fields)
    assert each.response is not None
    given = Fields.of([("X-Request-ID", name)] if name else [])
    return replace(each, response=replace(each.response, fields=given))


@pytest.mark.parametrize("since_mark", [True, False])
def test_an_object_is_as_sure_as_the_plain_line_of_the_same_content(since_mark):
    as_object = parsed(said("denied", method="GET", path="/x", client_ip="127.0.0.1", status=401))
    certainty = "offset" if since_mark else "request"
    assert told(as_object, asked(), since_mark=since_mark) == [("denied", certainty)]
    assert told(parsed(PLAIN), asked(), since_mark=since_mark)[0][1] == certainty


def test_an_object_about_another_request_is_left_out():
    lines = parsed(said("denied", method="GET", path="/y"), said("no", method="POST", path="/x"))
    assert told(lines, asked(), since_mark=True) == []


def test_an_object_of_that_time_that_names_nothing_is_in_the_window_only():
    lines = parsed(said("database is gone"), said("served", method="GET", path="/y"))
    assert told(lines, asked(), since_mark=True) == [("database is gone", "window")]
    assert told(parsed(said("database is gone")), asked()) == [("database is gone", "window")]


@pytest.mark.parametrize("port", [{}, {"req": {"remotePort": 41_000}}])
def test_a_behind_proxy_line_with_another_client_stays_in_the_window(port):
    lines = parsed(said("denied", path="/x", method="GET", client_ip="10.0.0.9", **port))
    assert told(lines, asked())[0][1] == "window"


def test_the_name_in_our_response_makes_a_line_ours():
    lines = parsed(said("denied", request_id=ID), said("other", request_id=OTHER, path="/x"))
    assert ("denied", "request") in told(lines, asked(name=ID))
    lines = parsed(said("denied", request_id=ID, path="/x", client_ip="10.0.0.9"))
    assert told(lines, asked(name=ID)) == [("denied", "request")]


def test_a_name_that_the_request_brought_proves_nothing():
    lines = parsed(said("denied", request_id=ID), said("served", path="/y", request_id=OTHER))
    assert told(lines, asked(name=ID, sent=ID), since_mark=True) == [("denied", "window")]


def test_lines_of_the_same_name_follow_the_one_that_names_the_request():
    lines = parsed(
        said("no such user", request_id=ID),
        said("somebody else's", request_id=OTHER),
        said("denied", request_id=ID, method="GET", path="/x", client_ip="127.0.0.1"),
        said("served", request_id=OTHER, method="GET", path="/y", client_ip="127.0.0.1"),
    )
    assert told(lines, asked()) == [("no such user", "request"), ("denied", "request")]


def test_a_name_that_several_requests_share_joins_nothing():
    lines = parsed(
        said("no such user", trace_id=ID),
        said("denied", trace_id=ID, method="GET", path="/x"),
        said("served", trace_id=ID, method="GET", path="/y"),
    )
    assert ("no such user", "request") not in told(lines, asked())
