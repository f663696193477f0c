import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.auth.checks import check_challenges
from wwwhy.auth.schemes import bearer
from wwwhy.model import Fields, Request, Url

CLAIMS = base64.urlsafe_b64encode(json.dumps({"exp": 5, "nbf": 3, "iat": 4}).encode()).decode()
JWT = f"eyJhbGciOiJIUzI1NiJ9.{CLAIMS.rstrip('=')}.{'A' * 43}"


def request(value: str | None = None, url: str = "http://a.test/", **more: object) -> Request:
    fields = Fields() if value is None else Fields.of([("Authorization", value)])
    return Request(Url.parse(url), fields=fields, **more)  # type: ignore[arg-type]


def test_a_good_token() -> None:
    found = bearer.token_of(request(f"Bearer {JWT}"))
    assert found is not None
    assert (found.value, found.scheme, found.place, found.faults) == (JWT, "Bearer", "header", ())
    assert found.is_jwt
    assert found.segments == 3
    assert found.claims == {"exp": 5, "nbf": 3, "iat": 4}
    assert (found.expires, found.not_before, found.issued_at) == (5, 3, 4)
    marks = (
        found.is_quoted,
        found.has_newline,
        found.is_placeholder,
        found.has_doubled_prefix,
        found.lacks_prefix,
    )
    assert not any(marks)


@pytest.mark.parametrize(
    ("value", "token", "faults"),
    [
        ("Bearer abc", "abc", ()),
        ("bearer abc", "abc", ()),
        ("DPoP abc", "abc", ()),
        ("Token abc123", "abc123", ()),
        ('Token token="abc123"', "abc123", ()),
        ("Foo abc123", "abc123", ()),
        (JWT, JWT, ("prefix-missing",)),
        ("abcdef123456", "abcdef123456", ("prefix-missing",)),
        ("abcdef/12345=", "abcdef/12345=", ("prefix-missing",)),
        ("Bearer Bearer abc", "abc", ("prefix-doubled",)),
        ("Bearer bearer Bearer abc", "abc", ("prefix-doubled",)),
        ("Bearer: abc", "abc", ("colon-after-scheme",)),
        ("Bearer:abc", "abc", ("colon-after-scheme",)),
        ("Authorization: Bearer abc", "abc", ("field-name-inside",)),
        ('Bearer "abc"', "abc", ("quoted",)),
        ("Bearer 'abc'", "abc", ("quoted",)),
        ('"Bearer abc"', "abc", ("quoted",)),
        ("Bearer <eyJ-abc.def>", "<eyJ-abc.def>", ("placeholder",)),
        ("Bearer \xe2\x80\x9cabc\xe2\x80\x9d", "abc", ("quoted", "non-ascii")),
        ("Bearer abc\n", "abc", ("newline",)),
        ("Bearer abc\r\n", "abc", ("newline",)),
        ("Bearer abc\r", "abc", ("newline",)),
        ("Bearer ab c", "ab c", ("blank-inside",)),
        ("Bearer abc\xc2\xa0", "abc\xc2\xa0", ("invisible-character", "non-ascii")),
        ("Bearer undefined", "undefined", ("placeholder",)),
        ("Bearer null", "null", ("placeholder",)),
        ("Bearer None", "None", ("placeholder",)),
        ("Bearer [object Object]", "[object Object]", ("placeholder",)),
        ("Bearer $TOKEN", "$TOKEN", ("placeholder",)),
        ("Bearer ${TOKEN}", "${TOKEN}", ("placeholder",)),
        ("Bearer {{token}}", "{{token}}", ("placeholder",)),
        ("Bearer {token}", "{token}", ("placeholder",)),
        ("Bearer <token>", "<token>", ("placeholder",)),
        ("Bearer %TOKEN%", "%TOKEN%", ("placeholder",)),
        ("Bearer YOUR_API_KEY", "YOUR_API_KEY", ("placeholder",)),
        ("Bearer your-token-here", "your-token-here", ("placeholder",)),
        ("Bearer xxxxxxxx", "xxxxxxxx", ("placeholder",)),
        ("Bearer token", "token", ("placeholder",)),
        ("Bearer access_token", "access_token", ("placeholder",)),
        ("undefined", "undefined", ("prefix-missing", "placeholder")),
        ("Bearer", "", ("empty",)),
        ("Bearer ", "", ("empty",)),
        ("Bearer Bearer", "", ("prefix-doubled", "empty")),
        ("Bearer \r\n", "", ("empty", "newline")),
        ("Bearer " + base64.b64encode(JWT.encode()).decode(), None, ("encoded-twice",)),
    ],
)
def test_shape(value: str, token: str | None, faults: tuple[str, ...]) -> None:
    found = bearer.token_of(request(value))
    assert found is not None
    assert token is None or found.value == token
    assert found.faults == faults
    assert found.is_quoted == ("quoted" in faults)
    assert found.has_newline == ("newline" in faults)
    assert found.is_placeholder == ("placeholder" in faults or "empty" in faults)
    assert found.has_doubled_prefix == ("prefix-doubled" in faults)
    assert found.lacks_prefix == ("prefix-missing" in faults)


