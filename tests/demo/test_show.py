"""The demo names its failures with the real command, in both languages, and leaves nothing behind."""

import os
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest

from wwwhy.demo.show import scenes
from wwwhy.demo.site import Site


@pytest.mark.parametrize(
    ("language", "charset", "proved"), [("en", "ascii", "- proved"), ("ru", "utf-8", "— доказано")]
)
def test_the_demo_explains_every_failure(language, charset, proved):
    done = subprocess.run(
        [sys.executable, "-m", "wwwhy", "demo", "--lang", language],
        capture_output=True,
        encoding=charset,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": charset, "COLUMNS": "60"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert " ".join(done.stdout.split()).count(proved) >= 6
    ours = [line for line in done.stdout.splitlines() if not line.startswith("$")]
    # What is to be copied is never broken.
    assert [line for line in ours if len(line) > 60 and "curl" not in line] == []
    assert "Traceback" not in done.stdout


def test_phrases_agree_in_both_languages():
    phrases = tomllib.loads(
        files("wwwhy.demo").joinpath("phrases.toml").read_text(encoding="utf-8")
    )
    assert phrases["en"].keys() == phrases["ru"].keys()
    with Site() as site:
        assert {scene.name for scene in scenes(site)} <= phrases["en"].keys()


def test_no_box_outlives_the_site():
    with Site() as site:
        boxes = list(site._boxes)
        assert all(box.poll() is None for box in boxes)
    assert all(box.poll() is not None for box in boxes)
    assert not site.log.exists()
