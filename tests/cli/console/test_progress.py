"""The line of progress."""

import io
from dataclasses import dataclass

import pytest

from wwwhy.cli.console.language import spoken
from wwwhy.cli.console.progress import ProgressLine


@dataclass
class Under:
    probes: tuple[str, ...]
    requests_sent: int


def test_shows_and_goes_away():
    stream = io.StringIO()
    with ProgressLine(stream, spoken("en"), shown=True) as line:
        line(Under((), 0))
        line(Under(("without-credentials",), 1))
    written = stream.getvalue()
    assert "waiting for the answer" in written
    assert "requests sent: 1; trying without credentials" in written
    assert "\n" not in written
    assert written.endswith("\r\x1b[2K")


def test_goes_away_after_a_fault_too():
    stream = io.StringIO()
    with pytest.raises(KeyboardInterrupt), ProgressLine(stream, spoken("en"), shown=True):
        raise KeyboardInterrupt
    assert stream.getvalue().endswith("\x1b[2K")


def test_is_silent_where_nobody_looks():
    stream = io.StringIO()
    with ProgressLine(stream, spoken("ru"), shown=False) as line:
        line(Under(("a",), 7))
    assert stream.getvalue() == ""


def test_never_wraps(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    stream = io.StringIO()
    with ProgressLine(stream, spoken("en"), shown=True) as line:
        line(Under(tuple("abcdefgh" * 9), 1))
    for piece in stream.getvalue().split("\r\x1b[2K"):
        assert len(piece) < 40
