"""A scene is judged by the real command line, in an environment of the lab's own."""

import json
import sys

import pytest

from lab import Lab, Scene, trial


def pretend(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(trial, "command_of", lambda _: (sys.executable, "-c", code))


def test_the_command_a_user_would_type() -> None:
    plain = trial.command_of(Scene(("http://a.test/", "-k")))
    assert plain[1:] == ("-m", "wwwhy", "diagnose", "--format", "json", "http://a.test/", "-k")
    curl = trial.command_of(Scene(("--error-log", "/log", "curl", "-k", "http://a.test/")))
    own = ("--format", "json", "--error-log", "/log")
    assert curl[1:] == ("-m", "wwwhy", *own, "curl", "-k", "http://a.test/")


def test_what_it_prints(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "import sys; print('{\"a\": 1}'); print('hm', file=sys.stderr); exit(1)")
    said = trial.judge(lab, Scene(("u",)))
    assert (said.exit_status, said.report, said.stderr) == (1, {"a": 1}, "hm")
    assert said.seconds > 0


@pytest.mark.parametrize("text", ["", "oops", "[1]"])
def test_what_is_no_report(lab: Lab, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    pretend(monkeypatch, f"print({text!r})")
    assert trial.judge(lab, Scene(("u",))).report is None


def test_it_is_given_up_in_time(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "PATIENCE", 0.3)
    pretend(monkeypatch, "import time; time.sleep(30)")
    assert trial.judge(lab, Scene(("u",))).exit_status is None


def test_its_environment(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://developer.test:1")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nowhere")
    pretend(monkeypatch, "import json, os; print(json.dumps(dict(os.environ)))")
    seen = trial.judge(lab, Scene(("u",), env={"http_proxy": "http://scene.test:1"})).report
    assert seen
    assert "HTTPS_PROXY" not in seen
    assert not {"SSL_CERT_FILE", "CURL_CA_BUNDLE"} & {*seen}
    assert seen["http_proxy"] == "http://scene.test:1"
    assert seen["HOME"].startswith(str(lab.folder))
    assert json.dumps(seen["PATH"])
