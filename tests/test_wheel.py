"""The wheel holds what a user needs and nothing of the lab."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_data_file_is_in_it(names):
    source = ROOT / "src"
    kinds = ("*.toml", "*.md", "*.json", "py.typed")
    wanted = {str(path.relative_to(source)) for kind in kinds for path in source.rglob(kind)}
    assert wanted
    assert wanted <= names


def test_the_lab_and_the_cases_stay_at_home(names):
    assert not [name for name in names if name.endswith((".http", "/lab.py"))]
    assert not [name for name in names if name.startswith(("lab/", "tests/", "tools/"))]


def test_it_declares_the_command_and_the_licence(names):
    assert any(name.endswith("entry_points.txt") for name in names)
    assert any(name.endswith("LICENSE") for name in names)
