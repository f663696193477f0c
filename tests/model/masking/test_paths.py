"""Secrets in paths: by the word beside them, by their form, and never an ordinary id."""

import pytest

from wwwhy.model import Fields, Request, Url
from wwwhy.model.masking import Masker, paths

HEX64 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HEX32 = HEX64[:32]
UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/reset-password/{HEX64}", "/reset-password/<token:1>"),
        (f"/confirm/{UUID}?", "/confirm/<token:1>?"),
        ("/bot123456:abcdefghijklmn/getMe", "/bot123456:<token:1>/getMe"),
        (f"/d/{HEX64}", "/d/<token:1>"),
        (f"/reset/MQ/c8x3k1-{HEX32}/", "/reset/MQ/<token:1>/"),
        ("/u/aB3dE5gHiJ7kL9mN1pQ3rS/feed", "/u/<token:1>/feed"),
        ("/verify/482913", "/verify/<token:1>"),
        ("/invite/x7Kd92Lm", "/invite/<token:1>"),
        (f"/{HEX32}/unsubscribe", "/<token:1>/unsubscribe"),
        ("/passwort-vergessen/abc123def456", "/passwort-vergessen/<token:1>"),
        ("/%D1%81%D0%B1%D1%80%D0%BE%D1%81/abc123def456", "/%D1%81%D0%B1%D1%80%D0%BE%D1%81/<token:1>"),
        (f"/reset?t={HEX32}", "/reset?t=<key:1>"),
        (f"/verify-email?id={UUID}", "/verify-email?id=<key:1>"),
        (f"/app#/reset/{HEX32}", "/app#/reset/<token:1>"),
        (f"/app#!/reset/{HEX32}", "/app#!/reset/<token:1>"),
        (f"/app#{HEX32}", "/app#<key:1>"),
        (f"https://h.test/reset/{HEX32}", "https://h.test/reset/<token:1>"),
        (f"/reset/{HEX32} x", "/reset/<token:1>%20x"),
        (f"https:\\/\\/h.test\\/reset\\/{HEX32}\\/x", "https:\\/\\/h.test\\/reset\\/<token:1>\\/x"),
    ],
)  # fmt: skip
def test_what_lets_somebody_in_is_hidden(path: str, shown: str) -> None:
    masker = Masker()
    assert masker.url(path) == shown
    assert masker.url(shown) == shown


@pytest.mark.parametrize(
    "path",
    [
        f"/item/{UUID}",
        f"/users/{UUID}/reset-password",
        "/orgs/acme/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709",
        f"/v2/x/blobs/sha256:{HEX64}",
        "/users/12345/password",
        "/orders/482913",
        "/presets/20240101abcdefgh",
        "/auth/realms/master2024/protocol/openid-connect/token",
        "/v1/projects/p/instances/123456:testIamPermissions",
        "/reset-password/main.4f5a6b7c8d9e.js",
        "/v1/customers/cus_NffrFeUfNV2HibAbC1234",
        "/user/64b7f0c2e4b0a1b2c3d4e5f6",
        "/01ARZ3NDEKTSV4RRFFQ69G5FAV/x",
        "/blog/2024/how-to-reset-your-password-in-3-steps",
        "/login/oauth2/code/github",
        "//h.test/x",
        "/" + "reset" * 20 + "/abc123def456",
    ],
)
def test_ordinary_paths_stay(path: str) -> None:
    assert Masker().url(path) == path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f'"GET /reset/{HEX32} HTTP/1.1" 404', '"GET /reset/<token:1> HTTP/1.1" 404'),
        (f'<a href="/confirm/{UUID}">', '<a href="/confirm/<token:1>">'),
        (f'{{"next":"\\/reset\\/{HEX32}"}}', '{"next":"\\/reset\\/<token:1>"}'),
        (f"/static/{HEX32}/reset.js", f"/static/{HEX32}/reset.js"),
        ("/usr/lib/python3.11/site-packages/auth/login2.py", None),
    ],
)
def test_in_running_text_only_what_a_word_announces(text: str, shown: str | None) -> None:
    assert Masker().text(text) == (shown or text)


def test_a_path_tells_what_its_parameters_are_for() -> None:
    url = Url.parse(f"http://h.test/confirm?u={HEX32}&lang=en")
    request = Masker().request(Request(url, fields=Fields.of([("Referer", str(url))])))
    assert str(request.url) == "http://h.test/confirm?u=<key:1>&lang=en"
    assert request.fields.get("referer") == str(request.url)


def test_a_link_is_told_by_any_of_its_segments() -> None:
    assert paths.announces("/a/reset-password/x")
    assert not paths.announces("/a/presets/x")
    assert paths.may_open(UUID)
    assert not paths.may_open("page2")
