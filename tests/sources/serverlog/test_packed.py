"""Compressed logs are read around a time, within bounds."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.serverlog.packed import is_packed, window_of


def times(lines: bytes) -> list[float]:
    return [float(line.split()[0]) for line in lines.split(b"\n") if line[:1].isdigit()]


def numbered(count: int) -> bytes:
    return b"".join(b"%d %s\n" % (at, b"x" * 90) for at in range(count))


def test_the_lines_around_a_time_are_found_with_their_numbers():
    packed = io.BytesIO(gzip.compress(numbered(50_000)))
    assert is_packed(packed)
    found = window_of(packed, times, (30_000, 30_001), 1024 * 1024)
    lines = found.text.split(b"\n")
    assert found.whole
    assert any(line.startswith(b"30000 ") for line in lines)
    assert lines[0].startswith(b"%d " % (found.number - 1))
    assert len(found.text) < 1024 * 1024
    assert found.read < 50_000 * 90


def test_utf_16_and_several_members_are_read():
    packed = gzip.compress("5 a\n".encode("utf-16")) + gzip.compress("6 б\n".encode("utf-16-le"))
    assert window_of(io.BytesIO(packed), times, (5, 6), 1000).text.decode() == "5 a\n6 б\n"


def test_a_bomb_is_left_alone():
    bomb = io.BytesIO(gzip.compress(b"0" * 40_000_000))
    found = window_of(bomb, lambda _lines: [], (1, 2), 1000, most=4_000_000)
    assert not found.whole
    assert found.read <= 4_000_000
    assert len(found.text) <= 2_000_000


@pytest.mark.parametrize("data", [b"", b"\x1f", b"\x1f\x8b", b"plain"])
def test_what_is_no_gzip_is_none(data):
    assert not is_packed(io.BytesIO(data))


@given(st.binary(max_size=200), st.integers(0, 60))
def test_what_is_broken_ends_it(octets, at):
    packed = bytearray(gzip.compress(numbered(30)))
    packed[at : at + len(octets)] = octets
    window_of(io.BytesIO(bytes(packed)), lambda _lines: [1.0], (0, 2), 1000)
