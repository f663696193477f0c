"""Only the part of a log that matters is read, whatever happens to the file."""

import gzip
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wwwhy.errors import InputError
from wwwhy.sources.serverlog.moments import Clock
from wwwhy.sources.serverlog.tail import LIMIT, MAX_LINE, LogFile, RawLine

IN_UTC = Clock(UTC)
AT = 1795220119


def texts(lines) -> list[bytes]:
    return [line.text for line in lines]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "error.log"
    path.write_bytes(b"one\ntwo\n")
    return path


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_what_was_written_since_the_mark_is_read(log):
    file = LogFile(log)
    states = [file.is_marked]
    file.mark()
    assert [*states, file.is_marked] == [False, True]
    assert file.read_new() == []
    append(log, b"three\r\nfour")
    assert file.read_new() == [(b"three", 3), (b"four", 4)]
    append(log, b"th\n")
    assert texts(file.read_new()) == [b"three", b"fourth"]


def test_without_a_mark_everything_is_new(log):
    assert LogFile(log).read_new() == [(b"one", 1), (b"two", 2)]


def test_a_line_that_the_mark_cuts_is_left_out(log):
    append(log, b"begun")
    file = LogFile(log)
    file.mark()
    append(log, b" before\nafter\n")
    assert file.read_new() == [(b"after", 4)]


def test_a_truncated_file_is_read_from_its_start(log):
    file = LogFile(log)
    file.mark()
    log.write_bytes(b"new\n")
    assert file.read_new() == [(b"new", 1)]


def test_a_rotated_file_is_followed(log):
    file = LogFile(log)
    file.mark()
    append(log, b"last words\n")
    log.rename(log.with_name("error.log.1"))
    log.write_bytes(b"first words\n")
    assert texts(file.read_new()) == [b"last words", b"first words"]


def test_a_file_that_was_replaced_is_read_from_its_start(log):
    file = LogFile(log)
    file.mark()
    log.unlink()
    (log.parent / "error.log.1").write_bytes(b"somebody else's\n" * 10)
    log.write_bytes(b"a\nb\nc\nd\n")
    assert texts(file.read_new()) == [b"a", b"b", b"c", b"d"]


def test_the_last_part_of_much_is_read(log):
    file = LogFile(log)
    file.mark()
    append(log, b"".join(b"line %06d\n" % number for number in range(1000)))
    lines = texts(file.read_new(limit_bytes=100))
    assert lines[-1] == b"line 000999"
    assert sum(map(len, lines)) <= 100
    assert len(lines) == 8
    file.read_new(limit_bytes=100)
    assert len(file.notes) == 1
    assert "only the last" in file.notes[0]


def test_a_long_line_is_cut(log):
    file = LogFile(log)
    file.mark()
    append(log, b"x" * (MAX_LINE + 10) + b"\nnext\n")
    first, second = texts(file.read_new())
    assert len(first) == MAX_LINE
    assert second == b"next"


def test_a_hole_before_a_line_is_left_out(log):
    log.write_bytes(b"\0" * 1000 + b"after the hole\n")
    assert texts(LogFile(log).read_new()) == [b"after the hole"]


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [make_folder, os.mkfifo, lambda path: None])
@pytest.mark.parametrize(
    "ask", [LogFile.check, LogFile.mark, LogFile.read_new, lambda file: file.read_window(0, 1)]
)
def test_what_is_no_file_is_refused_at_once(tmp_path, make, ask):
    make(tmp_path / "x")
    began = time.monotonic()
    with pytest.raises(InputError) as refused:
        ask(LogFile(tmp_path / "x"))
    assert time.monotonic() - began < 2
    assert "\n" not in str(refused.value)


