"""One secret has one name in everything of a report, and spoils no other text."""

from tests.model.masking.planted import FORM, JWT, ask, b64, query, reply
from wwwhy.model.masking import Masker


def test_the_same_secret_has_the_same_name_everywhere() -> None:
    masker = Masker()
    first = masker.exchange(
        ask(("Authorization", f"Bearer {JWT}"), url=query(f"access_token={JWT}"))
    )
    assert first.request.fields.get("authorization") == "Bearer <token:1>"
    assert first.request.url.query == "access_token=<token:1>"
    second = masker.exchange(ask(("X-Auth-Token", JWT), ("Authorization", "Bearer other-token")))
    assert second.request.fields.get("x-auth-token") == "<token:1>"
    assert second.request.fields.get("authorization") == "Bearer <token:2>"
    assert masker.text(f"was {JWT}") == "was <token:1>"


def test_a_cookie_is_followed_from_set_cookie_to_cookie() -> None:
    masker = Masker()
    masker.exchange(reply(("Set-Cookie", "XSRF-TOKEN=ab%3D12cd; Path=/")))
    asked = masker.exchange(ask(("Cookie", "XSRF-TOKEN=ab%3D12cd"), ("X-XSRF-TOKEN", "ab=12cd")))
    assert asked.request.fields.get("cookie") == "XSRF-TOKEN=<cookie:1>"
    assert asked.request.fields.get("x-xsrf-token") == "<cookie:1>"


def test_a_password_is_the_same_in_basic_in_a_url_and_in_a_form() -> None:
    masker = Masker()
    basic = ask(("Authorization", f"Basic {b64('bob:hunter2x')}"))
    assert masker.exchange(basic).request.fields.get("authorization") == "Basic <password:1>"
    assert masker.url("https://bob:hunter2x@a.test/") == "https://<password:1>@a.test/"
    form = masker.exchange(ask(FORM, body=b"user=bob&password=hunter2x"))
    assert form.request.body == b"user=bob&password=<password:1>"


def test_short_and_ordinary_secrets_do_not_spoil_other_texts() -> None:
    masker = Masker()
    masked = masker.exchange(
        ask(
            ("Cookie", "lang=en-US; n=1; theme=dark"),
            ("X-Api-Key", "test"),
            ("Accept-Language", "en-US"),
        )
    )
    assert masked.request.fields.get("accept-language") == "en-US"
    assert masked.request.fields.get("x-api-key") == "<key:1>"
    assert masker.text("a test in the dark: 1") == "a test in the dark: 1"
