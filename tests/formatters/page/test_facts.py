"""What a log says stands in a section of its own, with its meaning where it is known."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.facts import defects, log_words
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Defect

OTHER = Defect("401-without-challenge")


def view(words: str, status: int = 403, language: str = "en") -> View:
    told = Defect("said-in-log", {"words": words, "line": "error.log:7"})
    diagnosis = samples.unexplained()
    outcome = replace(diagnosis.outcome, status=status)
    diagnosis = replace(diagnosis, defects=(told, OTHER), outcome=outcome)
    return View(diagnosis, phrases(language), Pen(Surface()))


@pytest.mark.parametrize(
    ("language", "heading", "meant"),
    [
        ("en", "What the server's log says of this request", "a `deny` directive refuses"),
        ("ru", "Что об этом запросе записано в журнале сервера", "адрес закрыт директивой `deny`"),
    ],
)
def test_a_known_line_is_explained(language: str, heading: str, meant: str) -> None:
    lines = log_words(view("access forbidden by rule", language=language))
    assert lines[:2] == [heading, "  - access forbidden by rule [error.log:7]"]
    assert meant in " ".join(lines[2:])


def test_a_line_about_another_status_or_of_nobody_s_catalogue_is_quoted_only() -> None:
    assert len(log_words(view("access forbidden by rule", status=500))) == 2
    assert len(log_words(view("the dog ate it"))) == 2


def test_what_a_log_says_is_shown_escaped_and_not_among_what_else_is_wrong() -> None:
    both = view("\x1b[31mdenied\u202e")
    assert "\x1b" not in "".join(log_words(both))
    assert "denied" not in "".join(defects(both))
    assert defects(both)
