"""Nothing that proves who is asking is left."""

from dataclasses import replace

import pytest

from wwwhy.model import Fields, Login, Request, Url
from wwwhy.probes.anonymous import anonymous

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
KEY = "AKIAIOSFODNN7EXAMPLE"


def asked(url: str = "https://shop.test/a?page=2", **lines: str) -> Request:
    fields = Fields.of((name.replace("_", "-"), value) for name, value in lines.items())
    return Request(Url.parse(url), fields=fields)


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://u:p@shop.test/a?page=2", "https://shop.test/a?page=2"),
        ("https://shop.test/a?access_token=hunter2x&page=2", "https://shop.test/a?page=2"),
        ("https://shop.test/a?api_key=hunter2x", "https://shop.test/a"),
        ("https://shop.test/a?page=2&sig=hunter2x&sort=up", "https://shop.test/a?page=2&sort=up"),
        (f"https://shop.test/hook/{TOKEN}/x?page=2", "https://shop.test/?page=2"),
        ("https://shop.test/a", "https://shop.test/a"),
    ],
)
def test_secrets_leave_the_url(url, left):
    assert str(anonymous(asked(url)).url) == left


def test_fields_that_hold_a_secret_leave():
    made = anonymous(
        asked(
            user_agent="curl/8",
            authorization="Bearer x",
            cookie="a=b",
            x_api_key=KEY,
            referer="https://shop.test/?token=hunter2x",
            x_note=f"see {TOKEN}",
            accept="*/*",
        )
    )
    assert [name for name, _ in made.fields] == ["user-agent", "accept"]


def test_body_login_and_side_effects_leave():
    request = replace(
        asked(content_type="text/plain"), method="POST", body=b"x", login=Login("digest", "a", "b")
    )
    made = anonymous(request)
    assert (made.method, made.body, made.login) == ("GET", None, None)
    assert "content-type" not in made.fields
    assert anonymous(replace(request, method="HEAD")).method == "HEAD"


def test_a_target_of_the_users_own_leaves_if_it_holds_a_secret():
    assert anonymous(replace(asked(), request_target="*")).request_target == "*"
    target = "/a?token=hunter2x"
    assert anonymous(replace(asked(), request_target=target)).request_target is None
