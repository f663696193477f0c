"""Multipart forms of -F, beyond what the comparison with curl shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.errors import UsageError
from wwwhy.sources.curl.form import Form, encode


def form(*arguments: str, **files: bytes) -> bytes:
    made = Form(lambda path, _limit: files[path])
    for argument in arguments:
        made.add(argument)
    return encode(made, "B", content_type=None, escape=False)[1]


def test_the_boundary_is_not_in_the_content() -> None:
    assert form("a=B").startswith(b"--xB\r\n")
    assert b"--xB" not in form("a=1")


def test_part_encoders() -> None:
    assert b"\r\n\r\n" + b"eHg=" + b"\r\n--B--" in form("a=xx;encoder=base64")
    assert b"\r\n\r\n" + b"=3D" + b"\r\n--B--" in form("a==;encoder=quoted-printable")
    assert b"\r\n\r\n" + b"x" + b"\r\n--B--" in form("a=x;encoder=8bit")


def test_words_of_a_part() -> None:
    assert b'name="a"\r\n\r\n"open\r\n' in form('a="open')
    assert b'\r\n\r\nx"y\\\r\n' in form(r'a="x\"y\\";unknown=1')
    assert b"Content-Type: text/x; a=b\r\n" in form("a=1;type=text/x; a=b;filename=f")


@pytest.mark.parametrize("argument", ["", "name", "=)"])
def test_forms_refuse(argument: str) -> None:
    with pytest.raises(UsageError):
        form(argument)


def test_a_form_has_a_bound() -> None:
    made = Form(lambda _path, _limit: b"")
    for _ in range(1000):
        made.add("a=b")
    with pytest.raises(UsageError, match="more than"):
        made.add("a=b")


@given(st.text(alphabet='a=@<();,"\\ type=filename', max_size=30))
def test_hostile_forms(argument: str) -> None:
    try:
        made = Form(lambda _path, _limit: b"x")
        made.add(argument)
        encode(made, "B", content_type=None, escape=True)
    except UsageError:
        pass