@pytest.mark.parametrize(
    "value",
    [
        "Basic abc",
        "Basic",
        'Digest username="x"',
        "Negotiate abc",
        "NTLM",
        "AWS4-HMAC-SHA256 Credential=a",
        'Hawk id="x"',
        "SCRAM-SHA-256 data=x",
        'Foo a="b", c=d',
    ],
)
def test_other_schemes_hold_no_token(value: str) -> None:
    assert bearer.token_of(request(value)) is None


def test_placeholders_of_real_words_are_no_tokens() -> None:
    for real in (JWT, "abc", "nullable-5f", "tokens4u", "s3cret", "x1x2", "trueblue77"):
        found = bearer.token_of(request(f"Bearer {real}"))
        assert found is not None
        assert not found.is_placeholder, real


def test_other_places() -> None:
    query = bearer.token_of(request(url="http://a.test/?access_token=abc%20d"))
    assert query is not None
    assert (query.place, query.value, query.faults) == ("query", "abc d", ("blank-inside",))
    form = Fields.of([("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")])
    made = Request(Url.parse("http://a.test"), fields=form, body=b"a=b&access_token=xyz")
    found = bearer.token_of(made)
    assert found is not None
    assert (found.place, found.value) == ("form", "xyz")
    assert bearer.token_of(request(url="http://a.test/?q=abc")) is None
    assert bearer.token_of(Request(Url.parse("http://a.test"), body=b"access_token=xyz")) is None
    assert bearer.token_of(request(url="http://a.test/?" + "a&" * 2000)) is None


def test_the_field_wins_over_the_query() -> None:
    found = bearer.token_of(request("Bearer abc", url="http://a.test/?access_token=def"))
    assert found is not None
    assert found.place == "header"


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    bearer.read(text)
    bearer.read(f"Bearer {text}")


def test_repr_shows_no_token() -> None:
    assert "SECRET" not in repr(bearer.read("Bearer SECRET"))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('Bearer error="invalid_token", error_description="x", scope="a b"', []),
        ("Bearer", []),
        ('Bearer error="expired"', ["bearer-error-unknown"]),
        ('Bearer error_description="a\\"b"', ["bearer-description-characters"]),
        ('Bearer scope="a\\\\b"', ["bearer-scope-characters"]),
        ('Bearer scope=""', ["bearer-scope-characters"]),
        ('Bearer error="insufficient_user_authentication"', ["bearer-step-up-without-requirement"]),
        ('Bearer error="insufficient_user_authentication", max_age="5"', []),
        ('Bearer resource_metadata="http://a.test/x"', ["bearer-metadata-not-https"]),
        ("Bearer abc", ["bearer-token68"]),
    ],
)
def test_check(line: str, names: list[str]) -> None:
    assert [defect.name for defect in check_challenges([line])] == names


@pytest.mark.parametrize(
    ("line", "query", "place", "name"),
    [
        (("Cookie", f"a=1; access_token={JWT}"), "", "cookie", "access_token"),
        (("X-Access-Token", f"Bearer {JWT}"), "", "field", "X-Access-Token"),
        (("Accept", "*/*"), f"?a=1&the%20jwt={JWT}", "query", "the jwt"),
    ],
)
def test_a_token_elsewhere(line, query, place, name) -> None:
    asked = Request(Url.parse(f"http://a.test/{query}"), fields=Fields.of([line]))
    ((found, token),) = bearer.jwts_elsewhere(asked)
    assert (found, token.place, token.value, token.expires) == (name, place, JWT, 5)


@pytest.mark.parametrize(
    "body", ['{"auth": {"idToken": "%s"}}', "a=b&idToken=%s&c=d", "idToken: '%s'"]
)
def test_a_token_in_the_body(body) -> None:
    asked = Request(Url.parse("http://a.test/"), "POST", body=(body % JWT).encode())
    ((found, token),) = bearer.jwts_elsewhere(asked)
    assert (found, token.place, token.value) == ("idToken", "body", JWT)


def test_what_stands_in_authorization_is_not_elsewhere() -> None:
    assert [*bearer.jwts_elsewhere(request(f"Bearer {JWT}", url="http://a.test/?a=b&c"))] == []
