"""What a preflight asks for, and what its answer leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.causes.cors.lists import missing
from wwwhy.model import Exchange, Fields, Request, Response, Url


def question(asked, answered):
    request = Request(Url.parse("http://api.test/"), "OPTIONS", Fields.of(asked))
    return Exchange(request, Response(204, fields=Fields.of(answered)))


def method(wanted, *allowed):
    asked = [("Access-Control-Request-Method", wanted)]
    return question(asked, [("Access-Control-Allow-Methods", each) for each in allowed])


def fields(wanted, *allowed):
    asked = [("Access-Control-Request-Headers", wanted)]
    return question(asked, [("Access-Control-Allow-Headers", each) for each in allowed])


@pytest.mark.parametrize(
    ("asked", "with_credentials", "wanted"),
    [
        (method("PUT"), False, "PUT"),
        (method("PUT", "GET, PUT"), True, ""),
        (method("PUT", "GET", "PUT"), True, ""),
        (method("PUT", "put"), False, "PUT"),
        (method("PUT", "*"), False, ""),
        (method("PUT", "*"), True, "PUT"),
        (method("POST"), True, ""),
        (method("HEAD", "GET"), True, ""),
        (fields("x-a,x-b", "X-A"), False, "x-b"),
        (fields("x-a, x-b", "X-B , x-A"), True, ""),
        (fields("authorization", "*"), False, ""),
        (fields("authorization", "*"), True, "authorization"),
        (fields("x-a", ""), False, "x-a"),
        (fields(""), False, ""),
        (question((), ()), True, ""),
    ],
)
def test_compares_as_a_browser_does(asked, with_credentials, wanted):
    found = missing(asked, with_credentials=with_credentials)
    assert ", ".join(each.wanted for each in found) == wanted


def test_names_the_field_and_what_it_says():
    (found,) = missing(method("DELETE", "GET", "POST"), with_credentials=False)
    assert (found.field, found.allowed) == ("Access-Control-Allow-Methods", "GET, POST")


@given(st.text(st.characters(codec="latin-1"), max_size=300), st.booleans())
def test_any_list_is_read_and_cut(line, with_credentials):
    line = line.replace("\r", "").replace("\n", "").replace("\0", "")
    for each in missing(fields(line, line[::-1]), with_credentials=with_credentials):
        assert len(each.wanted) <= 200
        assert len(each.allowed) <= 200
