"""Reading files within bounds."""

import io
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from wwwhy.errors import InputError
from wwwhy.sources.files import is_regular, no_files, read_file, require_file


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert read_file(str(path), 3) == b"abc"
    with pytest.raises(InputError, match="larger than"):
        read_file(str(path), 2)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_pipe_without_a_writer_is_not_waited_for_without_end(pipe: Path) -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match="Nothing comes through the pipe"):
        read_file(str(pipe), 10, patience=0.1)
    assert time.monotonic() - started < 5


def test_only_a_regular_file_of_bounded_size_is_regular(pipe: Path, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert is_regular(str(path), 3)
    assert not is_regular(str(path), 2)
    for other in (str(pipe), "/dev/zero", str(tmp_path), "/no/such/file", "a\0b"):
        assert not is_regular(other, 1000)


def test_a_file_that_must_be_there_is_missed_in_one_sentence(pipe: Path, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"")
    require_file(str(path))
    for other in (str(pipe), "/dev/zero", str(tmp_path)):
        with pytest.raises(InputError, match="not a regular file"):
            require_file(other)
    for other in ("/no/such/file", "a\0b"):
        with pytest.raises(InputError, match="cannot be read"):
            require_file(other)


def _trickle(pipe: Path) -> None:
    with pipe.open("wb", 0) as file:
        for part in (b"abc", b"def"):
            file.write(part)
            time.sleep(0.05)


def test_what_comes_through_a_pipe_bit_by_bit_is_read_whole(pipe: Path) -> None:
    threading.Thread(target=_trickle, args=(pipe,), daemon=True).start()
    assert read_file(str(pipe), 6, patience=10) == b"abcdef"


def test_what_comes_through_a_pipe_is_bounded(pipe: Path) -> None:
    threading.Thread(target=_trickle, args=(pipe,), daemon=True).start()
    with pytest.raises(InputError, match="larger than"):
        read_file(str(pipe), 5, patience=10)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"abc")))
    assert read_file("-", 10) == b"abc"


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'/no/such/file' cannot be read: No such file"):
        read_file("/no/such/file", 10)
    for path in ("a\0b", str(tmp_path)):
        with pytest.raises(InputError, match="cannot be read"):
            read_file(path, 10)
    with pytest.raises(InputError, match="larger than"):
        read_file("/dev/zero", 4096)
    with pytest.raises(InputError, match="'secret'"):
        no_files("secret", 10)
