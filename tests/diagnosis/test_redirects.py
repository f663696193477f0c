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


@pytest.mark.parametrize(
    ("method", "status"),
    [("DELETE", 302), ("POST", 301), ("PUT", 302), ("POST", 303), ("PATCH", 303)],
)
def test_a_method_the_user_named_stays_but_its_body_does_not(method, status):
    asked = request(method=method, content_type="text/plain")
    step = hop(replace(asked, body=b"x", method_fixed=True), status, "/next")
    assert step is not None
    assert (step.request.method, step.request.body) == (method, None)
    assert "content-type" not in step.request.fields
    assert step.withheld == ("body",)


@pytest.mark.parametrize("status", [301, 302, 303])
@pytest.mark.parametrize("fixed", [False, True])
def test_post_stays_post_where_the_user_wants_it(status, fixed):
    asked = replace(request(method="POST", content_type="text/plain"), body=b"x")
    asked = replace(asked, method_fixed=fixed, keep_post=(status,))
    step = hop(asked, status, "/next")
    assert step is not None
    assert (step.request.method, step.request.body) == ("POST", b"x")
    assert step.withheld == ()
    other = hop(replace(asked, keep_post=(300,)), status, "/next")
    assert other is not None
    assert other.request.body is None


@pytest.mark.parametrize("status", [301, 302, 303])
def test_named_methods_without_a_body_stay(status):
    asked = replace(request(method="DELETE"), method_fixed=True)
    step = hop(asked, status, "/next")
    assert step is not None
    assert (step.request.method, step.withheld) == ("DELETE", ())


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_stays_with_its_origin(status):
    asked = replace(request(method="POST", content_type="text/plain"), body=b"password=x")
    here = hop(asked, status, "/next")
    assert here is not None
    assert (here.request.method, here.request.body) == ("POST", b"password=x")
    there = hop(asked, status, "http://other.test/next")
    assert there is not None
    assert (there.request.method, there.request.body) == ("GET", None)
    assert there.withheld == ("method", "body")
    assert "content-type" not in there.request.fields
    trusting = hop(replace(asked, location_trusted=True), status, "http://other.test/next")
    assert trusting is not None
    assert trusting.request.body == b"password=x"


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
