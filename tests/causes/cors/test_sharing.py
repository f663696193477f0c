import pytest

from wwwhy.causes.cors import sharing
from wwwhy.model import Fields, Request, Response, Url

PAGE = ("Origin", "https://app.test")


def request(*fields, method="GET", url="https://api.test/items"):
    return Request(Url.parse(url), method, Fields.of(fields))


def answer(**fields):
    pairs = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Response(200, fields=Fields.of(pairs))


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request(("Origin", "")),
        request(("Origin", "https://api.test")),
        request(("Origin", "https://API.test:443")),
        request(PAGE, ("Sec-Fetch-Mode", "navigate")),
        request(PAGE, ("Sec-Fetch-Mode", "no-cors")),
        request(PAGE, ("Sec-WebSocket-Key", "x")),
        request(PAGE, ("Accept", "text/html,*/*")),
        request(PAGE, ("Content-Type", "text/plain; charset=utf-8"), method="POST"),
    ],
)
def test_what_no_script_of_another_origin_asked(asked):
    assert sharing.page_origin(asked) is None


@pytest.mark.parametrize(
    "asked",
    [
        request(PAGE),
        request(PAGE, ("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")),
        request(PAGE, url="http://app.test/items"),
        request(PAGE, url="https://app.test:8443/items"),
        request(PAGE, ("Content-Type", "application/json"), method="POST"),
    ],
)
def test_what_a_page_of_another_origin_asked(asked):
    assert sharing.page_origin(asked) == "https://app.test"


def test_a_null_origin_is_no_sites_own():
    assert sharing.page_origin(request(("Origin", "null"))) == "null"


@pytest.mark.parametrize(
    ("value", "permitted"),
    [
        ("*", True),
        ("https://app.test", True),
        (" https://app.test ", True),
        ("https://app.test/", False),
        ("http://app.test", False),
        ("https://APP.test", False),
        ("", False),
        ("https://app.test, https://app.test", False),
    ],
)
def test_compares_as_a_browser_does(value, permitted):
    allowed = answer(access_control_allow_origin=value)
    assert sharing.permits(allowed, "https://app.test") is permitted


def test_two_lines_permit_nobody():
    pairs = [(sharing.ALLOW_ORIGIN, "*"), (sharing.ALLOW_ORIGIN, "https://app.test")]
    assert not sharing.permits(Response(200, fields=Fields.of(pairs)), "https://app.test")
    assert not sharing.permits(None, "https://app.test")


def test_cookies_need_a_permission_of_their_own():
    named = {"access_control_allow_origin": "https://app.test"}
    assert sharing.lets_credentials(answer(**named, access_control_allow_credentials="true"))
    assert not sharing.lets_credentials(answer(**named, access_control_allow_credentials="True"))
    assert not sharing.lets_credentials(answer(**named))
    star = answer(access_control_allow_origin="*", access_control_allow_credentials="true")
    assert not sharing.lets_credentials(star)


def test_knows_a_preflight():
    asks = ("Access-Control-Request-Method", "PUT")
    assert sharing.is_preflight(request(PAGE, asks, method="OPTIONS"))
    assert not sharing.is_preflight(request(PAGE, method="OPTIONS"))
    assert not sharing.is_preflight(request(asks, method="OPTIONS"))
    assert not sharing.is_preflight(request(PAGE, asks))
