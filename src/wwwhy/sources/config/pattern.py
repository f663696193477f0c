"""Regular expressions of a server's configuration (PCRE), tried here within bounds.

A pattern that Python would read otherwise, or that could take exponential time, is not tried:
the answer is then None, "cannot be told", and never a guess.
"""

import re
import warnings
from functools import lru_cache

MAX_PATTERN = 2048
MAX_SUBJECT = 16 * 1024
_MAX_STEPS = 20_000_000
_NESTED = 8
# Constructs of PCRE that Python lacks or reads with another meaning.
_FOREIGN = re.compile(r"\\[KGRXQEhHvVNCpPgkz]|\(\?[|R&]|\(\?\d|\(\*|\[\[:")
_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
# `[^/]+` before a slash or the end: nothing it took can be taken otherwise.
_SEGMENT = re.compile(r"\[\^(?P<stop>\\.|[^\]\\])[^\]]*\][*+][?+]?(?=\)?(?:(?P=stop)|\$|\Z))")
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.")
_REPETITION = re.compile(r"[*+]|\{\d+,\d*\}")
_GROUP_KIND = re.compile(r"\(\?(?:P?<\w+>|[:=!>]|<[=!])")
_REPEATED_GROUP = re.compile(r"\)[*+{]")


def matches(pattern: str, subject: str, *, ignore_case: bool = False) -> bool | None:
    """Whether `pattern` is found somewhere in `subject`; None if that cannot be told here."""
    compiled = _compiled(pattern, ignore_case)
    if compiled is None or len(subject) > MAX_SUBJECT:
        return None
    if len(subject) ** _exponent(pattern) > _MAX_STEPS:
        return None
    return compiled.search(subject) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str] | None:
    if len(pattern) > MAX_PATTERN or _FOREIGN.search(pattern):
        return None
    flags = re.ASCII | (re.IGNORECASE if ignore_case else 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(_NAMED.sub("(?P<", pattern), flags)
    except (re.error, RecursionError, OverflowError, Warning):
        return None


@lru_cache(maxsize=256)
def _exponent(pattern: str) -> int:
    """Return the power of the subject's length that a search can cost at most."""
    bare = _CLASS.sub("c", _SEGMENT.sub("s", pattern))
    count = len(_REPETITION.findall(bare))
    choices = re.findall(r"[*+?{|]", _GROUP_KIND.sub("(", bare))
    if len(choices) > 1 and _REPEATED_GROUP.search(bare):
        return _NESTED
    return max(1, count + (not pattern.startswith("^")))
