"""Foreign regular expressions are tried within bounds, or not at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wwwhy.sources.config.pattern import matches


@pytest.mark.parametrize(
    ("pattern", "subject", "found"),
    [
        (r"\.php$", "/a.php", True),
        (r"\.php$", "/a.phpx", False),
        (r"^/api/v\d+/", "/api/v2/x", True),
        (r"^(?<name>\w+)\.test$", "a.test", True),
        (r"^/(a|b)$", "/b", True),
        (r"^/([^/]+)/([^/]+)/([^/]+)/([^/]+)$", "/a" * 4, True),
        (r"(?i)^/A$", "/a", True),
        (r"^/a{2}$", "/aa", True),
        (r"\d", "\N{ARABIC-INDIC DIGIT ONE}", False),
    ],
)
def test_usual_patterns_are_told(pattern, subject, found):
    assert matches(pattern, subject) is found


def test_case_may_be_ignored():
    assert matches("^/A$", "/a") is False
    assert matches("^/A$", "/a", ignore_case=True) is True


@pytest.mark.parametrize(
    "pattern",
    [r"a\Kb", r"(?R)", r"(*FAIL)", r"[[:alpha:]]", r"\pL", "(", "a" * 3000, r"(?1)", r"\z"],
)
def test_what_python_lacks_is_not_told(pattern):
    assert matches(pattern, "ab") is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|aa)+$",
        "(a*)*b",
        "^(([a-z])+.)+[A-Z]$",
        "(.*)(.*)(.*)(.*)(.*)b",
        "(?:a?){30}a{30}b",
        "(a{1,30}){1,30}b",
    ],
)
def test_costly_patterns_end_soon(pattern):
    began = time.process_time()
    matches(pattern, "a" * 40)
    matches(pattern, "a" * 5000)
    assert time.process_time() - began < 3


def test_a_long_subject_is_not_told():
    assert matches("a", "a" * 100_000) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_pattern_is_an_accident(pattern, subject):
    assert matches(pattern, subject) in {True, False, None}
