"""Values as a person writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.formatters.phrases import phrases
from wwwhy.formatters.wording.values import moment, shown, size, span

EN, RU = phrases("en"), phrases("ru")
NOW = 1_790_000_000.0


@pytest.mark.parametrize(
    ("value", "name", "kind", "english", "russian"),
    [
        (None, "x", "", "none", "нет"),
        (True, "x", "", "yes", "да"),
        (False, "x", "", "no", "нет"),
        ("", "x", "", "(empty)", "(пусто)"),
        (" \t", "x", "", "(blanks only)", "(одни пробелы)"),
        (
            "tcp.reset",
            "x",
            "",
            "nothing (the connection was reset)",
            "ничего (соединение сброшено)",
        ),
        ((), "x", "", "nothing", "ничего"),
        (("a", "b"), "x", "", "a, b", "a, b"),
        (401, "status", "", "401", "401"),
        (8443, "port", "", "8443", "8443"),
        (0.25, "share", "", "0.25", "0,25"),
        (4.0, "share", "", "4", "4"),
        (
            NOW - 7500,
            "expires",
            "",
            "2026-09-21 12:08:20 UTC (2 hours ago)",
            "2026-09-21 12:08:20 UTC (2 часа назад)",
        ),
        (
            int(NOW) + 86400 * 3,
            "not_after",
            "",
            "2026-09-24 14:13:20 UTC (in 3 days)",
            "2026-09-24 14:13:20 UTC (через 3 дня)",
        ),
        (NOW, "unheard", "", "2026-09-21 14:13:20 UTC (now)", "2026-09-21 14:13:20 UTC (сейчас)"),
        (int(NOW), "count", "", "1790000000", "1790000000"),
        (90, "x", "seconds", "1 min 30 s", "1 мин 30 с"),
        (90, "age_seconds", "", "1 min 30 s", "1 мин 30 с"),
        (350, "wait_ms", "", "350 ms", "350 мс"),
        (2048, "size", "", "2 KiB", "2 КиБ"),
        (12, "expires", "", "12", "12"),
        (7, "x", "text", "7", "7"),
        (float("inf"), "x", "seconds", "inf", "inf"),
        (float("nan"), "expires", "", "nan", "nan"),
    ],
)
def test_shown(value, name, kind, english, russian):
    assert shown(value, EN, name=name, kind=kind, now=NOW) == english
    assert shown(value, RU, name=name, kind=kind, now=NOW) == russian


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0 ms"),
        (0.0312, "31 ms"),
        (1.24, "1.2 s"),
        (9, "9 s"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3700, "1 h 1 min"),
        (90061, "1 d 1 h"),
        (-2.5, "-2.5 s"),
    ],
)
def test_span(seconds, written):
    assert span(seconds, EN) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1536, "1.5 KiB"),
        (1 << 20, "1 MiB"),
        (5 << 30, "5 GiB"),
        (5 << 40, "5120 GiB"),
    ],
)
def test_size(count, written):
    assert size(count, EN) == written


def test_moment_without_now_has_no_relation():
    assert moment(NOW, EN) == "2026-09-21 14:13:20 UTC"


def test_relation_is_never_rounded_up():
    assert "1 hour ago" in moment(NOW - 3600 * 1.99, EN, NOW)
    assert "11 months ago" in moment(NOW - 86400 * 364, EN, NOW)
    assert "1 год назад" in moment(NOW - 86400 * 366, RU, NOW)


@given(
    st.one_of(st.text(), st.integers(), st.floats(), st.tuples(st.text())),
    st.sampled_from(["", "time", "seconds", "ms", "bytes", "text", "nonsense"]),
    st.floats(allow_nan=False),
)
def test_any_value_can_be_shown(value, kind, now):
    written = shown(value, RU, name="expires", kind=kind, now=now)
    assert written
    assert not any(ord(char) < 32 for char in written)


def test_long_text_is_cut():
    assert len(shown("a" * 10_000, EN)) == 301