def access_line(at: float, number: int = 0) -> bytes:
    moment = datetime.fromtimestamp(at, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    return b'192.0.2.1 - - [%s] "GET /%d HTTP/1.1" 200 2 "-" "agent"\n' % (moment.encode(), number)


def test_a_small_file_is_read_whole(tmp_path):
    path = tmp_path / "access.log"
    path.write_bytes(b"".join(access_line(AT + each, each) for each in range(100)))
    lines = LogFile(path, clock=IN_UTC).read_window(AT + 50, AT + 51)
    assert len(lines) == 100
    assert lines[50].number == 51


@pytest.mark.parametrize("where", [0.0, 0.001, 0.3, 0.5, 0.77, 0.999, 1.0])
def test_a_window_of_a_large_file_is_found_by_bisection(big_log, where):
    path, first, last = big_log
    at = first + int((last - first) * where)
    file = LogFile(path, clock=IN_UTC)
    lines = texts(file.read_window(at - 2, at + 2))
    found = [line for line in lines if access_line(at)[:45] in line]
    assert len(found) == 10
    assert file.bytes_read < 4 * 1024 * 1024
    assert sum(map(len, lines)) <= LIMIT


@pytest.fixture(scope="module")
def big_log(tmp_path_factory) -> tuple[Path, int, int]:
    """200 MiB: ten lines a second."""
    path = tmp_path_factory.mktemp("big") / "access.log"
    block = 2000
    with path.open("wb") as file:
        at = AT
        while file.tell() < 200 * 1024 * 1024:
            file.write(b"".join(access_line(at + each) * 10 for each in range(block)))
            at += block
    return path, AT, at - 1


def test_a_window_outside_the_log_gives_nothing_of_it(big_log):
    path, first, last = big_log
    for at in (first - 90_000, last + 90_000):
        file = LogFile(path, clock=IN_UTC)
        lines = file.read_window(at, at + 1)
        assert len(lines) < 1000
        assert file.bytes_read < 4 * 1024 * 1024


def test_a_file_full_of_holes_is_searched_soon(tmp_path):
    """What copytruncate leaves when the server goes on writing at its old place."""
    path = tmp_path / "access.log"
    with path.open("wb") as file:
        file.seek(5 * 1024**3)
        file.write(b"\n" + b"".join(access_line(AT + each, each) for each in range(40_000)))
    file = LogFile(path, clock=IN_UTC)
    began = time.monotonic()
    lines = texts(file.read_window(AT + 20_000, AT + 20_001))
    assert any(b'"GET /20000 HTTP' in line for line in lines)
    assert file.bytes_read < 16 * 1024 * 1024
    assert time.monotonic() - began < 10


def test_times_a_little_out_of_order_are_found(tmp_path):
    """Apache puts in when a request began and writes the line when it ended."""
    path = tmp_path / "access.log"
    with path.open("wb") as file:
        for each in range(3000):
            file.write(access_line(AT + each, each) * 20)
            file.write(access_line(AT + each - 30, -each))
    lines = texts(LogFile(path, clock=IN_UTC).read_window(AT + 1500 - 2, AT + 1530 + 2))
    assert sum(b'"GET /1500 HTTP' in line for line in lines) == 20
    assert any(b'"GET /-1530 HTTP' in line for line in lines)


def test_a_log_without_times_gives_none(tmp_path):
    path = tmp_path / "x.log"
    path.write_bytes(b"no time here\n" * 200_000)
    file = LogFile(path)
    file.read_window(AT, AT + 1)
    assert file.bytes_read < 8 * 1024 * 1024


@given(st.binary(max_size=2000), st.integers(1, 500))
@settings(max_examples=60)
def test_no_bytes_are_an_accident(tmp_path_factory, data, limit):
    path = tmp_path_factory.mktemp("any") / "x.log"
    path.write_bytes(data)
    file = LogFile(path)
    file.mark()
    assert sum(len(line.text) for line in file.read_new(limit)) <= limit
    assert sum(len(line.text) for line in file.read_window(0, 1e12, limit)) <= max(limit, 0)
    append(path, data)
    assert b"\n".join(texts(file.read_new(5000))).count(b"\n") <= data.count(b"\n") + 1


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_read_from_the_mark_and_by_its_times(tmp_path, name):
    path = tmp_path / "error.log"
    lines = [f"2026/11/21 00:{at // 60:02}:{at % 60:02} [error] 7#7: ж{at}" for at in range(3600)]
    path.write_bytes("\r\n".join([*lines, ""]).encode(name))
    file = LogFile(path, clock=IN_UTC)
    file.mark()
    append(path, "new one\r\nж\r\n".encode("utf-16-le" if name == "utf-16" else name))
    assert file.read_new() == [(b"new one", 3601), ("ж".encode(), 3602)]
    found = file.read_window(AT, AT + 1, limit_bytes=50_000)
    assert lines[919].encode() in texts(found)
    assert len(found) < 2000
    whole = LogFile(path).read_window(AT, AT, limit_bytes=10**6)
    assert whole[0] == (lines[0].encode(), 1)


def test_a_mark_of_utf_8_is_no_part_of_the_first_line(tmp_path):
    path = tmp_path / "error.log"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    assert texts(LogFile(path).read_new()) == [b"one"]


def test_the_first_line_after_a_hole_is_read(tmp_path):
    path = tmp_path / "error.log"
    path.write_bytes(b"\0" * 9000)
    file = LogFile(path)
    file.mark()
    append(path, b"first\n")
    assert texts(file.read_new()) == [b"first"]


def test_a_compressed_log_is_read_by_its_times_and_has_nothing_new(tmp_path):
    path = tmp_path / "error.log.2.gz"
    lines = [
        f"2026/11/21 {at // 3600:02}:{at // 60 % 60:02}:{at % 60:02} [error] 7#7: {'x' * 200}{at}"
        for at in range(12_000)
    ]
    path.write_bytes(gzip.compress("\n".join([*lines, ""]).encode()))
    file = LogFile(path, clock=IN_UTC)
    file.check()
    found = file.read_window(AT, AT + 1)
    assert RawLine(lines[919].encode(), 920) in found
    assert len(found) < 6000
    assert file.notes == []
    file.mark()
    assert file.read_new() == []
    assert "compressed" in file.notes[0]


def test_a_compressed_log_that_is_too_large_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("wwwhy.sources.serverlog.packed.MAX_UNPACKED", 300_000)
    path = tmp_path / "error.log.gz"
    path.write_bytes(gzip.compress(b"no time here\n" * 100_000))
    file = LogFile(path)
    file.read_window(AT, AT)
    assert "unpack it" in file.notes[0]
