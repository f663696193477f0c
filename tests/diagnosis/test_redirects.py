from dataclasses import replace

import pytest

from tests.diagnosis.peers import exchange, request, response
from wwwhy.diagnosis.redirects import next_hop
from wwwhy.model import Login, Request, Url
from wwwhy.model.cookies import Jar

SECRETS = {
    "authorization": "Bearer t",
    "x_api_key": "k",
    "x_auth_token": "t",
    "proxy_authorization": "Basic x",
    "cookie": "sid=1",
}


def hop(asked: Request, status: int, location: str):
    return next_hop(exchange(asked, response(status, location=location)), Jar(), 0.0)


@pytest.mark.parametrize(
    "location",
    [
        "http://other.test/x",
        "https://shop.test/x",
        "http://shop.test:8080/x",
        "http://sub.shop.test/x",
        "//evil.test/x",
        "http://shop.test.evil.test/x",
        "http://127.0.0.1/x",
    ],
)
def test_secrets_stay_with_their_origin(location):
    step = hop(request(**SECRETS), 302, location)
    assert step is not None
    assert len(step.request.fields) == 0
    assert len(step.withheld) == len(SECRETS)


def test_on_the_same_origin_everything_goes_along():
    step = hop(request(**SECRETS), 302, "/elsewhere")
    assert step is not None
    assert len(step.request.fields) == len(SECRETS)
    assert step.withheld == ()


def test_with_the_users_word_credentials_go_along_but_never_from_tls_into_clear_text():
    trusting = replace(request(**SECRETS), location_trusted=True)
    step = hop(trusting, 302, "http://other.test/x")
    assert step is not None
    assert len(step.request.fields) == len(SECRETS)
    assert step.withheld == ()
    there = replace(trusting, url=Url.parse("https://shop.test/"))
    step = hop(there, 302, "http://shop.test/")
    assert step is not None
    assert len(step.request.fields) == 0


def test_a_login_that_waits_for_its_challenge_stays_behind_too():
    asked = replace(request(), login=Login("digest", "ann", "s3cret"))
    step = hop(asked, 302, "http://other.test/x")
    assert step is not None
    assert step.request.login is None
    assert step.withheld == ("Authorization",)
    trusting = hop(replace(asked, location_trusted=True), 302, "http://other.test/x")
    assert trusting is not None
    assert trusting.request.login == asked.login


@pytest.mark.parametrize(
    ("method", "status", "then"),
    [
        ("POST", 301, "GET"), ("POST", 302, "GET"), ("POST", 303, "GET"), ("POST", 307, "POST"),
        ("POST", 308, "POST"), ("PUT", 301, "PUT"), ("PUT", 303, "GET"), ("HEAD", 303, "HEAD"),
        ("GET", 302, "GET"),
    ],
)  # fmt: skip
def test_methods_change_as_in_curl_and_browsers(method, status, then):
    asked = replace(request(method=method, content_type="text/plain"), body=b"x")
    step = hop(asked, status, "/next")
    assert step is not None
    assert step.request.method == then
    if then != method:
        assert step.request.body is None
        assert {"method", "body"} <= set(step.withheld)
        assert "content-type" not in step.request.fields


@pytest.mark.parametrize("location", ["ftp://x/", "javascript:alert(1)", "http://[bad/", "http://"])
def test_a_place_nobody_can_go_to_ends_the_chain(location):
    assert hop(request(), 302, location) is None


def test_cookies_that_were_set_come_back_where_they_belong():
    jar = Jar()
    asked = replace(request(), cookie_jar=True)
    answer = response(302, location="/in", set_cookie="sid=7; Path=/")
    jar.learn(asked.url, answer.fields, 0.0)
    step = next_hop(exchange(asked, answer), jar, 0.0)
    assert step is not None
    assert step.request.fields.get("cookie") == "sid=7"


def test_pinned_addresses_follow_the_users_list():
    asked = request().with_transport(
        addresses=("127.0.0.1",),
        resolve=(("shop.test", 80, ("127.0.0.1",)), ("new.test", 443, ("127.0.0.2",))),
    )
    step = hop(asked, 301, "https://new.test/")
    assert step is not None
    assert step.request.transport.addresses == ("127.0.0.2",)
