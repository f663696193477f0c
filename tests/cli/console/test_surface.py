"""Where output goes."""

import io
import os
import pty
import sys
from pathlib import Path

import pytest

from wwwhy.cli.console.surface import can_write, is_terminal, readable, surface_of, write
from wwwhy.errors import WwwhyError
from wwwhy.formatters import Surface


@pytest.fixture
def terminal():
    first, second = pty.openpty()
    with os.fdopen(second, "w", encoding="utf-8") as stream:
        yield stream
    os.close(first)


def file_of(encoding: str = "utf-8") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def test_a_pipe_has_no_colour_and_80_columns():
    assert surface_of(file_of(), {}) == Surface(80, colour=False, unicode=True)
    assert surface_of(None, {}) == Surface(80, colour=False, unicode=False)


@pytest.mark.parametrize(
    ("columns", "width"), [("40", 40), ("0", 80), ("x", 80), ("9999999", 1000), ("", 80)]
)
def test_columns(columns, width):
    assert surface_of(file_of(), {"COLUMNS": columns}).width == width


@pytest.mark.parametrize(
    ("environ", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal_only(terminal, environ, colour):
    assert is_terminal(terminal)
    assert surface_of(terminal, environ).colour is colour


@pytest.mark.parametrize(
    ("encoding", "fits"), [("utf-8", True), ("ascii", False), ("koi8-r", False)]
)
def test_characters(encoding, fits):
    assert surface_of(file_of(encoding), {}).unicode is fits
    assert can_write(file_of(encoding), "plain")


def test_what_does_not_fit_is_replaced():
    stream = file_of("ascii")
    write("é — ok\n", stream)
    stream.seek(0)
    assert stream.read() == "? ? ok\n"


def test_a_full_disk_is_said():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    import subprocess

    code = (
        "from wwwhy.cli.console.surface import write\n"
        "from wwwhy.errors import WwwhyError\n"
        "import sys\n"
        "try: write('x' * 100000)\n"
        "except WwwhyError as error: print(error, file=sys.stderr)\n"
    )
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 0
    assert done.stderr == b"The answer could not be written: No space left on device.\n"
    assert issubclass(WwwhyError, Exception)


def test_help_on_a_full_disk_is_no_fault_of_ours():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    import subprocess

    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "wwwhy", "--lang", "en", "--help"]
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == b"wwwhy: The answer could not be written: No space left on device.\n"


def test_no_output_at_all_is_no_fault(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    write("anything")


def test_a_language_that_was_asked_for_is_written_whatever_the_locale_claims(monkeypatch):
    written = io.BytesIO()
    out, err = io.TextIOWrapper(written, encoding="latin-1"), file_of("ascii")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert readable("ru", asked=False) == "en"
    assert out.encoding == "latin-1"
    assert readable("en", asked=True) == "en"
    assert readable("ru", asked=True) == "ru"
    write("ёж")
    assert written.getvalue() == "ёж".encode()
    assert err.encoding == "utf-8"


def test_a_locale_that_holds_the_letters_is_left_alone(monkeypatch):
    out = file_of("koi8-r")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", None)
    assert readable("ru", asked=True) == "ru"
    assert out.encoding == "koi8-r"
