import pytest

from wwwhy.auth.schemes import apikey
from wwwhy.model import Fields, Request, Url


def keys(*fields: tuple[str, str], url: str = "http://a.test/") -> tuple[apikey.Key, ...]:
    return apikey.keys_of(Request(Url.parse(url), fields=Fields.of(fields)))


@pytest.mark.parametrize(
    ("name", "value", "key", "faults"),
    [
        ("X-API-Key", "abc123", "abc123", ()),
        ("apikey", "abc123", "abc123", ()),
        ("Ocp-Apim-Subscription-Key", "abc123", "abc123", ()),
        ("X-Custom-Api-Key", "abc123", "abc123", ()),
        ("X-API-Key", "Bearer abc123", "abc123", ("scheme-inside",)),
        ("X-API-Key", '"abc123"', "abc123", ("quoted",)),
        ("X-API-Key", "abc123\n", "abc123", ("newline",)),
        ("X-API-Key", "undefined", "undefined", ("placeholder",)),
        ("X-API-Key", "", "", ("empty",)),
        ("Authorization", "ApiKey abc123", "abc123", ()),
        ("Authorization", "Api-Key abc123", "abc123", ()),
    ],
)
def test_in_fields(name: str, value: str, key: str, faults: tuple[str, ...]) -> None:
    (found,) = keys((name, value))
    assert (found.value, found.place, found.name, found.faults) == (key, "header", name, faults)


def test_in_the_query() -> None:
    found = keys(url="http://a.test/?q=1&api_key=abc&Key=undefined")
    assert [(k.name, k.value, k.place, k.faults) for k in found] == [
        ("api_key", "abc", "query", ()),
        ("Key", "undefined", "query", ("placeholder",)),
    ]


def test_what_is_no_key() -> None:
    assert keys(("Accept", "*/*"), ("Authorization", "Bearer abc"), ("Cookie", "a=b")) == ()
    assert keys(url="http://a.test/?" + "a&" * 2000) == ()


@pytest.mark.parametrize(
    ("text", "vendor", "environment"),
    [
        ("sk_test_4eC39HqLyjWDarjtT1zdp7dc", "stripe", "test"),
        ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "stripe", "live"),
        ("AKIAIOSFODNN7EXAMPLE", "aws", None),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "github", None),
        ("sk-ant-abcdefghijklmnopqrstu", "anthropic", None),
        ("sk-abcdefghijklmnopqrstu", "openai", None),
        ("sandbox-0123456789abcdef", None, "test"),
        ("0123456789abcdef0123", None, None),
    ],
)
def test_what_a_key_tells(text: str, vendor: str | None, environment: str | None) -> None:
    (found,) = keys(("X-Api-Key", text))
    assert (found.vendor, found.environment) == (vendor, environment)
    assert apikey.looks_like_key(text)


@pytest.mark.parametrize(
    "text", ["", "hello", "hello world and more", "abcdefghijklmnopqrst", "0123456789012345"]
)
def test_what_does_not_look_like_a_key(text: str) -> None:
    assert not apikey.looks_like_key(text)


def test_repr_shows_no_key() -> None:
    assert "SECRET" not in repr(keys(("X-Api-Key", "SECRET")))
