"""Which sent cookie a refusal replaces."""

from wwwhy.causes import Case
from wwwhy.causes.cookies.renewal import replaced_cookie
from wwwhy.model import Exchange, Fields, Request, Response, Url

ASKED = Request(Url.parse("http://shop.test/"), fields=Fields.of([("Cookie", "b=1; a=1")]))


def answer(*lines):
    fields = Fields.of([("Set-Cookie", each) for each in lines])
    return Exchange(ASKED, Response(403, fields=fields))


def replaced(served, refused):
    return replaced_cookie(Case(answer(), answer()), served, refused)


def test_each_refusal_must_replace_it():
    assert replaced([answer()], [answer("a=2"), answer("a=3; Path=/")]) == "a"
    assert replaced([answer()], [answer("a=2"), answer()]) is None
    assert replaced([], []) is None


def test_what_is_served_must_not():
    assert replaced([answer("a=9")], [answer("a=2")]) is None
    assert replaced([answer("a=9")], [answer("a=2", "b=2")]) == "b"


def test_the_same_value_and_new_names_are_no_replacement():
    assert replaced([answer()], [answer("a=1", "c=5", "b", "")]) is None
