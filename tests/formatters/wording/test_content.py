"""What an answer's content says beyond its status."""

import json
import time

import pytest

from wwwhy.formatters.wording.content import content_words
from wwwhy.model import Fields, Response

NGINX = (
    "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1>"
    "</center><hr><center>nginx/1.22.1</center></body></html>"
)


def said(body: str, kind: str = "text/html", status: int = 403, reason: str = "Forbidden") -> str:
    fields = Fields.of([("Content-Type", kind), ("Server", "nginx/1.22.1")])
    return content_words(Response(status, reason, fields=fields, body=body.encode()))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "text/html"),
        ("Forbidden", "text/plain"),
        ('{"error": "Forbidden", "status": 403}', "application/json"),
        (NGINX, "text/html"),
        ("GIF89a and more", "image/gif"),
    ],
)
def test_what_the_status_says_already_is_not_repeated(body: str, kind: str) -> None:
    assert said(body, kind) == ""


def test_short_json_stands_as_it_is() -> None:
    body = '{"detail": [{"loc": ["query", "n"], "msg": "field required"}]}'
    assert said(body, "application/problem+json", 422, "") == body


def test_of_long_json_the_sentences_are_taken() -> None:
    data = {"id": "x" * 300, "errors": [{"message": "Dein Tarif enthält keinen Export"}]}
    assert said(json.dumps(data), "application/json") == "Dein Tarif enthält keinen Export"


def test_of_a_page_what_a_browser_shows() -> None:
    page = """<!doctype html><title>Доступ закрыт</title><style>b > i { color: red }</style>
    <!-- <p>not this --> <script>if (a<b) { say("<p>nor this") }</script><h1>Доступ закрыт</h1>
    <p>Ваш адрес &laquo;заблокирован&raquo;<br>Обратитесь в поддержку</p><svg><text>x</text></svg>"""
    assert said(page) == "Доступ закрыт Ваш адрес «заблокирован» Обратитесь в поддержку"


def test_labels_of_secrets_are_no_tags() -> None:
    assert said("<p>failed for Bearer <token:1> at <b>10:00</b>") == (
        "failed for Bearer <token:1> at 10:00"
    )


def test_a_tag_that_is_cut_off_is_no_text() -> None:
    assert said('<p>more words</p><div class="x') == "more words"


def test_plain_text_has_no_tags() -> None:
    assert said("expected <int>, got <str>", "text/plain") == "expected <int>, got <str>"
    assert said("<error>expected a number</error>", "application/problem+xml") == (
        "expected a number"
    )


def test_json_that_is_none_is_read_as_text() -> None:
    assert said("{oops, no json", "application/json") == "{oops, no json"
    assert said("[" * 5000 + "oops", "application/json").startswith("[[[")


@pytest.mark.parametrize("part", ["<script>", "<", "<!--", "</script", "<a ", "--><script "])
def test_a_hostile_page_costs_no_more_than_another(part: str) -> None:
    began = time.process_time()
    said(part * 20000)
    assert time.process_time() - began < 1
