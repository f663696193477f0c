"""Which rules spoke, and which kept silent."""

from dataclasses import replace

from tests.formatters import samples
from wwwhy.causes import registry
from wwwhy.formatters import Surface
from wwwhy.formatters.page import rules
from wwwhy.formatters.wording import claims
from wwwhy.model import Evidence, Ranked, Verdict


class Live:
    def __init__(self, slug: str) -> None:
        self.slug = slug


def test_lists_verdicts_with_raw_evidence_and_the_silent(monkeypatch):
    asked = []

    def live(exchange):
        asked.append(exchange.index)
        return [Live("bearer-token-expired"), Live("zzz-last"), Live("aaa-first")]

    monkeypatch.setattr(rules, "live_causes", live)
    written = rules.render_rules(samples.expired_token(), "en", Surface(width=80))
    assert asked == [0]
    assert "5 causes were considered" in written
    assert "  bearer-token-expired: proved (0.99)\n" in written
    assert "+ server says expired: error=invalid_token, description=The token expired" in written
    assert "- clock skew: skew=2 s" in written
    assert "2 rules had nothing to say of this case:\n  aaa-first, zzz-last\n" in written


def test_russian_counts(monkeypatch):
    monkeypatch.setattr(rules, "live_causes", lambda exchange: [])
    written = rules.render_rules(samples.bad_gateway(), "ru", Surface(unicode=False))
    assert written.startswith("Рассмотрена 1 причина\n")
    assert "upstream-refused: доказано" in written


def test_another_language_reads_sentences_and_no_names_of_ours(monkeypatch):
    monkeypatch.setattr(claims, "cause", registry.cause)
    monkeypatch.setattr(rules, "live_causes", lambda exchange: [])
    evidence = Evidence("as_if_nothing_was_sent", {"place": "Authorization"}, exchange=0)
    ranked = Ranked("api-key-wrong-place", Verdict.POSSIBLE, 0.3, (evidence,))
    diagnosis = replace(samples.expired_token(), causes=(ranked,))
    english = rules.render_rules(diagnosis, "en", Surface(width=80))
    assert "as if nothing was sent: place=Authorization" in english
    russian = rules.render_rules(diagnosis, "ru", Surface(width=80))
    assert "as if" not in russian
    assert "place=" not in russian
    assert "Без ключа ответ такой же" in russian
