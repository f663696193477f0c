import json

import pytest

from wwwhy.causes.edge.statements import words_of_limit
from wwwhy.model import Fields, Response


def answer(body, kind="application/json"):
    fields = Fields.of((("Content-Type", kind),))
    return Response(403, fields=fields, body=body.encode(), body_length=len(body.encode()))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("message", "API rate limit exceeded for 192.0.2.7."),
        ("fehler", "Zu viele Anfragen in kurzer Zeit"),
        ("mensaje", "Demasiadas solicitudes"),
        ("ошибка", "Слишком много запросов, попробуйте позже"),
        ("msg", "请求过于频繁，请稍后再试"),
        ("error", "リクエストが多すぎます"),
    ],
)
def test_a_statement_in_any_of_these_languages(name, text):
    assert words_of_limit(answer(json.dumps({name: text})))


@pytest.mark.parametrize(
    "page",
    [
        "<title>429 Too Many Requests</title><p>x",
        "<html><h1 class='a'>Trop de requêtes</h1>",
        "<title>Error 429: Too many requests</title>",
    ],
)
def test_the_heading_of_a_page_states_it(page):
    assert words_of_limit(answer(page, "text/html"))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Zu viele Anfragen? So geht es</title>", "text/html"),
        ("<title>Forbidden</title><p>Too many requests get a 429 here.</p>", "text/html"),
        ('{"error": "forbidden", "help": "Слишком много запросов"}', "application/json"),
        ('{"message": "You may get too many requests errors"}', "application/json"),
    ],
)
def test_what_is_said_beside_the_point_is_no_statement(body, kind):
    assert words_of_limit(answer(body, kind)) is None
