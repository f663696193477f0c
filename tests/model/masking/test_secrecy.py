import pytest

from wwwhy.model.masking.secrecy import (
    Suspicion,
    is_opaque_word,
    is_secret_parameter,
    kind_of,
    looks_secret,
    suspicion,
)


@pytest.mark.parametrize(
    "name",
    [
        "password", "PASSWORD", "user[password]", "dbPass", "api_key", "X-Api-Key", "apiKey",
        "client_secret", "access_token", "refreshToken", "csrfmiddlewaretoken", "X-XSRF-TOKEN",
        "PHPSESSID", "JSESSIONID", "X-Amz-Signature", "sig", "private_key", "aws_secret_access_key",
        "SAMLResponse", "otp", "cvv", "spring.datasource.password", "amp;token",
    ],
)  # fmt: skip
def test_names_that_announce_a_secret(name: str) -> None:
    assert suspicion(name) is Suspicion.CERTAIN


@pytest.mark.parametrize(
    "name",
    [
        "token_type", "tokenEndpoint", "expires_in", "access_token_expires_at", "max_tokens", "author",
        "authority", "password_policy", "invalid_password", "has_secret", "secretary", "public_key",
        "passenger", "X-Token-Expires", "code", "message", "scope", "grant_type", "is_token_valid",
    ],
)  # fmt: skip
def test_names_that_announce_none(name: str) -> None:
    assert suspicion(name) is Suspicion.NONE


@pytest.mark.parametrize(
    "name", ["id", "request_id", "X-Request-Id", "etag", "commit", "sha256", "v"]
)
def test_names_of_random_things_that_are_no_secrets(name: str) -> None:
    assert suspicion(name) is Suspicion.INNOCENT


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("password", "password"), ("PIN", "password"), ("access_token", "token"), ("code", "token"),
        ("sessionid", "cookie"), ("api_key", "key"), ("client_secret", "key"), ("sig", "key"),
    ],
)  # fmt: skip
def test_kinds(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU", "9f86d081884c7d659a2feaa0c55ad015",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "q83vEjRWeJCrze8SNFZ4kA==",
    ],
)  # fmt: skip
def test_random_values(text: str) -> None:
    assert looks_secret(text)
    assert is_opaque_word(text)


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000", "main.4f5a6b7c8d9e0a1b2c3d.js", "hello", "20261120120000123456",
        "InvalidAuthenticationToken", "rest_forbidden_context_of_users", "a-long-slug-of-words-2026-edition",
        "text with blanks in it 12345", "aaaaaaaaaaaaaaaaaaaaaa1a", "com.example.app.v2beta1.Service",
    ],
)  # fmt: skip
def test_values_that_only_seem_random(text: str) -> None:
    assert not looks_secret(text)


@pytest.mark.parametrize(
    "text",
    ["authentication", "ERR_HTTP2_PROTOCOL", "SignatureDoesNotMatch", "short1", "two words1"],
)
def test_words_that_people_write(text: str) -> None:
    assert not is_opaque_word(text)


def test_a_code_is_a_secret_in_a_url_only() -> None:
    assert is_secret_parameter("code", "aB3dE5gH7j")
    assert not is_secret_parameter("code", "AccessDenied")
    assert not is_secret_parameter("page", "aB3dE5gH7j")
