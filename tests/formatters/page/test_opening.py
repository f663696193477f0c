"""The first lines say what was asked, and that it is not known where it is not."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.opening import opening
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Target


def opened(target: Target, language: str = "en") -> str:
    diagnosis = replace(samples.expired_token(), target=target)
    return "\n".join(opening(View(diagnosis, phrases(language), Pen(Surface()))))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "A response without its request"), ("ru", "Ответ без запроса")]
)
def test_a_response_without_its_request_names_no_address(language: str, said: str) -> None:
    written = opened(Target("GET", "https://unknown.invalid/", "raw"), language)
    assert said in written
    assert "GET http" not in written


@pytest.mark.parametrize(
    "target",
    [
        Target("GET", "https://unknown.invalid/", "live"),
        Target("GET", "http://<host:1>/?a", "raw"),
        Target("GET", "http://unknown.invalid.test/", "raw"),
    ],
)
def test_every_other_address_is_written(target: Target) -> None:
    assert f"GET {target.url}" in opened(target)
