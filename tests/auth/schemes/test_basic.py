import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.auth.schemes import basic
from wwwhy.model import Fields, Request, Url


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("text", "username", "password", "faults"),
    [
        (encoded(b"bob:hunter2"), "bob", "hunter2", ()),
        (encoded(b"bob:a:b"), "bob", "a:b", ()),
        (encoded(b"bob:hunter2\n"), "bob", "hunter2", ("newline-at-end",)),
        (encoded(b"bob:hunter2\r\n"), "bob", "hunter2", ("newline-at-end",)),
        (encoded(b"bob"), "bob", "", ("no-colon",)),
        (encoded(b"bob:"), "bob", "", ("empty-password",)),
        (encoded(b":hunter2"), "", "hunter2", ("empty-username",)),
        (encoded("bob:пароль".encode()), "bob", "пароль", ("non-ascii",)),
        (encoded("bob:caf\xe9".encode("latin-1")), "bob", "caf\xe9", ("non-ascii",)),
        (encoded(b"bob:a\x01b"), "bob", "a\x01b", ("control-character",)),
        ("Ym9iOmh1 bnRlcjI=", "bob", "hunter2", ("wrapped",)),
        ("Ym9iOmh1\nbnRlcjI=", "bob", "hunter2", ("wrapped",)),
        ("Ym9iOmh1bnRlcjI", "bob", "hunter2", ("padding",)),
        ("Ym9iOj8_Pz8-", "bob", "????>", ("url-alphabet",)),
        ("bob:hunter2", "", "", ("not-base64", "plain-text")),
        ("not base64 at all!", "", "", ("wrapped", "not-base64")),
        ("abcde", "", "", ("padding", "not-base64")),
        ("", "", "", ("missing",)),
        ("A" * (basic.MAX_ENCODED + 4), "", "", ("too-long",)),
        (encoded(encoded(b"bob:x").encode()), "Ym9iOng=", "", ("no-colon", "encoded-twice")),
    ],
)
def test_decode(text: str, username: str, password: str, faults: tuple[str, ...]) -> None:
    found = basic.decode(text)
    assert (found.username, found.password) == (username, password)
    assert found.faults == faults


@pytest.mark.parametrize(
    ("data", "charset"), [(b"a:b", "ascii"), ("a:ж".encode(), "utf-8"), (b"a:\xff", "latin-1")]
)
def test_charset(data: bytes, charset: str) -> None:
    assert basic.decode(encoded(data)).charset == charset


@given(st.text().filter(lambda text: ":" not in text), st.text(min_size=1))
def test_encode_is_undone_by_decode(username: str, password: str) -> None:
    try:
        value = basic.encode(username, password)
    except UnicodeEncodeError:
        return
    found = basic.decode(value.removeprefix("Basic "))
    assert found.username == username
    assert found.password == password.rstrip("\r\n")


@given(st.text())
def test_decode_never_raises(text: str) -> None:
    basic.decode(text)


def test_encode_refuses_what_the_charset_lacks() -> None:
    with pytest.raises(UnicodeEncodeError):
        basic.encode("bob", "пароль", "latin-1")


def test_credentials_of_a_request() -> None:
    def ask(value: str) -> basic.UserPass | None:
        fields = Fields.of([("Authorization", value)])
        return basic.credentials_of(Request(Url.parse("http://a.test"), fields=fields))

    found = ask("BASIC Ym9iOng=")
    assert found is not None
    assert found.username == "bob"
    assert ask("Bearer abc") is None
    assert ask("Basic") == basic.UserPass("", "", "", ("missing",))
    assert basic.credentials_of(Request(Url.parse("http://a.test"))) is None


def test_repr_shows_neither_name_nor_password() -> None:
    assert "bob" not in repr(basic.decode("Ym9iOmh1bnRlcjI="))
    assert "hunter2" not in repr(basic.decode("Ym9iOmh1bnRlcjI="))
