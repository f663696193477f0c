"""Field lines and heads: what is public stays readable, credentials keep their structure."""

import pytest

from tests.model.masking.planted import JWT, TYPICAL, URL, ask, reply
from wwwhy.model.masking import Masker
from wwwhy.model.masking.masker import MAX_HEAD


def test_ordinary_values_stay_readable() -> None:
    masked = Masker().exchange(TYPICAL)
    hidden = {"Authorization": "Bearer <token:1>", "Cookie": "session=<cookie:1>; theme=<cookie:2>"}
    for name, value in TYPICAL.request.fields:
        assert masked.request.fields.get(name) == hidden.get(name, value)
    assert masked.response == TYPICAL.response
    assert masked.request.url == URL


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer undefined", "Bearer undefined"),
        ("Bearer {{token}}", "Bearer {{token}}"),
        ("Bearer <token>", "Bearer <token>"),
        ("Bearer", "Bearer"),
        ("Negotiate", "Negotiate"),
        ("Bearer abc\n", "Bearer <token:1>\n"),
        ('Bearer "abc"', 'Bearer "<token:1>"'),
        ("Bearer Bearer abc", "Bearer Bearer <token:1>"),
        ("abc", "<token:1>"),
        (f"{JWT} x", "<token:1>"),
        ("Negotiate YIIC", "Negotiate <token:1>"),
        (
            'Digest username="bob", realm="r", nonce="n", uri="/x", response="abc", qop=auth, nc=1',
            'Digest username="<user:1>", realm="r", nonce="n", uri="/x", response="<key:1>", qop=auth, nc=1',
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKID/20261120/eu/s3/aws4_request, SignedHeaders=host;date, Signature=ab12",
            "AWS4-HMAC-SHA256 Credential=<key:1>/20261120/eu/s3/aws4_request, SignedHeaders=host;date, Signature=<key:2>",
        ),
        ('OAuth realm="x", oauth_token="abc"', 'OAuth realm="x", oauth_token="<token:1>"'),
        ("AWS AKID:sig=", "AWS <token:1>"),
    ],
)  # fmt: skip
def test_structure_of_credentials_stays(value: str, shown: str) -> None:
    masked = Masker().exchange(ask(("Authorization", value)))
    assert masked.request.fields.get("authorization") == shown


def test_a_long_head_is_cut_at_the_end_of_a_line() -> None:
    secret = "X-Api-Key: aB3dE5gH\r\n"
    raw = secret + "X-A: b\r\n" * (MAX_HEAD // 8 - 3) + "X-Api-Key: tail-of-the-head-7\r\n"
    masked = Masker().exchange(reply(raw_head=raw.encode())).response
    assert masked is not None
    assert masked.raw_head.startswith(b"X-Api-Key: <key:1>\r\nX-A: b\r\n")
    assert masked.raw_head.endswith(b"X-A: b\r\n")
    endless = Masker().exchange(reply(raw_head=b"a" * (MAX_HEAD + 1))).response
    assert endless is not None
    assert endless.raw_head == b"a" * MAX_HEAD


def test_a_line_is_masked_alike_the_second_time() -> None:
    masker = Masker()
    line = ask(("X-Api-Key", "aB3dE5gH"), ("Cookie", "a=b"))
    assert masker.exchange(line) == masker.exchange(line)
    other = masker.exchange(ask(("X-Other-Key", "aB3dE5gH"), ("X-Api-Key", "zY9xW7vU")))
    assert other.request.fields.get("x-other-key") == "<key:1>"
    assert other.request.fields.get("x-api-key") == "<key:2>"


def test_what_the_next_request_proves_itself_by_is_hidden() -> None:
    lines = [("Authentication-Info", 'nextnonce="Zx9Qw8Er7Ty6", qop=auth, rspauth=ab12cd34')]
    shown = Masker().exchange(reply(*lines)).response
    assert shown is not None
    said = shown.fields.get("authentication-info")
    assert said == 'nextnonce="<key:1>", qop=auth, rspauth=<key:2>'


@pytest.mark.parametrize(
    ("value", "hidden"), [("Zx9Qw8Er7Ty6Ui5O", True), ("Apache-2.0", False), ("MIT", False)]
)
def test_a_licence_that_looks_random_opens_something(value: str, hidden: bool) -> None:
    shown = Masker().exchange(reply(("X-License", value))).response
    assert shown is not None
    assert (shown.fields.get("x-license") != value) is hidden
