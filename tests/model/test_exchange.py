import pytest

from wwwhy.model import Exchange, Fields, Request, Response, Url


def exchange(status, **fields):
    request = Request(Url.parse("https://shop.test/a/b?x=1"))
    return Exchange(request, Response(status, fields=Fields.of(fields.items())))


@pytest.mark.parametrize(
    ("location", "there"),
    [
        ("/c", "https://shop.test/c"),
        ("c", "https://shop.test/a/c"),
        ("//other.test/", "https://other.test/"),
        ("https://shop.test:443/a/b?x=1", "https://shop.test/a/b?x=1"),
    ],
)
def test_a_redirect_leads_somewhere(location, there):
    assert str(exchange(302, location=location).leads_to) == there


@pytest.mark.parametrize(
    "one",
    [
        exchange(200, location="/c"),
        exchange(302),
        exchange(302, location="mailto:ann@shop.test"),
        exchange(302, location="http://[broken/"),
        Exchange(Request(Url.parse("https://shop.test/"))),
    ],
    ids=["no-redirect", "no-location", "another-scheme", "broken", "no-response"],
)
def test_what_leads_nowhere(one):
    assert one.leads_to is None
