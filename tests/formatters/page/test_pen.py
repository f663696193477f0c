"""Wrapping counts columns, never breaks words, and keeps together what belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.formatters import Surface
from wwwhy.formatters.page.pen import Pen, columns, together


def fold(text: str, width: int = 30, **begin: str) -> list[str]:
    return Pen(Surface(width=width)).fold(text, **begin)


def test_wraps_with_a_hanging_indent():
    assert fold("one two three four five six seven", first="  - ") == [
        "  - one two three four five",
        "    six seven",
    ]


def test_a_long_word_stands_out_unbroken():
    url = "https://example.test/" + "a" * 80
    assert fold(f"see {url} there") == ["  see", f"  {url}", "  there"]


def test_no_line_begins_with_a_dash():
    assert all(
        not line.strip().startswith("—") for line in fold("aaaa bbbb cccc dddd eeee ff — gg")
    )


def test_code_and_counts_stay_together():
    lines = fold("aaaa bbbb cccc dddd `run it now` 12 requests", width=30)
    assert any("`run it now`" in line for line in lines)
    assert any("12 requests" in line for line in lines)


def test_a_longer_piece_of_code_has_a_line_to_itself():
    code = "`curl -H 'X-Key: k' https://a.test/b`"
    assert fold(f"run {code}, then look", width=42) == ["  run", f"  {code},", "  then look"]


def test_code_that_no_line_can_hold_is_wrapped_like_text():
    lines = fold("run `curl -H one -H two -H three -H four` now", width=30)
    assert all(columns(line) <= 30 for line in lines)
    assert " ".join(line.strip() for line in lines).endswith("-H four` now")


def test_wide_characters_take_two_columns():
    assert columns("日本") == 4
    assert columns("e\u0301") == 1
    assert fold("日本語 日本語 日本語 日本語 日本語", width=20) == [
        "  日本語 日本語",
        "  日本語 日本語",
        "  日本語",
    ]


def test_nothing_to_say_is_one_bare_line():
    assert fold("", first="  - ") == ["  -"]


@given(st.text(alphabet="abc дж—1`  日", max_size=200), st.integers(1, 100))
def test_no_word_is_lost_and_no_line_is_too_long(text, width):
    lines = fold(text, width=width)
    assert " ".join(lines).split() == text.split()
    for line in lines:
        broken = [w for w in line.split(" ") if w]
        assert (
            columns(line) <= max(20, width)
            or len(broken) < 2
            or "`" in line
            or "—" in line
            or "1 " in line
        )


def test_measure_is_bounded_on_wide_and_narrow_terminals():
    assert Pen(Surface(width=500)).width == 88
    assert Pen(Surface(width=0)).width == 20


def test_styles_only_where_there_is_colour():
    assert Pen(Surface()).style("bold", "x") == "x"
    assert Pen(Surface(colour=True)).style("bold", "x") == "\x1b[1mx\x1b[0m"
    assert Pen(Surface(colour=True)).style("bold", "") == ""


@pytest.mark.parametrize(("sign", "plain"), [("—", "-"), ("…", "..."), ("«", '"')])
def test_plain_replaces_typography(sign, plain):
    assert Pen(Surface(unicode=False)).plain(sign) == plain
    assert Pen(Surface()).plain(sign) == sign


def test_together_survives_folding():
    assert "#0 response WWW-Authenticate" in "\n".join(
        fold("a b " + together("#0 response WWW-Authenticate"))
    )
