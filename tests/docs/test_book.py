"""The data behind the pages, and the words the site adds to it."""

import hashlib
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.docs import book
from wwwhy.causes.registry import ROOM
from wwwhy.causes.texts import LANGUAGES
from wwwhy.formatters.phrases import phrases

BOOK = book.read()
WORDS = book.family_words()
FAMILIES = sorted(path.parent.name for path in ROOM.glob("*/__init__.py"))
PHRASES = Path(book.__file__).parent / "phrases"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_named_and_told_in_both_languages(family):
    said = WORDS.get(family)
    assert said, f"name {family} in tools/docs/phrases/families.toml and translate its docstring"
    assert said["en"]
    assert said["ru"]
    assert said["text_ru"].strip()
    digest = hashlib.sha256(book.family_text(family).encode()).hexdigest()[:12]
    assert said["of"] == digest, f"translate the new docstring of {family}, then set of = {digest}"


def test_no_family_is_left_over():
    assert set(WORDS) <= set(FAMILIES)


def keys(language: str) -> dict[str, Any]:
    table = tomllib.loads((PHRASES / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text for section, each in table.items() for key, text in each.items()
    }


def test_phrases_have_the_same_keys_and_placeholders():
    english, russian = keys("en"), keys("ru")
    assert set(english) == set(russian)
    for key, text in english.items():
        other = russian[key]
        if isinstance(text, str):
            assert fields(text) == fields(other), key
        else:
            assert set(text) == {"one", "many"}, key
            assert set(other) == {"one", "few", "many"}, key


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_word_the_pages_take_from_a_list_has_its_phrase():
    for language in LANGUAGES:
        words = phrases(language, "tools.docs")
        for box in BOOK.boxes.values():
            assert words("kind", box.kind)
            assert words("kind_one", box.kind)
            assert words("server_field", box.server_field)


def test_no_cause_is_confused_with_itself():
    for cause in BOOK.causes.values():
        others = BOOK.confused_with(cause)
        assert cause.slug not in {each.slug for each in others}
        for other in others:
            assert {*cause.statuses, *cause.failures} & {*other.statuses, *other.failures}


def test_what_is_not_whole_is_named_and_left_out(monkeypatch):
    monkeypatch.setattr("wwwhy.causes.registry.texts.load", _missing)
    made = book.read()
    assert not made.causes
    assert len(made.left_out) >= len(BOOK.causes)


def _missing(package: str, language: str) -> None:
    raise FileNotFoundError(f"{package}/{language}.md")
