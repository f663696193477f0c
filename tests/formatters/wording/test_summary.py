"""The one sentence, for every kind of end."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording.summary import checked, outcome_label, status_label, summary
from wwwhy.model import Failure, Outcome

EN, RU = phrases("en"), phrases("ru")
BROKEN = Failure("http.response.truncated")


@pytest.mark.parametrize(
    ("outcome", "english", "russian"),
    [
        (Outcome(False, 401, "Unauthorized"), "401 Unauthorized", "401 Unauthorized"),
        (Outcome(False, 502), "502 Bad Gateway", "502 Bad Gateway"),
        (Outcome(False, 799), "799", "799"),
        (
            Outcome(False, None, "", BROKEN),
            "No response (the answer broke off)",
            "Ответа нет (ответ оборвался)",
        ),
        (
            Outcome(False, 200, "OK", BROKEN),
            "200 OK, but the answer broke off",
            "200 OK, но ответ оборвался",
        ),
        (Outcome(False, None), "No response", "Ответа нет"),
        (
            Outcome(False, 200, "OK"),
            "200 OK, but not what was asked for",
            "200 OK, но это не то, что запрашивали",
        ),
        (Outcome(True, 204), "204 No Content", "204 No Content"),
    ],
)
def test_outcome_label(outcome, english, russian):
    assert outcome_label(outcome, EN) == english
    assert outcome_label(outcome, RU) == russian


def test_summaries():
    assert summary(samples.unexplained(), EN) == (
        "500 Internal Server Error, and the cause could not be established."
    )
    assert summary(samples.bad_gateway(), RU).startswith("502 Bad Gateway. Причина: там, где")


def test_a_long_reason_is_cut():
    assert len(status_label(500, "x" * 1000)) < 70


def test_nothing_is_checked_where_nothing_was_sent():
    diagnosis = replace(samples.healthy(), exchanges=())
    assert list(checked(diagnosis, EN)) == []
    assert summary(diagnosis, EN) == "200 OK: nothing failed."


def test_a_long_answer_that_was_not_read_to_its_end_is_not_called_complete():
    diagnosis = samples.healthy()
    last = diagnosis.exchanges[-1]
    assert last.response is not None
    response = replace(last.response, cut_short=True)
    cut = replace(
        diagnosis, exchanges=(*diagnosis.exchanges[:-1], replace(last, response=response))
    )
    assert "complete response" in summary(diagnosis, EN)
    assert "as far as the answer was read" in summary(cut, EN)
    assert "complete response" not in summary(cut, EN)
