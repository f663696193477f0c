"""Every real cause can be shown, in every format and language, with every evidence it names."""

from dataclasses import replace

import pytest

from tests.formatters import samples
from wwwhy.causes import all_causes, registry
from wwwhy.formatters import formats, render
from wwwhy.formatters.wording import claims
from wwwhy.model import Evidence, NextExperiment, Ranked, Verdict


@pytest.fixture(autouse=True)
def real_texts(known_texts, monkeypatch):
    monkeypatch.setattr(claims, "cause", registry.cause)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("slug", sorted(all_causes()))
def test_can_be_shown(slug, language):
    texts = all_causes()[slug].texts(language)
    evidence = tuple(Evidence(name, exchange=0) for name in texts.evidence)
    wanted = NextExperiment(next(iter(texts.evidence)), command="curl http://127.0.0.1/")
    ranked = Ranked(slug, Verdict.LIKELY, 0.6, evidence, next_experiment=wanted)
    diagnosis = replace(samples.expired_token(), causes=(ranked,))
    for name in formats():
        written = render(name, diagnosis, language=language)
        assert len(written) > 500
        assert texts.title.split("{")[0].split()[0] in written
