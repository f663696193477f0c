import pytest

from wwwhy.causes.edge.interstitials import is_challenge, leads_to_login
from wwwhy.model import Exchange, Fields, Request, Response, Url


def page(body, status=200, *pairs):
    fields = Fields.of((("Content-Type", "text/html"), *pairs))
    return Response(status, fields=fields, body=body.encode())


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        ("<title>Just a moment...</title><script>challenge()</script>", True),
        (
            "<p>Einen Augenblick</p><script src='/c.js'></script><noscript>JavaScript!</noscript>",
            True,
        ),
        ("<meta http-equiv='refresh' content='5'><p>Bitte warten</p>", True),
        ("<div id=root></div><link rel=stylesheet href=a.css><script src=a.js></script>", False),
        ("<div id=app></div><script type='module' src='/a.js'></script>", False),
        ("<h1>Shop</h1>" + "<p>many words</p>" * 40 + "<script>count()</script>", False),
        ("<h1>welcome</h1>", False),
    ],
)
def test_a_page_that_only_goes_on_to_another(body, is_one):
    assert is_challenge(page(body)) is is_one


def test_what_is_no_page_is_no_challenge():
    assert not is_challenge(None)
    assert not is_challenge(Response(200, body=b"<script>x()</script>"))


@pytest.mark.parametrize(
    ("response", "leads"),
    [
        (page("", 302, ("Location", "/users/sign_in")), True),
        (page("", 302, ("Location", "/de/")), False),
        (page("<form><input name=p type=password></form>"), True),
        (page("<form><input type=text></form>"), False),
    ],
)
def test_what_leads_to_a_login(response, leads):
    assert leads_to_login(Exchange(Request(Url.parse("http://shop.test/")), response)) is leads
