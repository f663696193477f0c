"""Reading a row: what the form demands, and what it refuses."""

import pytest

from wwwhy.catalog.entry import EntryError, Said, check, read_entry, read_owner

HEAD = {
    "title_en": "test code",
    "title_ru": "код для проверки",
    "kind": "status",
    "source": "nowhere",
    "date": "2026-01-01",
}
OWNER = read_owner("test", HEAD)
ROW = {"en": "Means this.", "ru": "Значит это."}


def test_a_short_row_takes_what_the_owner_says():
    row = read_entry(OWNER, "42", ROW)
    assert (row.code, row.name, row.source, row.date) == ("42", "42", "nowhere", "2026-01-01")
    assert row.title == "42"
    assert row.ref == "test/42"
    assert row.meaning == Said("Means this.", "Значит это.")
    assert row.meaning.speak("ru") == "Значит это."
    assert row.meaning.speak("de") == "Means this."


def test_a_suffix_tells_rows_of_one_code_apart():
    row = read_entry(OWNER, "420/spring", {**ROW, "name": "Method Failure"})
    assert row.code == "420"
    assert row.title == "420 Method Failure"


def test_a_sub_status_knows_its_status():
    owner = read_owner("test", {**HEAD, "kind": "sub-status"})
    assert read_entry(owner, "401.3", ROW).status == 401


@pytest.mark.parametrize(
    "row",
    [
        {"en": "Only English."},
        {"en": "", "ru": "Только по-русски."},
        {**ROW, "frob": 1},
        {**ROW, "do_en": "Half."},
        {**ROW, "key": "other"},
    ],
)
def test_faults_of_a_row_are_named(row):
    with pytest.raises(EntryError):
        read_entry(OWNER, "42", row)


@pytest.mark.parametrize("word", ["sent_by", "retry", "cacheable", "crawlers", "browser"])
def test_words_come_from_lists(word):
    with pytest.raises(EntryError, match="none of"):
        check(read_entry(OWNER, "42", {**ROW, word: "frob"}))


@pytest.mark.parametrize("head", [{}, {**HEAD, "frob": 1}, {**HEAD, "tell_en": "half"}])
def test_faults_of_an_owner_are_named(head):
    with pytest.raises(EntryError):
        read_owner("test", head)
