import pytest

from wwwhy.causes.cors import sharing
from wwwhy.model import Exchange, Fields, Finding, Request, Response, Url, Verdict

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
        request(PAGE, ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "same-origin")),
        request(("Origin", "chrome-extension://abc"), ("Sec-Fetch-Site", "none")),
        request(PAGE, ("Host", "app.test"), url="http://10.0.0.7:8080/items"),
        request(("Origin", "http://app.test:8443"), ("Host", "app.test:8443")),
        request(PAGE, ("X-Forwarded-Host", "app.test"), url="http://10.0.0.7:8080/items"),
        request(PAGE, ("X-Forwarded-Proto", "https"), url="http://app.test/items"),
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
        request(PAGE, ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "same-site")),
        request(PAGE, ("Host", "app.test"), url="http://app.test/items"),
        request(PAGE, ("Host", "app.test:8080"), url="http://10.0.0.7/items"),
        request(PAGE, ("Host", "api.test"), ("X-Forwarded-Host", "api.test")),
        request(PAGE, ("Host", "a b{"), ("X-Forwarded-Host", "[")),
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


@pytest.mark.parametrize(
    ("origin", "site", "most"),
    [
        ("https://app.test", None, Verdict.PROVED),
        ("null", None, Verdict.PROVED),
        ("chrome-extension://abc", None, Verdict.POSSIBLE),
        ("moz-extension://abc", None, Verdict.POSSIBLE),
        ("moz-extension://abc", "cross-site", Verdict.PROVED),
        ("capacitor://localhost", None, Verdict.LIKELY),
    ],
)
def test_who_may_not_be_checked_is_not_judged_for_sure(origin, site, most):
    asked = request(("Origin", origin), *([("Sec-Fetch-Site", site)] if site else ()))
    found = sharing.capped(Finding(Verdict.PROVED), asked)
    assert found is not None
    assert found.verdict is most


def test_a_weaker_verdict_stays_as_it_is():
    asked = request(("Origin", "capacitor://localhost"))
    for finding in (None, Finding(Verdict.RULED_OUT), Finding(Verdict.POSSIBLE)):
        assert sharing.capped(finding, asked) is finding


def test_cookies_count_for_sure_only_where_a_browser_sent_them():
    cookie = ("Cookie", "sid=1")
    assert sharing.by_cookies(request(PAGE, cookie)) is Verdict.LIKELY
    assert sharing.by_cookies(request(PAGE, cookie, ("Sec-Fetch-Mode", "cors"))) is Verdict.PROVED


def test_servers_that_do_not_agree_are_noticed():
    allowing = Exchange(request(PAGE), answer(access_control_allow_origin="*"))
    silent = Exchange(request(PAGE), answer())
    assert sharing.alike(())
    assert sharing.alike((allowing, allowing))
    assert not sharing.alike((allowing, silent))


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Disallowed CORS origin", True),
        ("Origin https://app.test is not allowed", True),
        ("Disallowed CORS origin, method", False),
        ("Cross-origin requests are not allowed", False),
        ("original", False),
        ("Herkunft", False),
        ("", False),
    ],
)
def test_a_refusal_may_name_the_origin(text, speaks):
    assert bool(sharing.words_on_origin(Response(403, body=text.encode()))) is speaks
    assert sharing.words_on_origin(None) == ""
