"""Where a fact stands is said in words of the reader's language."""

import re
from pathlib import Path

import pytest

import wwwhy
from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases


@pytest.mark.parametrize(
    ("pointer", "english", "russian"),
    [
        ("response.headers.www-authenticate", "response WWW-Authenticate", "WWW-Authenticate в ответе"),
        ("request.headers.x-none", "request x-none", "x-none в запросе"),
        ("response.body", "response body", "тело ответа"),
        ("connection.tls.chain", "certificate chain", "цепочка сертификатов"),
        ("error.log:12", "error.log:12", "error.log:12"),
        ("nginx.conf:3", "nginx.conf:3", "nginx.conf:3"),
    ],
)  # fmt: skip
def test_a_pointer_is_said_in_words(pointer: str, english: str, russian: str) -> None:
    for language, said in (("en", english), ("ru", russian)):
        view = View(samples.expired_token(), phrases(language), Pen(Surface()))
        assert view.where(0, pointer) == f"#0 {said}"


_POINTER = re.compile(
    r'"((?:request|response|connection|timing|timing_ms|failure)(?:\.[a-z_]+)*)"(?=[,)\s])'
)
_NO_POINTERS = {"request", "response", "connection", "failure", "timing"}
"""These words stand in the code for other things as well."""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_pointer_in_the_code_has_words(language: str) -> None:
    rooms = [Path(wwwhy.__file__).parent / room for room in ("causes", "diagnosis")]
    rules = [path for room in rooms for path in room.rglob("*.py") if path.name != "lab.py"]
    found = {each for path in rules for each in _POINTER.findall(path.read_text(encoding="utf-8"))}
    found = {each for each in found - _NO_POINTERS if ".headers." not in each}
    assert len(found) > 10
    assert not found - set(phrases(language).table["place"])
