"""What a log says stands in a section of its own, with its meaning where it is known."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page.facts import MAX_ANSWER, answer_words, defects, log_words
from wwwhy.formatters.page.pen import Pen
from wwwhy.formatters.page.view import View
from wwwhy.formatters.phrases import phrases
from wwwhy.model import Defect, Diagnosis, Verdict

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


def written(diagnosis: Diagnosis) -> list[str]:
    return answer_words(View(diagnosis, phrases("en"), Pen(Surface())))


def test_what_no_cause_explains_well_is_quoted_from_the_answer() -> None:
    heading = "What the answer says"
    assert written(samples.unexplained()) == [heading, "  | oops [#0]"]
    assert written(samples.healthy()) == []
    assert written(samples.unknown_name()) == []
    told = samples.expired_token()
    best = told.causes[0]
    for verdict, shown in ((Verdict.LIKELY, []), (Verdict.POSSIBLE, [heading])):
        case = replace(told, causes=(replace(best, verdict=verdict),))
        assert written(case)[:1] == shown


def test_a_long_answer_is_cut_and_a_hostile_one_shown_as_what_it_is() -> None:
    own = samples.unexplained().exchanges[0]
    assert own.response is not None
    evil = replace(own.response, body=b"\x1b]0;owned\x07 " + b"word " * 5000)
    diagnosis = replace(samples.unexplained(), exchanges=(replace(own, response=evil),))
    text = "\n".join(written(diagnosis))
    assert "\x1b" not in text
    assert len(text) < MAX_ANSWER + 100
