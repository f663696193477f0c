"""Which rules spoke, and which kept silent."""

from tests.formatters import samples
from wwwhy.formatters import Surface
from wwwhy.formatters.page import rules


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
