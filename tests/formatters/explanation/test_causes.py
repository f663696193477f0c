"""The causes beside a row: all that declare it, none that contradict it, most common first."""

import pytest

from wwwhy.catalog import index
from wwwhy.catalog.entry import read_entry, read_owner
from wwwhy.catalog.shelf import entries, entry, owners
from wwwhy.causes.registry import all_causes
from wwwhy.formatters.explanation import causes
from wwwhy.formatters.explanation.causes import Declared, declared, slugs_of

CAUSES = all_causes()
DERIVED = [row for each in owners() for row in entries(each) if row.owner.kind == "status"]
DERIVED += list(entries("failure"))


def test_the_quick_reading_of_the_files_is_the_whole_one():
    assert declared().keys() == CAUSES.keys()
    for slug, cause in CAUSES.items():
        read = (cause.family, cause.commonness, cause.statuses, cause.failures)
        assert declared()[slug] == read


@pytest.mark.parametrize("slug", sorted(CAUSES))
def test_every_code_and_failure_that_a_cause_declares_names_it(slug):
    for status in CAUSES[slug].statuses:
        rows = [entry(*ref.split("/", 1)) for ref in index.refs(status.casefold())]
        found = [row for row in rows if row.owner.kind == "status" and row.code == status]
        assert found, f"{slug} declares {status}, which no row of the catalogue explains"
        assert any(slug in slugs_of(row) for row in found), status
    for failure in CAUSES[slug].failures:
        if "*" not in failure:
            assert slug in slugs_of(entry("failure", failure)), failure


@pytest.mark.parametrize("row", DERIVED, ids=lambda row: row.ref)
def test_the_most_common_cause_comes_first(row):
    slugs = slugs_of(row)
    assert len(set(slugs)) == len(slugs)
    written = [slug in CAUSES for slug in slugs]
    assert written == sorted(written, reverse=True)
    common = [CAUSES[slug].commonness for slug in slugs if slug in CAUSES]
    assert common == sorted(common, reverse=True)


def row_of(owner: str, key: str, kind: str = "status", **data):
    head = {"title_en": "x", "title_ru": "ы", "kind": kind, "source": "x", "date": "2026-01-01"}
    return read_entry(read_owner(owner, head), key, {"en": "A.", "ru": "А.", **data})


def test_what_is_declared_and_what_is_named_come_together(monkeypatch):
    made = {
        "rare-one": Declared("a", 1, ("404",), ()),
        "daily-second": Declared("a", 5, ("403", "404"), ()),
        "daily-first": Declared("a", 5, ("404",), ()),
        "of-a-class": Declared("a", 3, ("4xx",), ("tcp.*",)),
        "elsewhere": Declared("a", 5, ("500",), ("tcp.reset",)),
    }
    monkeypatch.setattr(causes, "declared", lambda: made)
    named = ("not-written", "rare-one", "of-a-class", "elsewhere")
    assert slugs_of(row_of("iana", "404", causes=named)) == (
        *("daily-first", "daily-second", "of-a-class", "rare-one", "not-written"),
    )
    # Another owner's code may be the log's word for what the client sees as another code.
    assert "elsewhere" in slugs_of(row_of("nginx", "444", causes=named))
    # A sentence keeps its own order: it is more particular than the commonness of its causes.
    assert slugs_of(row_of("log-line", "x", kind="sentence", causes=named[1:])) == named[1:]
    assert slugs_of(row_of("failure", "tcp.reset", kind="failure")) == ("elsewhere",)


def test_a_cause_belongs_to_the_meaning_that_names_it_and_else_to_the_first():
    assert "bearer-token-expired" not in slugs_of(entry("nginx", "498"))
    assert "bearer-token-expired" in slugs_of(entry("unofficial", "498/esri"))
    assert "session-not-sticky" in slugs_of(entry("unofficial", "419/laravel"))
    assert "session-not-sticky" not in slugs_of(entry("unofficial", "419/webdav"))


def test_a_folder_that_is_no_cause_is_passed_over(monkeypatch, tmp_path):
    (tmp_path / "family" / "not_a_cause").mkdir(parents=True)
    (tmp_path / "file.py").write_text("")
    monkeypatch.setattr(causes, "_ROOM", tmp_path)
    declared.cache_clear()
    try:
        assert declared() == {}
        monkeypatch.setattr(causes, "_ROOM", tmp_path / "gone")
        declared.cache_clear()
        assert declared() == {}
    finally:
        monkeypatch.undo()
        declared.cache_clear()


def test_comments_and_lines_of_a_list_are_read(tmp_path, monkeypatch):
    folder = tmp_path / "family" / "some_cause"
    folder.mkdir(parents=True)
    text = (
        'statuses = [\n  401, # not 402\n  "5xx",\n]\nfailures = ["tls.cert.*"]\ncommonness = 3\n'
    )
    (folder / "cause.toml").write_text(text)
    monkeypatch.setattr(causes, "_ROOM", tmp_path)
    declared.cache_clear()
    try:
        found = declared()
    finally:
        declared.cache_clear()
    assert found == {"some-cause": Declared("family", 3, ("401", "5xx"), ("tls.cert.*",))}
