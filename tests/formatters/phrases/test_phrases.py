"""Both languages say the same things, and numbers take the right form."""

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wwwhy.catalog.signatures import ROLES, all_signatures
from wwwhy.diagnosis.boxes import silence
from wwwhy.formatters.phrases import phrases, plural
from wwwhy.model.failure import FAILURE_TYPES

FORMS = {"en": ["one", "many"], "ru": ["one", "few", "many"]}


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def flat(room: str) -> Iterator[tuple[str, str, Any, Any]]:
    """Yield section, key and the phrases of both languages."""
    english, russian = phrases("en", room).table, phrases("ru", room).table
    assert list(english) == list(russian)
    for section in english:
        assert list(english[section]) == list(russian[section]), section
        for key in english[section]:
            yield section, key, english[section][key], russian[section][key]


ROOMS = pytest.mark.parametrize(
    "room", ["wwwhy.formatters", "wwwhy.cli", "wwwhy.formatters.explanation"]
)


@ROOMS
def test_same_keys_and_same_placeholders(room):
    for section, key, english, russian in flat(room):
        if isinstance(english, str):
            assert placeholders(english) == placeholders(russian), (section, key)
        else:
            assert list(english) == FORMS["en"], (section, key)
            assert list(russian) == FORMS["ru"], (section, key)
            sets = {frozenset(placeholders(p)) for p in (*english.values(), *russian.values())}
            assert len(sets) == 1, (section, key)


@ROOMS
def test_russian_is_russian(room):
    for section, key, english, russian in flat(room):
        for one, other in zip(
            [english] if isinstance(english, str) else english.values(),
            [russian] if isinstance(russian, str) else russian.values(),
            strict=False,
        ):
            words = re.sub(r"\{\w+\}|--[a-z-]+", "", one)
            if re.search("[a-z]{3}", words):
                assert re.search("[а-яё]", other), (section, key)


def test_every_failure_has_words():
    for language in ("en", "ru"):
        assert set(phrases(language).table["failure"]) == set(FAILURE_TYPES)


def test_every_role_and_every_box_of_our_own_has_words():
    own = set(re.findall(r'Box\("([a-z ]+)", "', Path(silence.__file__).read_text("utf-8")))
    assert {"the client", "the network", "the resolver", "unknown"} <= own
    for language in ("en", "ru"):
        assert set(ROLES) <= set(phrases(language).table["role"])
        assert own <= set(phrases(language).table["box"])


def test_a_box_that_is_named_in_words_and_not_by_its_maker_has_words():
    kinds = {name for name in all_signatures() if re.search(r"(?<![.\w])server\b", name)}
    assert kinds >= {"FTP server", "SSH server", "mail server"}
    for language in ("en", "ru"):
        assert kinds <= set(phrases(language).table["box"])


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "many"),
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (12, "many"),
        (14, "many"),
        (21, "one"),
        (22, "few"),
        (25, "many"),
        (111, "many"),
        (-1, "one"),
        (101, "one"),
    ],
)
def test_russian_plurals(n, form):
    assert plural("ru", n) == form


@pytest.mark.parametrize(("n", "form"), [(0, "many"), (1, "one"), (2, "many"), (21, "many")])
def test_english_plurals(n, form):
    assert plural("en", n) == form


def test_counts():
    assert phrases("ru")("requests", "sent", n=3, time="1 с") == "Отправлено 3 запроса за 1 с."
    assert phrases("en")("requests", "sent", n=1, time="1 s") == "1 request sent in 1 s."


def test_an_unknown_language_is_english_and_an_unknown_name_stands_for_itself():
    assert phrases("xx").language == "en"
    assert phrases("en").named("role", "toaster") == "toaster"
    assert phrases("en").named("span", "hour") == "hour"
