"""No secret leaves the room in a log line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.serverlog.exchanges import exchange
from wwwhy.model import LogLine
from wwwhy.model.masking import Masker
from wwwhy.sources.serverlog.hiding import without_secrets

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def shown(text: str, **options) -> str:
    line = LogLine(
        "x", 1, "nginx", "error", text, message=text, target=text, upstream=text, values={"a": text}
    )
    hidden = without_secrets(exchange(**options), Masker())(line)
    assert hidden.text == hidden.message == hidden.target == hidden.upstream == hidden.values["a"]
    return hidden.text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /x?access_token=hunter2&a=1 HTTP/1.1", "hunter2"),
        ("GET /x?api_key=hunter2", "hunter2"),
        ('"Authorization: Basic dXNlcjpwYXNz"', "dXNlcjpwYXNz"),
        ("Bearer abc1defghij", "abc1defghij"),
        (f"token was {JWT}.", JWT),
        ("http://user:pw@host/x", "pw@"),
        ('{"password":"hunter2","a":"b"}', "hunter2"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text, secret):
    assert secret not in shown(text)
    assert "<" in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        'user "u": password mismatch, client: 127.0.0.1',
        "GET /x?page=2&lang=en HTTP/1.1",
        "status code=502 (error code: 111)",
        "AH01630: client denied by server configuration: /srv/www/token",
        "Basic authentication failed",
    ],
)
def test_what_is_no_secret_stays(text):
    assert shown(text) == text


def test_the_request_s_own_secrets_are_hidden_wherever_they_stand():
    options = {
        "url": "http://bob:s3cr%2Ft@a.test/",
        "fields": (
            ("Authorization", "Bearer my-own-token"),
            ("Cookie", "a=1; sid=cookie-value"),
            ("X-Api-Key", "k3y k3y"),
        ),
    }
    text = shown(
        "my-own-token cookie-value s3cr%2Ft s3cr/t bob:s3cr%2Ft k3y k3y k3y%20k3y sid a=1",
        **options,
    )
    for secret in ("my-own-token", "cookie-value", "s3cr", "k3y k3y"):
        assert secret not in text
    assert text.endswith("sid a=1")


def test_a_secret_has_one_name_in_a_report():
    masker = Masker()
    asked = exchange("http://a.test/x?token=hunter2hunter2")
    name = masker.exchange(asked).request.url.query
    line = LogLine("x", 1, "nginx", "error", "GET /x?token=hunter2hunter2 HTTP/1.1")
    assert name is not None
    assert name in without_secrets(asked, masker)(line).text


def test_a_line_has_a_bound():
    assert len(shown("x" * 100_000)) == 64 * 1024


@given(st.text(), st.text(st.characters(codec="ascii", min_codepoint=33)))
def test_no_text_is_an_accident(text, secret):
    shown(text, fields=(("X-Api-Key", secret),))
