"""Logs are opened, marked, and asked for the lines of an exchange."""

import os
from datetime import UTC
from pathlib import Path

import pytest

from tests.sources.serverlog.exchanges import AT, exchange
from wwwhy.errors import InputError
from wwwhy.model.masking import Masker
from wwwhy.sources.config import nginx
from wwwhy.sources.serverlog import Clock, open_logs

IN_UTC = Clock(UTC)
ERROR = b'2026/11/21 00:15:19 [error] 7#7: *1 boom, client: 127.0.0.1, server: a, request: "GET /x HTTP/1.1", host: "127.0.0.1"\n'
ACCESS = b'127.0.0.1 - - [21/Nov/2026:00:15:19 +0000] "GET /x HTTP/1.1" 502 2 "-" "curl/7.88.1"\n'


@pytest.fixture
def error(tmp_path: Path) -> Path:
    path = tmp_path / "error.log"
    path.write_bytes(b"")
    return path


@pytest.fixture
def access(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_bytes(b"")
    return path


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


class Naps:
    """Counts naps and writes something during one of them."""

    def __init__(self, path: Path | None = None, data: bytes = b"", at: int = 0) -> None:
        self.path, self.data, self.at = path, data, at
        self.taken = 0

    def __call__(self, seconds: float) -> None:
        assert 0 < seconds < 1
        self.taken += 1
        if self.path is not None and self.taken == self.at:
            append(self.path, self.data)


def test_lines_since_the_mark_are_joined(error, access):
    append(error, ERROR)
    logs = open_logs([error], [access], clock=IN_UTC)
    logs.mark()
    append(error, ERROR)
    append(access, ACCESS)
    found = logs.collect(exchange("http://127.0.0.1/x", status=502), sleep=Naps())
    assert [(each.pointer, each.kind, each.certainty) for each in found] == [
        ("error.log:2", "error", "offset"),
        ("access.log:1", "access", "offset"),
    ]
    assert logs.notes == ()


def test_a_line_that_comes_late_is_waited_for(error, access):
    logs = open_logs([error], [access], clock=IN_UTC)
    logs.mark()
    append(error, ERROR)
    naps = Naps(access, ACCESS, at=3)
    found = logs.collect(exchange("http://127.0.0.1/x", status=502), sleep=naps)
    assert [each.kind for each in found] == ["error", "access"]
    assert naps.taken == 3


def test_patience_ends(error):
    logs = open_logs([error], clock=IN_UTC)
    logs.mark()
    naps = Naps()
    assert logs.collect(exchange("http://127.0.0.1/x"), patience=0.1, sleep=naps) == ()
    assert 4 <= naps.taken <= 6


def test_without_a_mark_the_time_tells(error):
    append(error, ERROR.replace(b"00:15:19", b"00:10:00") + ERROR)
    naps = Naps()
    logs = open_logs([error], clock=IN_UTC)
    (found,) = logs.collect(exchange("http://127.0.0.1/x"), sleep=naps)
    assert (found.number, found.certainty, naps.taken) == (2, "request", 0)
    assert logs.collect(exchange("http://127.0.0.1/x", at=AT + 3600), sleep=naps) == ()
    assert logs.collect(exchange("http://127.0.0.1/x", at=0.0), sleep=naps) == ()


def test_a_format_is_taken_from_the_configuration(access):
    config = nginx.read_text("log_format mine '$status|$remote_addr|$request_method $uri|$msec';")
    logs = open_logs(access=[access], config=config)
    logs.mark()
    append(access, b"502|127.0.0.1|GET /x|1795220119.250\n")
    (found,) = logs.collect(exchange("http://127.0.0.1/x?y=1", status=502), sleep=Naps())
    assert (found.server, found.status, found.target, found.time) == ("nginx", 502, "/x", AT + 0.25)


def test_syslog_lines_without_a_year_are_read_near_the_request(error):
    append(error, b"Nov 21 00:15:19 ERROR something failed\n")
    (found,) = open_logs([error], clock=IN_UTC).collect(exchange("http://127.0.0.1/x"))
    assert (found.time, found.certainty) == (AT, "window")


def test_files_of_one_name_are_told_apart(tmp_path):
    paths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        paths.append(tmp_path / name / "error.log")
        paths[-1].write_bytes(ERROR)
    found = open_logs(paths, clock=IN_UTC).collect(exchange("http://127.0.0.1/x"))
    assert [each.source for each in found] == ["one/error.log", "two/error.log"]


def test_a_masker_of_the_report_is_used(error):
    logs = open_logs([error], clock=IN_UTC)
    logs.mark()
    append(error, ERROR.replace(b"/x", b"/x?token=hunter2hunter2"))
    masker = Masker()
    asked = exchange("http://127.0.0.1/x?token=hunter2hunter2")
    query = masker.exchange(asked).request.url.query
    (found,) = logs.collect(asked, masker=masker, sleep=Naps())
    assert query is not None
    assert found.target is not None
    assert query in found.target


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [make_folder, os.mkfifo, lambda path: None])
def test_what_is_no_file_is_refused_when_it_is_opened(tmp_path, make):
    make(tmp_path / "x")
    with pytest.raises(InputError):
        open_logs([tmp_path / "x"])
    with pytest.raises(InputError):
        open_logs(access=[tmp_path / "x"])


def test_a_log_that_vanishes_is_an_input_error(error):
    logs = open_logs([error])
    logs.mark()
    error.unlink()
    with pytest.raises(InputError):
        logs.collect(exchange(), sleep=Naps())


def test_much_traffic_is_noted(error, monkeypatch):
    logs = open_logs([error], clock=IN_UTC)
    logs.mark()
    append(error, ERROR.replace(b"/x", b"/" + b"y" * 1000) * 1500)
    append(error, ERROR)
    found = logs.collect(exchange("http://127.0.0.1/x"), patience=0, sleep=Naps())
    assert [each.target for each in found] == ["/x"]
    assert "only the last" in logs.notes[0]


def test_no_logs_give_no_lines():
    logs = open_logs()
    logs.mark()
    assert logs.collect(exchange(), patience=0) == ()
