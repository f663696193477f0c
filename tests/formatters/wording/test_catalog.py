"""Defects and probes have sentences, or go by their ids."""

from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording.catalog import defect_sentence, probe_sentence
from wwwhy.model import Defect


def test_a_known_defect_has_its_sentence_in_both_languages():
    defect = Defect("401-without-challenge")
    assert "WWW-Authenticate" in defect_sentence(defect, phrases("en"))
    assert defect_sentence(defect, phrases("ru")) != defect_sentence(defect, phrases("en"))


def test_an_unknown_defect_shows_its_values():
    assert (
        defect_sentence(Defect("new-one", {"size": 10}), phrases("en")) == "new-one: size=10 bytes"
    )


def test_an_unknown_probe_goes_by_its_id():
    assert probe_sentence("never-heard-of", phrases("en")) == "never heard of"
