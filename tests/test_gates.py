"""Every gate can fail: each is shown a planted fault once, and must refuse it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the source tree with the project's own settings."""
    left_out = shutil.ignore_patterns("__pycache__", "cases")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=left_out)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def gate(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def plant(house: Path, path: str, code: str) -> None:
    target = house / "src/wwwhy" / path
    before = target.read_text(encoding="utf-8") if target.exists() else '"""Planted."""\n'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(before + code, encoding="utf-8")


def test_lint_refuses_an_unused_import(house):
    assert gate(house, "ruff", "check", "src/wwwhy/errors.py").returncode == 0
    plant(house, "errors.py", "\nimport os\n")
    assert gate(house, "ruff", "check", "src/wwwhy/errors.py").returncode == 1


def test_format_refuses_another_hand(house):
    assert gate(house, "ruff", "format", "--check", "src/wwwhy/errors.py").returncode == 0
    plant(house, "errors.py", "\n\nx = {  'a':1 }\n")
    assert gate(house, "ruff", "format", "--check", "src/wwwhy/errors.py").returncode == 1


def test_types_refuse_a_wrong_argument(house):
    command = ("mypy", "--cache-dir", str(house / "cache"), "src/wwwhy/model/visible.py")
    assert gate(house, *command).returncode == 0
    plant(house, "model/visible.py", "\n\ndef planted() -> int:\n    return visible(3)\n")
    done = gate(house, *command)
    assert done.returncode == 1
    assert "planted" not in done.stderr


def test_imports_refuse_the_way_up(house):
    assert gate(house, "lint-imports").returncode == 0
    plant(house, "model/url.py", "\nimport wwwhy.diagnosis\n")
    assert gate(house, "lint-imports").returncode == 1


def test_imports_refuse_a_room_without_a_place(house):
    plant(house, "cellar/__init__.py", "")
    assert gate(house, "lint-imports").returncode == 1


def test_rooms_side_by_side_do_not_know_each_other(house):
    plant(house, "formatters/text.py", "\nimport wwwhy.wire\n")
    assert gate(house, "lint-imports").returncode == 1


def test_the_hooks_are_valid_and_local():
    done = subprocess.run(
        [BIN / "prek", "validate-config", ".pre-commit-config.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert text.count("repo:") == text.count("repo: local") == 1


def test_only_the_wire_and_what_stands_above_it_touches_sockets():
    above = {"wire", "api", "cli", "demo", "__init__", "__main__"}
    for path in (ROOT / "src/wwwhy").rglob("*.py"):
        room = path.relative_to(ROOT / "src/wwwhy").parts[0].removesuffix(".py")
        if room in above or path.name == "lab.py":
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        words = [line.split() for line in lines if line.startswith(("import ", "from "))]
        imported = {parts[1].partition(".")[0] for parts in words}
        assert not imported & {"socket", "ssl", "asyncio", "OpenSSL", "h2", "aioquic"}, path


@pytest.mark.parametrize(("required", "status"), [("1", 1), ("", 0)])
def test_ci_refuses_a_skipped_test_of_real_servers(tmp_path, required, status):
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    planted = 'import pytest\n\n\n@pytest.mark.lab\n@pytest.mark.skip(reason="no server")\n'
    (tmp_path / "test_planted.py").write_text(f"{planted}def test_planted():\n    pass\n")
    done = subprocess.run(
        [str(BIN / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WWWHY_LAB_REQUIRE": required},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stdout
    assert ("It may not be skipped here" in done.stdout) is bool(required)
