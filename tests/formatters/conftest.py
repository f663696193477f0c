"""Stand-ins for the causes' texts, so that a changed text does not change these expectations."""

from pathlib import Path

import pytest

from wwwhy.causes.texts import Texts, parse
from wwwhy.errors import UsageError
from wwwhy.formatters.wording import claims

FOLDER = Path(__file__).parent / "causes"


class FakeCause:
    def __init__(self, slug: str) -> None:
        self.slug = slug

    def texts(self, language: str = "en") -> Texts:
        return parse((FOLDER / f"{self.slug}.{language}.md").read_text(encoding="utf-8"))


def fake_cause(slug: str) -> FakeCause:
    if not all((FOLDER / f"{slug}.{language}.md").exists() for language in ("en", "ru")):
        raise UsageError(f"There is no cause {slug!r}.")
    return FakeCause(slug)


@pytest.fixture(autouse=True)
def known_texts(monkeypatch):
    monkeypatch.setattr(claims, "cause", fake_cause)
