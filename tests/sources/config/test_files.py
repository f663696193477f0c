"""Includes stay inside their tree, and inside every bound."""

import os
import time
from pathlib import Path

import pytest

from wwwhy.errors import InputError
from wwwhy.sources.config import files, nginx
from wwwhy.sources.config.files import open_regular, read_regular


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(config) -> list[str]:
    return [directive.name for directive in config.walk()]


def test_an_include_inside_the_tree_is_put_in_its_place(tmp_path):
    write(tmp_path / "etc/conf.d/b.conf", "b 1;")
    write(tmp_path / "etc/conf.d/a.conf", "\na 1;")
    main = write(tmp_path / "etc/nginx.conf", "first 1;\ninclude conf.d/*.conf;\nlast 1;")
    config = nginx.read(main)
    assert names(config) == ["first", "a", "b", "last"]
    assert [d.pointer for d in config.find("a")] == [f"{tmp_path}/etc/conf.d/a.conf:2"]
    assert not config.notes


@pytest.mark.parametrize(
    "pattern", ["../secret.conf", "{tmp}/secret.conf", "conf.d/../../secret.conf", "{tmp}/*.conf"]
)
def test_an_include_that_leads_outside_is_noted_and_not_opened(tmp_path, pattern):
    write(tmp_path / "secret.conf", "leaked 1;")
    pattern = pattern.replace("{tmp}", str(tmp_path))
    main = write(tmp_path / "etc/nginx.conf", f"a 1;\ninclude {pattern};")
    config = nginx.read(main)
    assert names(config) == ["a", "include"]
    assert len(config.notes) == 1
    assert f"{main}:2" in config.notes[0]
    assert "outside" in config.notes[0]


@pytest.mark.parametrize("pattern", ["link.conf", "*.conf", "away/secret.conf", "a*/*.conf"])
def test_a_link_that_leads_outside_is_not_followed(tmp_path, pattern):
    outside = write(tmp_path / "outside/secret.conf", "leaked 1;")
    main = write(tmp_path / "etc/main", f"include {pattern};")
    (tmp_path / "etc/link.conf").symlink_to(outside)
    (tmp_path / "etc/away").symlink_to(outside.parent)
    config = nginx.read(main)
    assert "leaked" not in names(config)
    assert any("outside" in note for note in config.notes)


def test_a_wider_root_may_be_given(tmp_path):
    write(tmp_path / "common.conf", "shared 1;")
    main = write(tmp_path / "sites/one.conf", "include ../common.conf;\ninclude common.conf;")
    assert names(nginx.read(main, root=tmp_path)) == ["shared", "shared"]


def test_a_link_inside_the_tree_is_followed_as_debian_has_it(tmp_path):
    write(tmp_path / "sites-available/a", "a 1;")
    (tmp_path / "sites-enabled").mkdir()
    (tmp_path / "sites-enabled/a").symlink_to("../sites-available/a")
    main = write(tmp_path / "nginx.conf", "include sites-enabled/*;")
    assert names(nginx.read(main)) == ["a"]


def test_a_file_that_includes_itself_ends(tmp_path):
    main = write(tmp_path / "nginx.conf", "a 1;\ninclude nginx.conf;\ninclude other.conf;")
    write(tmp_path / "other.conf", "b 1;\ninclude *.conf;")
    config = nginx.read(main)
    assert names(config) == ["a", "include", "b", "include"]
    assert any("includes itself" in note for note in config.notes)


def test_a_chain_of_includes_ends(tmp_path):
    for number in range(30):
        write(tmp_path / f"{number}.conf", f"a{number} 1;\ninclude {number + 1}.conf;")
    config = nginx.read(tmp_path / "0.conf")
    assert f"a{files.MAX_INCLUDES - 1}" in names(config)
    assert f"a{files.MAX_INCLUDES}" not in names(config)
    assert any("deeper" in note for note in config.notes)


def test_includes_that_double_end_by_the_number_of_files(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILES", 50)
    for number in range(12):
        write(tmp_path / f"{number}.conf", f"include {number + 1}.conf;\n" * 2)
    config = nginx.read(tmp_path / "0.conf")
    assert any("too many" in note for note in config.notes)


def test_too_much_text_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_TOTAL", 100)
    main = write(tmp_path / "nginx.conf", "include a.conf;\n" * 3)
    write(tmp_path / "a.conf", "a 1;\n" * 15)
    config = nginx.read(main)
    assert names(config).count("a") == 30
    assert any("too large" in note for note in config.notes)


def test_too_many_directives_end(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_DIRECTIVES", 20)
    config = nginx.read_text("a 1;\n" * 100)
    assert len(list(config.walk())) == 20
    assert any("stopped" in note for note in config.notes)


def test_a_fifo_is_noted_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.conf")
    main = write(tmp_path / "nginx.conf", "include pipe.conf;\na 1;")
    began = time.monotonic()
    config = nginx.read(main)
    assert time.monotonic() - began < 5
    assert "a" in names(config)
    assert any("not a regular file" in note for note in config.notes)


def test_a_missing_file_is_noted_unless_it_was_a_pattern(tmp_path):
    main = write(tmp_path / "nginx.conf", "include gone.conf;\ninclude conf.d/*.conf;")
    notes = nginx.read(main).notes
    assert len(notes) == 1
    assert "gone.conf leads to no file" in notes[0]


def test_a_text_opens_no_file(tmp_path):
    write(tmp_path / "a.conf", "leaked 1;")
    config = nginx.read_text(f"include {tmp_path}/a.conf;\ninclude a.conf;", f"{tmp_path}/up.conf")
    assert names(config) == ["include", "include"]
    assert len(config.notes) == 2
    assert "not handed in" in config.notes[0]


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [make_folder, os.mkfifo, lambda path: None])
def test_what_is_no_regular_file_is_refused_in_one_sentence(tmp_path, make):
    make(tmp_path / "x")
    with pytest.raises(InputError) as refused:
        open_regular(tmp_path / "x")
    assert str(refused.value).count("\n") == 0
    assert str(tmp_path / "x") in str(refused.value)


def test_a_name_with_a_nul_is_refused():
    with pytest.raises(InputError):
        open_regular("a\0b")


def test_a_large_file_is_refused(tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 101)
    with pytest.raises(InputError, match="larger than 100 bytes"):
        read_regular(tmp_path / "big", limit=100)


def test_broken_bytes_are_replaced(tmp_path):
    (tmp_path / "x").write_bytes(b"a \xff;")
    assert read_regular(tmp_path / "x") == "a \ufffd;"


def test_notes_have_a_bound():
    reader = files.Reader()
    for number in range(1000):
        reader.note(f"{number}")
    assert len(reader.notes) == files.MAX_NOTES
