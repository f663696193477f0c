"""Text of any kind: pages, log lines, commands and URLs; ordinary ones stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.masking.planted import JWT, b64, reply
from wwwhy.model.masking import Masker


@pytest.mark.parametrize(
    "text",
    [
        "User-Agent: curl/7.88.1",
        "https://example.test/v1/users/12345?page=2&sort=-created_at&q=hello+world",
        "https://example.test/orgs/acme/repos/wwwhy/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "/static/js/main.4f5a6b7c8d9e0a1b2c3d.chunk.js?v=20261120",
        "/item/550e8400-e29b-41d4-a716-446655440000",
        '2026/11/20 12:00:00 [error] 7#7: *1 user "bob": password mismatch, client: 127.0.0.1',
        'AH01617: user bob: authentication failure for "/private": Password Mismatch',
        '{"error":"invalid_token","error_description":"The access token expired","code":"PGRST301"}',
        '{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired."}}',
        '{"password":["This field is required."],"token":["The token must be valid."]}',
        '{"token_type":"Bearer","expires_in":3600,"scope":"read write"}',
        '{"id":"550e8400-e29b-41d4-a716-446655440000","commit":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}',
        '{"usage":{"prompt_tokens":1234,"max_tokens":4096}}',
        '{"created_at":"2026-11-20T12:00:00.000Z","author":"bob","keywords":["a","b"]}',
        "Authorization: header is missing",
        "Bearer authentication required; basic information follows",
        "Token expired: please log in again",
        "grant_type=password&scope=openid",
        "<title>401 Authorization Required</title>",
        "const token = getToken(); if (password === null) {}",
        "ERR_SSL_PROTOCOL_ERROR SSL_R_WRONG_VERSION_NUMBER rest_forbidden_context",
        "curl -H 'Authorization: Bearer $TOKEN' https://example.test/",
        "Cookie: please allow cookies, they keep you logged in",
        "mailto:bob@example.test and git@github.test:acme/wwwhy.git",
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= is no secret in a policy",
        "jwt malformed, session: expired, cookie: missing",
    ],
)  # fmt: skip
def test_ordinary_texts_stay_readable(text: str) -> None:
    assert Masker().text(text) == text
    body = text.encode()
    assert Masker().exchange(reply(body=body)).response == reply(body=body).response


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"token was {JWT}.", "token was <token:1>"),
        ("Bearer Zk3vQ9xW7bLm2RtY rejected", "Bearer <token:1> rejected"),
        (f"Basic {b64('bob:hunter2x')} rejected", "Basic <password:1> rejected"),
        ("key AKIAIOSFODNN7EXAMPLE is unknown", "key <key:1> is unknown"),
        ("postgres://bob:hunter2x@db.test:5432/x", "postgres://<password:1>@db.test:5432/x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "<key:1>"),
        ('{"k":"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"}', '{"k":"<key:1>\\n"}'),
        ("curl -H 'X-Api-Key: abc123def' https://a.test", "curl -H 'X-Api-Key: <key:1>' https://a.test"),
        ("curl -u bob:x 'https://a.test/?sig=aB3dE5gH'", "curl -u bob:x 'https://a.test/?sig=<key:1>'"),
        ("curl -b 'sid=aB3dE5gH' -H 'Cookie: a=aB3dE5gH'", "curl -b 'sid=<cookie:1>' -H 'Cookie: a=<cookie:1>'"),
        ("/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/getMe", "/bot<key:1>/getMe"),
        ("/reset/9f86d081884c7d659a2feaa0c55ad015", "/reset/<token:1>"),
        ('{"pin": 123456}', '{"pin": "<password:1>"}'),
        ("DB_PASSWORD=hunter2x", "DB_PASSWORD=<password:1>"),
        ("password: hunter2x\nuser: bob", "password: <password:1>\nuser: bob"),
        ("{'api_key': 'abc123def'}", "{'api_key': '<key:1>'}"),
        ('href="/cb?code=aB3dE5gH&x=1"', 'href="/cb?code=<token:1>&x=1"'),
    ],
)  # fmt: skip
def test_text(text: str, shown: str) -> None:
    if text.startswith("/"):
        assert Masker().url(text) == shown
    else:
        assert Masker().text(text).rstrip(".") == shown


_pieces = st.lists(
    st.sampled_from(
        ["password", "token", "=", ":", '"', "'", "{", "}", "[", "]", ",", " ", "\n", "\\", "&", "?",
         "https://", "a:b@", "Bearer ", "Cookie: ", "Authorization: ", "aB3dE5gH", "hunter2x", "<", ">", "%3D",
         "<token:1>", "<password>", "</password>", 'name="', 'value="', "eyJhbGciOiJI.eyJzdWIi.abc", ";", "#"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(_pieces)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    masker = Masker()
    once = masker.text(text)
    assert masker.text(once) == once


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<input type=hidden name=csrf_token value=Zx9Qw8Er>", "value=<token:1>>"),
        ("<INPUT value=Zx9Qw8Er name='csrf_token'>", "value=<token:1> name="),
        ('<meta name=csrf-token content=Zx9Qw8Er id="top">', "content=<token:1> id="),
        # A stranger beside it keeps its value, and so does one without a name.
        ("<input name=csrf_token><input name=page value=12>", "value=12>"),
        ("<input value=hello> token", "value=hello>"),
    ],
)
def test_html_leaves_the_quotes_to_the_writer(page: str, shown: str) -> None:
    assert shown in Masker().text(page)
