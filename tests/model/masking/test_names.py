"""Which fields prove who is asking, by their names, and which are known to hold no secret."""

import pytest

from wwwhy.model import Fields
from wwwhy.model.masking import (
    Masker,
    credential_fields,
    is_address_field,
    is_credential_field,
    is_public_field,
)


@pytest.mark.parametrize(
    "name",
    """
    Authorization X-Api-Key api_key Ticket X-User-Pass X-TOTP X-Session X-Acme-Key X-Acme-Secret
    X-Acme-Signature X-AcmeToken X-WSSE CB-ACCESS-SIGN X-Access-Code X-MBX-APIKEY Signature
    Signature-Input DD-APPLICATION-KEY Auth X-Pin X-Goog-IAP-JWT-Assertion X-Csrf-Token
    """.split(),  # noqa: SIM905 (words are read more easily without quotes)
)
def test_names_that_prove_something(name):
    assert is_credential_field(name)
    assert not is_public_field(name)


@pytest.mark.parametrize(
    "name",
    """
    X-Request-Id traceparent Accept-Language Accept-Signature User-Agent X-RateLimit-Remaining
    X-RateLimit-Remaining-Tokens Idempotency-Key X-Cache-Key Sec-WebSocket-Key Surrogate-Key
    If-None-Match Content-Digest Host
    """.split(),  # noqa: SIM905 (words are read more easily without quotes)
)
def test_names_that_are_known_to_prove_nothing(name):
    assert is_public_field(name)
    assert not is_credential_field(name)


@pytest.mark.parametrize(
    "name",
    "X-Partition-Key X-Error-Code X-Bypass-Cache X-App-Id X-Tenant WWW-Authenticate".split(),  # noqa: SIM905 (words)
)
def test_names_that_say_nothing(name):
    assert not is_credential_field(name)
    assert not is_public_field(name)


def test_credential_fields() -> None:
    names = ("Authorization", "X-Api-Key", "apikey", "X-Auth-Token", "DPoP", "X-CSRF-Token")
    assert all(map(is_credential_field, names))
    assert all(map(is_credential_field, ("Private-Token", "token", "Ocp-Apim-Subscription-Key")))
    for name in ("WWW-Authenticate", "Accept", "Cookie", "Set-Cookie", "Host", "ETag"):
        assert not is_credential_field(name)
    fields = Fields.of(
        [("Accept", "*"), ("x-api-key", "1"), ("Authorization", "2"), ("x-api-key", "3")]
    )
    assert credential_fields(fields) == ("x-api-key", "Authorization")


def test_some_fields_hold_addresses():
    assert is_address_field("Referer")
    assert not is_address_field("Refer")


def test_a_random_value_makes_a_credential_of_any_name():
    lines = Fields.of(
        [
            ("X-Wizbang", "Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU"),
            ("X-Tenant", "acme"),
            ("X-Device-Id", "Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU"),
            ("X-Request-Id", "Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU"),
            ("Cookie", "sid=Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU"),
            ("Referer", "Zk3vQ9xW7bLm2RtYcP5sJ8dHfG1aN4eU"),
        ]
    )
    assert credential_fields(lines) == ("X-Wizbang",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-ratelimit-limit-tokens", "150000"),
        ("anthropic-ratelimit-tokens-remaining", "149000"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("Accept-Signature", 'sig1=("@method")'),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"),
    ],
)
def test_what_is_harmless_stays_readable(name, value):
    assert Masker().fields(Fields.of([(name, value)])).get(name) == value


def test_a_field_is_hidden_once_it_is_distrusted():
    masker, lines = Masker(), Fields.of([("X-Door", "open")])
    assert masker.fields(lines).get("x-door") == "open"
    masker.distrust("x-DOOR")
    assert masker.fields(lines).get("x-door") == "<key:1>"
