import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.model.visible import _SHOWN, visible

HOSTILE = [
    "\x1b]52;c;cm0gLXJmIC8=\x07",  # OSC 52: writes the clipboard
    "\x1b]52;c;cm0gLXJmIC8=\x1b\\",
    "\x9d52;c;cm0=\x9c",  # the same in C1
    "\x1b]8;;https://evil.test\x1b\\click\x1b]8;;\x1b\\",  # OSC 8: a link
    "\x1b]0;title\x07",
    "\x1b]1337;File=:AAAA\x07",
    "\x1b]4;1;rgb:ff/00/00\x1b\\",
    "\x1b[2J\x1b[H",  # CSI: clears the screen
    "\x1b[31mred\x1b[0m",
    "\x1b[6n",  # answers on standard input
    "\x1b[1A\x1b[2K",  # rewrites the line above
    "\x1b[?1049h",
    "\x9b31m",  # CSI in C1
    "\x90q\x9c",  # DCS
    "\x1bPq#0;2;0;0;0\x1b\\",
    "\x1b_payload\x1b\\",  # APC
    "\x1b^payload\x1b\\",  # PM
    "\x1bc",  # full reset
    "a\x00b",
    "a\rb",
    "a\bb",
    "a\x7fb",
    "bell\x07",
    "tab\there",
    "line\nline",
    "user\u202egnp.exe",  # right-to-left override
    "\u202a\u202b\u202c\u202d",
    "\u2066isolate\u2069",
    "\u2067\u2068",
    "\u200e\u200f\u061c",
    "zero\u200bwidth\u200c\u200d",
    "\ufeffbom",
    "soft\u00adhyphen",
    "line\u2028separator\u2029",
    "lone\ud800surrogate\udfff",
    "\udc80escaped byte",
    "private\ue000use\U000f0000",
    "unassigned\u0378\U000e0080",
    "tag\U000e0001\U000e0041",
    "nbsp\u00a0here\u3000wide",
    "interlinear\ufff9\ufffa\ufffb",
    "musical\U0001d173",
    "nel\x85here",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_invisible_is_left(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert shown != text
    shown.encode("utf-8")
    for character in shown:
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_there_are_enough_hostile_texts() -> None:
    assert len(HOSTILE) >= 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain", "plain"),
        ("Заголовок, 日本語, é, €, 😀", "Заголовок, 日本語, é, €, 😀"),
        ("a\x1bb", r"a\x1bb"),
        ("a\tb\r\nc", r"a\tb\r\nc"),
        ("\u202e", r"\u202e"),
        ("\U000e0001", r"\U000e0001"),
        ("\ud800", r"\ud800"),
        ("é\x00é", r"é\x00é"),
        (r"\x1b", r"\x1b"),
    ],
)
def test_how_it_looks(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_are_kept_where_asked() -> None:
    assert visible("a\nb\x1b\n", keep_lines=True) == "a\nb\\x1b\n"
    assert visible("a\r\nb", keep_lines=True) == "a\\r\nb"


@given(st.text(st.characters(exclude_categories=())))
def test_every_text_becomes_visible(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown
    assert all(line.isprintable() for line in visible(text, keep_lines=True).split("\n"))


@pytest.mark.parametrize(
    "text",
    ["plain text " * 100_000, "Текст, строка\n" * 80_000, "a\x1b[31m" * 150_000, "\x1b" * 10**6],
)
def test_ten_megabytes_a_second(text: str) -> None:
    rates = []
    for _ in range(3):
        begun = time.process_time()
        visible(text)
        rates.append(len(text.encode()) / 1e6 / (time.process_time() - begun + 1e-9))
    assert max(rates) > 10


def test_many_different_characters_are_not_remembered() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) + "\0"
    assert visible(text) == text[:-1] + "\\x00"
    assert len(_SHOWN) <= 4096
