"""Ctrl-C: before the answer there is nothing to say, after it what is known is said."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.hostile.servers import Visit, answer, serving

# A job in the background inherits an ignored signal, and the tests may run in one.
PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from wwwhy.cli import main; main()"
)


def interrupted(*words: str, when) -> tuple[int, str, str, float]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    deadline = time.monotonic() + 20
    while not when() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err, time.monotonic() - began


@pytest.mark.parametrize("form", ["text", "json"])
def test_during_probes(form):
    def deed(visit: Visit) -> None:
        (answer("403 Forbidden") if len(server.arrived) == 1 else Visit.wait)(visit)

    with serving(deed) as server:
        words = ("-m", "20", "--format", form, "-H", "User-Agent: curl/8", server.url)
        status, out, err, took = interrupted(*words, when=lambda: server.connections > 1)
    assert status == 130
    assert "403" in out
    assert "interrupted" in out
    assert "Traceback" not in out + err
    assert took < 5


def test_before_the_answer():
    with serving(Visit.wait) as server:
        status, out, err, took = interrupted(server.url, when=lambda: any(server.arrived))
    assert (status, out) == (130, "")
    assert err.count("\n") == 1
    assert took < 5


def test_in_the_middle_of_redirects():
    def deed(visit: Visit) -> None:
        (answer("302 Found", "Location: /2") if visit.path == "/" else Visit.wait)(visit)

    with serving(deed) as server:
        status, out, err, _ = interrupted(server.url, when=lambda: server.connections > 1)
    # A redirect is no answer: nobody may call it healthy because the rest was not seen.
    assert (status, out) == (130, "")
    assert "Traceback" not in err


def test_while_the_program_still_loads(tmp_path):
    # The first module that a diagnosis loads is one during which the key is pressed.
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "http://127.0.0.1:1/"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
