"""The runner prints every scene, adds up, and fails if anything is off."""

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from lab import Lab, NotInstalledError, Scene, run, software
from lab.score import Result
from lab.trial import Trial
from lab.variants import HEALTHY, Variant


def fine(lab: Lab) -> Scene:
    return Scene((lab.origin("fine").url,))


def missing(lab: Lab) -> Scene:
    lab.requires("no-such-server")
    return fine(lab)


def mistaken(_: Lab) -> Scene:
    raise ZeroDivisionError


@pytest.fixture
def scenes(monkeypatch: pytest.MonkeyPatch) -> list[Variant]:
    found = [Variant(HEALTHY, "fine", fine)]
    monkeypatch.setattr(run, "all_variants", lambda *_: tuple(found))
    report = {"outcome": {"healthy": True}, "causes": []}
    monkeypatch.setattr(run, "judge", lambda *_: Trial((), 0, report, "", 0.25))
    monkeypatch.delenv(software.REQUIRE, raising=False)
    return found


def test_all_is_well(scenes: list[Variant], capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 0
    out = capsys.readouterr().out
    assert "ok     0.25 s            healthy:fine\n" in out
    assert "healthy   1 of 1 " in out


def test_one_that_is_off(scenes: list[Variant], capsys: pytest.CaptureFixture[str]) -> None:
    scenes.append(Variant("deny-rule", "broken", fine))
    scenes.append(Variant("deny-rule", "broken_too", mistaken))
    assert run.main(["--jobs", "3"]) == 1
    out = capsys.readouterr().out
    assert "FAIL" in out
    assert "first is nothing" in out
    assert "the scene itself failed: ZeroDivisionError" in out
    assert "broken    0 of 2 " in out
    assert "precision 0.000" in out


def test_a_missing_program_is_skipped_by_name(
    scenes: list[Variant], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.append(Variant("deny-rule", "broken", missing))
    assert run.main([]) == 0
    assert "no-such-server is not installed here" in capsys.readouterr().out
    monkeypatch.setenv(software.REQUIRE, "1")
    assert run.main([]) == 1


def test_a_missing_program_reaches_the_test_runner() -> None:
    with pytest.raises(NotInstalledError):
        run.run_variant(Variant("deny-rule", "broken", missing))


def test_interrupted(
    scenes: list[Variant], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Result) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "row", interrupt)
    assert run.main([]) == run.INTERRUPTED
    assert "Interrupted" in capsys.readouterr().err


def test_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--only", "no-such-cause"]) == 2
    assert "'no-such-cause'" in capsys.readouterr().err


def test_listing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--list", "--only", "healthy:http2"]) == 0
    assert capsys.readouterr().out == "healthy:http2\n"


def test_a_scene_can_be_held_for_a_look_by_hand() -> None:
    command = [sys.executable, "-m", "lab", "--hold", "--only", "healthy:old-server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout
        folder = Path(held.stdout.readline().split()[-1])
        url = held.stdout.readline().split()[-1]
        with urllib.request.urlopen(url, timeout=5) as response:
            assert response.read() == b"an old server\n"
        held.send_signal(signal.SIGINT)
        assert held.wait(10) == 0
    assert not folder.exists()


def test_only_one_scene_can_be_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--hold", "--only", "healthy"]) == 2
    assert "--only SLUG:VARIANT" in capsys.readouterr().err
