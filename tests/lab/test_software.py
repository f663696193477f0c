"""Programs are found, or missed by name with what to install."""

import os
import sys
from pathlib import Path

import pytest

from lab import NotInstalledError, available, requires, software


@pytest.fixture(autouse=True)
def _forget():
    software.program.cache_clear()
    yield
    software.program.cache_clear()


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(software, "_FOLDERS", ())
    assert not available("squid")
    with pytest.raises(NotInstalledError, match=r"squid is not installed.*apt install squid-ope"):
        requires("squid")


def test_a_program_with_its_version_in_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("php-fpm8.2", "php-fpm8.4", "php-fpm8.5"):
        (tmp_path / name).touch(0o644 if name.endswith("5") else 0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(software, "_FOLDERS", ())
    assert software.program("php-fpm") == str(tmp_path / "php-fpm8.4")


def test_python_modules_count_as_programs() -> None:
    assert software.program("gunicorn") == "gunicorn"
    assert available("uvicorn")


def test_an_unknown_name_is_looked_for_as_it_is() -> None:
    assert available("sh")
    assert not available("no-such-program-anywhere")


@pytest.mark.parametrize(("value", "strict"), [("1", True), ("0", False), ("", False)])
def test_ci_may_forbid_skips(monkeypatch: pytest.MonkeyPatch, value: str, strict: bool) -> None:
    monkeypatch.setenv(software.REQUIRE, value)
    assert software.none_may_be_missing() is strict


def test_the_worker_user_is_somebody_else() -> None:
    user = software.worker_user()
    assert (user is None) == (os.geteuid() != 0)
    assert user != "root"
    assert sys.platform == "linux" or user is None
    assert (software.worker_group() is None) == (user is None)
