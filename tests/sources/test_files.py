"""Reading files within bounds."""

import io
import sys
from pathlib import Path

import pytest

from wwwhy.errors import InputError
from wwwhy.sources.files import no_files, read_file


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert read_file(str(path), 3) == b"abc"
    with pytest.raises(InputError, match="larger than"):
        read_file(str(path), 2)


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
