"""Everything of a report is masked but the words of ours by which its texts are found."""

import pytest

from wwwhy.diagnosis.hiding import hidden
from wwwhy.model import Evidence, NextExperiment, NotChecked, Ranked, Repair, Verdict
from wwwhy.model.masking import Masker
from wwwhy.model.request import Request
from wwwhy.model.url import Url


def masker(secret: str) -> Masker:
    made = Masker()
    made.request(Request(Url.parse(f"http://ann:{secret}@shop.test/")))
    return made


@pytest.mark.parametrize("word", ["wrong", "challenge", "budget", "without"])
def test_a_password_that_is_a_word_of_ours_takes_no_id_apart(word):
    ranked = Ranked(
        id=f"basic-{word}-password",
        verdict=Verdict.LIKELY,
        confidence=0.7,
        evidence=(Evidence(word, {"said": f"it was {word}"}),),
        repair=Repair(word, f"curl -u ann:{word}", 0),
        next_experiment=NextExperiment(word),
    )
    shown = hidden(ranked, masker(word))
    assert shown.id == ranked.id
    assert shown.evidence[0].name == word
    assert shown.repair is not None
    assert shown.repair.probe == word
    assert shown.next_experiment == NextExperiment(word)
    assert hidden(NotChecked(word, word), masker(word)) == NotChecked(word, word)
    # What came from outside is hidden all the same.
    assert word not in str(shown.evidence[0].values["said"])
    assert word not in shown.repair.command
